#include "promfile/exposition/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace promfile {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool EqualsLowerCase(absl::string_view token, absl::string_view lower) {
  if (token.size() != lower.size()) return false;
  for (size_t i = 0; i < token.size(); ++i) {
    // The bit that tells cases apart also maps '\x0E' and the like to
    // punctuation, never to a letter.
    if ((token[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

enum class Spelling { kDecimal, kInfinity, kNan, kNone };

struct Number {
  Spelling spelling = Spelling::kNone;
  bool negative = false;
  absl::string_view magnitude;  // without the sign
  // Power of ten of the first digit that is not 0; 0 for a zero.
  int64_t first_digit_power = 0;
  bool zero = true;
};

Number Decompose(absl::string_view token) {
  Number number;
  absl::string_view rest = token;
  const bool has_sign = !rest.empty() && (rest[0] == '+' || rest[0] == '-');
  if (has_sign) {
    number.negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  number.magnitude = rest;
  if (EqualsLowerCase(rest, "inf") || EqualsLowerCase(rest, "infinity")) {
    number.spelling = Spelling::kInfinity;
    return number;
  }
  if (!has_sign && EqualsLowerCase(rest, "nan")) {
    number.spelling = Spelling::kNan;
    return number;
  }

  size_t i = 0;
  size_t digits = 0;
  bool seen_point = false;
  int64_t power =
      0;  // of the digit before the point, counted from the first nonzero one
  for (; i < rest.size(); ++i) {
    if (IsDigit(rest[i])) {
      ++digits;
      if (number.zero && rest[i] != '0') {
        number.zero = false;
        power = seen_point ? power - 1 : 0;
      } else if (number.zero) {
        power -= seen_point ? 1 : 0;
      } else if (!seen_point) {
        ++power;
      }
    } else if (rest[i] == '.' && !seen_point) {
      seen_point = true;
    } else {
      break;
    }
  }
  if (digits == 0) return number;
  if (i < rest.size()) {
    if (rest[i] != 'e' && rest[i] != 'E') return number;
    ++i;
    bool negative_exponent = false;
    if (i < rest.size() && (rest[i] == '+' || rest[i] == '-')) {
      negative_exponent = rest[i] == '-';
      ++i;
    }
    if (i == rest.size()) return number;
    int64_t exponent = 0;
    for (; i < rest.size(); ++i) {
      if (!IsDigit(rest[i])) return number;
      // Go stops counting here as well; no token is long enough to matter.
      if (exponent < 1000000000000) exponent = exponent * 10 + (rest[i] - '0');
    }
    power += negative_exponent ? -exponent : exponent;
  }
  number.spelling = Spelling::kDecimal;
  number.first_digit_power = number.zero ? 0 : power;
  return number;
}

// Converts a decimal magnitude; infinity means overflow.
double ConvertMagnitude(const Number& number) {
  if (number.zero) return 0;
  if (number.first_digit_power > 309)
    return std::numeric_limits<double>::infinity();
  if (number.first_digit_power < -330) return 0;
  double value = 0;
  const char* const begin = number.magnitude.data();
  const auto result =
      std::from_chars(begin, begin + number.magnitude.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    // from_chars does not say on which side.
    return number.first_digit_power > 0
               ? std::numeric_limits<double>::infinity()
               : 0;
  }
  return value;
}

// Up to here doubles are whole numbers one apart.
constexpr double kLargestExact = 9007199254740992.0;

// Significant digits, the last of which is not 0.
struct Digits {
  // Copied whole, whatever of it counts.
  static constexpr size_t kCopied = 24;

  // Those of `number` / 10^`decimals`; `number` is not 0.
  void Set(uint64_t number, int decimals) {
    count = static_cast<int>(std::to_chars(text, text + 20, number).ptr - text);
    exponent = count - 1 - decimals;
    while (text[count - 1] == '0') --count;
  }

  // False unless `value`, which is positive, is a number of at most six
  // decimals and fifteen digits. No two of those are the same double, so these
  // are the shortest digits that read back.
  bool SetDecimal(double value) {
    if (value < 1e-4 || value >= 1e9) return false;
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): the next line would see it.
    const uint64_t millionths = static_cast<uint64_t>(value * 1e6 + 0.5);
    if (static_cast<double>(millionths) / 1e6 != value) return false;
    Set(millionths, 6);
    return true;
  }

  char text[2 * kCopied] = {};
  int count = 0;
  int exponent = 0;  // power of ten of the first digit
};

// Writes `digits` in full, or with an exponent of two digits, as Go chooses.
char* LayOut(const Digits& digits, char* out) {
  const char* const text = digits.text;
  const int count = digits.count;
  int exponent = digits.exponent;
  if (exponent < -4 || exponent >= 6) {
    *out++ = text[0];
    if (count > 1) {
      *out = '.';
      memcpy(out + 1, text + 1, Digits::kCopied);
      out += count;
    }
    out[0] = 'e';
    out[1] = exponent < 0 ? '-' : '+';
    exponent = std::abs(exponent);
    out[2] = static_cast<char>('0' + exponent / 10);
    out[3] = static_cast<char>('0' + exponent % 10);
    return out + 4;
  }
  if (exponent < 0) {
    out = std::copy_n("0.000", 1 - exponent, out);
    memcpy(out, text, Digits::kCopied);
    return out + count;
  }
  const int whole = exponent + 1;
  memcpy(out, text, Digits::kCopied);
  if (count <= whole) {
    memset(out + count, '0', static_cast<size_t>(whole - count));
    return out + whole;
  }
  out[whole] = '.';
  memcpy(out + whole + 1, text + whole, Digits::kCopied);
  return out + count + 1;
}

// As the C++ library finds the digits, of any positive number.
char* WriteShortest(double value, char* out) {
  // "d.ddde-XX", or three digits in the exponent.
  char scientific[kMaxValueBytes];
  char* const end = std::to_chars(scientific, scientific + sizeof(scientific),
                                  value, std::chars_format::scientific)
                        .ptr;
  const char* const e = end[-4] == 'e' ? end - 4 : end - 5;
  int exponent = 0;
  std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
  if (exponent < -4 || exponent >= 6) return std::copy(scientific, end, out);
  Digits digits;
  digits.exponent = exponent;
  digits.text[0] = scientific[0];
  digits.count = 1;
  for (const char* p = scientific + 2; p < e; ++p) {
    digits.text[digits.count++] = *p;
  }
  return LayOut(digits, out);
}

}  // namespace

NumberKind ClassifyNumber(absl::string_view token) {
  const Number number = Decompose(token);
  if (number.spelling == Spelling::kNone) return NumberKind::kNotANumber;
  if (number.spelling != Spelling::kDecimal) return NumberKind::kNumber;
  if (number.first_digit_power < 308) return NumberKind::kNumber;
  return std::isinf(ConvertMagnitude(number)) ? NumberKind::kOverflow
                                              : NumberKind::kNumber;
}

bool ParseValue(absl::string_view token, double* value) {
  const Number number = Decompose(token);
  double magnitude = 0;
  switch (number.spelling) {
    case Spelling::kNone:
      return false;
    case Spelling::kNan:
      *value = std::numeric_limits<double>::quiet_NaN();
      return true;
    case Spelling::kInfinity:
      magnitude = std::numeric_limits<double>::infinity();
      break;
    case Spelling::kDecimal:
      magnitude = ConvertMagnitude(number);
      if (std::isinf(magnitude)) return false;
      break;
  }
  *value = number.negative ? -magnitude : magnitude;
  return true;
}

char* WriteValue(double value, char* out) {
  const auto put = [&](absl::string_view text) {
    return std::copy(text.begin(), text.end(), out);
  };
  if (std::isnan(value)) return put("NaN");
  if (std::isinf(value)) return put(value > 0 ? "+Inf" : "-Inf");
  if (std::signbit(value)) {
    *out++ = '-';
    value = -value;
  }
  Digits digits;
  if (value <= kLargestExact &&
      value == static_cast<double>(static_cast<uint64_t>(value))) {
    const uint64_t whole = static_cast<uint64_t>(value);
    if (whole < 1000000) return std::to_chars(out, out + 8, whole).ptr;
    digits.Set(whole, 0);
  } else if (!digits.SetDecimal(value)) {
    return WriteShortest(value, out);
  }
  return LayOut(digits, out);
}

void AppendValue(double value, std::string* out) {
  char buffer[kMaxValueBytes];
  out->append(buffer, static_cast<size_t>(WriteValue(value, buffer) - buffer));
}

}  // namespace promfile
