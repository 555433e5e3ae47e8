#include "promfile/exposition/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <tuple>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kMax = std::numeric_limits<double>::max();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();

uint64_t Bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

double FromBits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

// The same double: 0 is not -0, any NaN is any other.
bool Same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || Bits(a) == Bits(b);
}

std::string Written(double value) {
  std::string text;
  AppendValue(value, &text);
  return text;
}

TEST(ParseValueTest, ReadsEverySpellingThatGoReads) {
  const struct {
    const char* token;
    double value;
  } kCases[] = {
      // Digits, at most one point, at least one digit.
      {"0", 0},
      {"1", 1},
      {"-1", -1},
      {"+1", 1},
      {"007", 7},
      {"1.", 1},
      {".5", 0.5},
      {"+.5", 0.5},
      {"-.5", -0.5},
      {"1.50", 1.5},
      {"00000000000000000000000000001", 1},
      {"-0", -0.0},
      {"+0", 0},
      {"0.0", 0},
      {".0", 0},
      {"0.", 0},
      // Exponents of either case and sign.
      {"1e3", 1000},
      {"1E3", 1000},
      {"1e+3", 1000},
      {"1e-3", 0.001},
      {"1.e3", 1000},
      {".1e1", 1},
      {"1e0", 1},
      {"1e00000000000000000003", 1000},
      {"0e999999999999999999999", 0},
      {"-0e-999999999999999999999", -0.0},
      // Infinity in any case, with or without a sign.
      {"inf", kInf},
      {"Inf", kInf},
      {"INF", kInf},
      {"+Inf", kInf},
      {"-iNf", -kInf},
      {"infinity", kInf},
      {"-Infinity", -kInf},
      {"+INFINITY", kInf},
      // NaN in any case, without a sign.
      {"nan", kNan},
      {"NaN", kNan},
      {"NAN", kNan},
      // Correctly rounded.
      {"0.1", 0.1},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
      {"9007199254740993", 9007199254740992.0},  // half way, to even
      {"9007199254740995", 9007199254740996.0},
      {"9007199254740993.00000000000000000000000000000001", 9007199254740994.0},
      {"6.62607015e-34", 6.62607015e-34},
      {"2.2250738585072011e-308", 2.2250738585072011e-308},
      {"2.2250738585072014e-308", 2.2250738585072014e-308},
      // The largest, and what still rounds to it.
      {"1.7976931348623157e308", kMax},
      {"1.797693134862315807e308", kMax},
      {"-1.7976931348623157e+308", -kMax},
      {"17976931348623157e292", kMax},
      {"0.00000000017976931348623157e318", kMax},
      // Denormals, and what is too small for them.
      {"5e-324", kSmallest},
      {"4.9406564584124654e-324", kSmallest},
      {"2.4703282292062328e-324", kSmallest},
      {"2.4703282292062327e-324", 0},
      {"-1e-400", -0.0},
      {"1e-400", 0},
      {"1e-99999999999999999999", 0},
      {"0.000000000000000000000000000000000000000001e-300", 0},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("token: ", c.token));
    EXPECT_EQ(ClassifyNumber(c.token), NumberKind::kNumber);
    double value = 42;
    ASSERT_TRUE(ParseValue(c.token, &value));
    EXPECT_TRUE(Same(value, c.value))
        << absl::StrFormat("read %.17g, not %.17g", value, c.value);
  }
}

TEST(ParseValueTest, RefusesWhatGoRefusesAndLeavesTheValueAlone) {
  const struct {
    absl::string_view token;
    NumberKind kind;
  } kCases[] = {
      {"", NumberKind::kNotANumber},
      {"+", NumberKind::kNotANumber},
      {"-", NumberKind::kNotANumber},
      {".", NumberKind::kNotANumber},
      {"-.", NumberKind::kNotANumber},
      {"e", NumberKind::kNotANumber},
      {"e5", NumberKind::kNotANumber},
      {".e5", NumberKind::kNotANumber},
      {"1e", NumberKind::kNotANumber},
      {"1e+", NumberKind::kNotANumber},
      {"1e-", NumberKind::kNotANumber},
      {"1e1.0", NumberKind::kNotANumber},
      {"1e5e5", NumberKind::kNotANumber},
      {"1.2.3", NumberKind::kNotANumber},
      {"1..2", NumberKind::kNotANumber},
      {"--1", NumberKind::kNotANumber},
      {"+-1", NumberKind::kNotANumber},
      {"1-", NumberKind::kNotANumber},
      {"1,5", NumberKind::kNotANumber},
      {"1 ", NumberKind::kNotANumber},
      {" 1", NumberKind::kNotANumber},
      {"1\r", NumberKind::kNotANumber},
      {absl::string_view("1\0", 2), NumberKind::kNotANumber},
      {absl::string_view("\0", 1), NumberKind::kNotANumber},
      {"1f", NumberKind::kNotANumber},
      {"1s", NumberKind::kNotANumber},
      {"1d5", NumberKind::kNotANumber},
      {"12abc", NumberKind::kNotANumber},
      {"\xD9\xA1", NumberKind::kNotANumber},  // ARABIC-INDIC DIGIT ONE
      {"\xE2\x88\x92"
       "1",
       NumberKind::kNotANumber},  // MINUS SIGN
      // What Go's ParseFloat reads and the collectors' parser filters out.
      {"0x10", NumberKind::kNotANumber},
      {"0x1p-3", NumberKind::kNotANumber},
      {"0X1P+3", NumberKind::kNotANumber},
      {"1p3", NumberKind::kNotANumber},
      {"1_000", NumberKind::kNotANumber},
      {"_1", NumberKind::kNotANumber},
      {"0b1", NumberKind::kNotANumber},
      {"0o7", NumberKind::kNotANumber},
      // Words.
      {"+NaN", NumberKind::kNotANumber},
      {"-nan", NumberKind::kNotANumber},
      {"nan(7)", NumberKind::kNotANumber},
      {"NaN()", NumberKind::kNotANumber},
      {"nano", NumberKind::kNotANumber},
      {"in", NumberKind::kNotANumber},
      {"infi", NumberKind::kNotANumber},
      {"infinit", NumberKind::kNotANumber},
      {"infinityy", NumberKind::kNotANumber},
      {"+-inf", NumberKind::kNotANumber},
      {"\x09nf", NumberKind::kNotANumber},
      // The bytes that differ from a letter in the bit that tells cases apart.
      {"\x0E"
       "an",
       NumberKind::kNotANumber},
      {"I.f", NumberKind::kNotANumber},
      {"true", NumberKind::kNotANumber},
      {"null", NumberKind::kNotANumber},
      // Overflow.
      {"1e309", NumberKind::kOverflow},
      {"1e400", NumberKind::kOverflow},
      {"-1e400", NumberKind::kOverflow},
      {"1e99999999999999999999", NumberKind::kOverflow},
      {"1.7976931348623159e308", NumberKind::kOverflow},
      {"1.797693134862315808e308", NumberKind::kOverflow},
      {"179769313486231580793e289", NumberKind::kOverflow},
      {"0.000001e999", NumberKind::kOverflow},
      {".00000001e400", NumberKind::kOverflow},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("token: ", absl::CHexEscape(c.token)));
    EXPECT_EQ(ClassifyNumber(c.token), c.kind);
    double value = 42;
    EXPECT_FALSE(ParseValue(c.token, &value));
    EXPECT_EQ(value, 42);
  }
}

TEST(ParseValueTest, TakesTokensOfAnyLength) {
  const std::string zeros(5000, '0');
  const struct {
    std::string token;
    NumberKind kind;
    double value;
  } kCases[] = {
      {zeros + "1", NumberKind::kNumber, 1},
      {"0." + zeros + "1", NumberKind::kNumber, 0},
      {"1" + zeros, NumberKind::kOverflow, 0},
      {"1" + zeros + "e-5000", NumberKind::kNumber, 1},
      {"0." + zeros + "1e5001", NumberKind::kNumber, 1},
      {"0." + zeros + "1e5309", NumberKind::kNumber, 1e308},
      {"0." + zeros + "1e5310", NumberKind::kOverflow, 0},
      {"1." + zeros + "x", NumberKind::kNotANumber, 0},
      {std::string(5000, '9') + "e-5000", NumberKind::kNumber, 1},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("token: ", c.token.substr(0, 3), "...",
                              c.token.substr(c.token.size() - 8)));
    EXPECT_EQ(ClassifyNumber(c.token), c.kind);
    double value = 42;
    EXPECT_EQ(ParseValue(c.token, &value), c.kind == NumberKind::kNumber);
    if (c.kind == NumberKind::kNumber) {
      EXPECT_EQ(value, c.value);
    }
  }
}

TEST(AppendValueTest, WritesAsGoDoes) {
  const struct {
    double value;
    const char* text;
  } kCases[] = {
      {0, "0"},
      {-0.0, "-0"},
      {1, "1"},
      {-1, "-1"},
      {0.1, "0.1"},
      {0.3, "0.3"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1.5, "1.5"},
      {-2.25, "-2.25"},
      {100, "100"},
      {1e5, "100000"},
      {123456, "123456"},
      {123456.5, "123456.5"},
      {123456.789, "123456.789"},
      // The exponent form begins at 1e+06 and ends below 1e-04.
      {999999, "999999"},
      {-999999, "-999999"},
      {999999.5, "999999.5"},
      {999999.9999999999, "999999.9999999999"},
      {1e6, "1e+06"},
      {-1e6, "-1e+06"},
      {1000001, "1.000001e+06"},
      {1234567, "1.234567e+06"},
      {4294967296.0, "4.294967296e+09"},
      {1.7e9, "1.7e+09"},
      {1e21, "1e+21"},
      {1e22, "1e+22"},
      {1e100, "1e+100"},
      {0.001, "0.001"},
      {0.0001, "0.0001"},
      {-0.0001, "-0.0001"},
      {0.00012345, "0.00012345"},
      {0.000099, "9.9e-05"},
      {0.00001, "1e-05"},
      {-1.5e-7, "-1.5e-07"},
      {1e-10, "1e-10"},
      {1e-100, "1e-100"},
      // Shortest digits that read back.
      {5e-324, "5e-324"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {2.225073858507201e-308, "2.225073858507201e-308"},
      {kMax, "1.7976931348623157e+308"},
      {-kMax, "-1.7976931348623157e+308"},
      {9007199254740992.0, "9.007199254740992e+15"},
      {9007199254740993.0, "9.007199254740992e+15"},
      {18446744073709551616.0, "1.8446744073709552e+19"},
      {5e-5, "5e-05"},
      {9.5367431640625e-07, "9.5367431640625e-07"},
      {kNan, "NaN"},
      {-kNan, "NaN"},
      {kInf, "+Inf"},
      {-kInf, "-Inf"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("expected: ", c.text));
    EXPECT_EQ(Written(c.value), c.text);
    std::string appended = "x";
    AppendValue(c.value, &appended);
    EXPECT_EQ(appended, absl::StrCat("x", c.text));
  }
}

void ExpectRoundTrip(double value) {
  const std::string text = Written(value);
  EXPECT_LE(text.size(), kMaxValueBytes) << text;
  double read = 42;
  ASSERT_TRUE(ParseValue(text, &read)) << text;
  EXPECT_TRUE(Same(read, value))
      << absl::StrFormat("%016x -> %s -> %016x", Bits(value), text, Bits(read));
}

TEST(AppendValueTest, EveryDoubleReadsBack) {
  std::mt19937_64 random(20240601);
  for (int i = 0; i < 200000; ++i) ExpectRoundTrip(FromBits(random()));
  for (int power = -330; power <= 310; ++power) {
    double value = 0;
    if (!ParseValue(absl::StrCat("1e", power), &value)) continue;
    ExpectRoundTrip(value);
    ExpectRoundTrip(-value);
    ExpectRoundTrip(std::nextafter(value, 0));
    ExpectRoundTrip(std::nextafter(value, kMax));
  }
  for (int bit = 0; bit < 64; ++bit) ExpectRoundTrip(std::ldexp(1, bit));
  for (double whole = 0; whole < 2000; ++whole) ExpectRoundTrip(whole);
}

// No shorter text reads back as the same double.
TEST(AppendValueTest, WritesTheFewestDigits) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const double value = FromBits(random());
    if (!std::isfinite(value)) continue;
    std::string digits;
    const std::string text = Written(value);
    for (const char c : text) {
      if (c == 'e') break;
      if (c >= '0' && c <= '9') digits.push_back(c);
    }
    while (!digits.empty() && digits[0] == '0') digits.erase(0, 1);
    if (digits.size() < 2) continue;
    const int precision = static_cast<int>(digits.size()) - 2;
    double shorter = 0;
    if (!ParseValue(absl::StrFormat("%.*e", precision, value), &shorter))
      continue;
    EXPECT_NE(Bits(shorter), Bits(value)) << text;
  }
}

// As WriteValue would be without a shorter way for anything.
std::string Shortest(double value) {
  char buffer[64];
  char* const end = std::to_chars(buffer, buffer + sizeof(buffer), value,
                                  std::chars_format::scientific)
                        .ptr;
  const std::string scientific(buffer, end);
  const size_t e = scientific.find('e');
  const int exponent = std::stoi(scientific.substr(e + 1));
  if (exponent < -4 || exponent >= 6) return scientific;
  const size_t digits = e - (scientific[0] == '-' ? 1 : 0) - (e > 2 ? 1 : 0);
  const int decimals = static_cast<int>(digits) - 1 - exponent;
  return absl::StrFormat("%.*f", std::max(decimals, 0), value);
}

TEST(AppendValueTest, WritesShortNumbersAsAllOthers) {
  std::mt19937_64 random(11);
  const auto expect = [](double value) {
    for (const double near :
         {value, std::nextafter(value, 0), std::nextafter(value, kMax)}) {
      ASSERT_EQ(Written(near), Shortest(near));
      ASSERT_EQ(Written(-near), Shortest(-near));
    }
  };
  for (int i = 0; i < 40000; ++i) {
    const double whole =
        static_cast<double>(random() >> (10 + random() % 54) | 1);
    expect(whole);
    double power = 1;
    for (int decimals = 1; decimals < 10; ++decimals) {
      power *= 10;
      expect(whole / power);
    }
  }
  for (double value = 1e-7; value < 1e18; value *= 10) {
    expect(value);
    expect(9 * value);
    expect(9.99999 * value);
  }
  expect(9007199254740991.0);
  expect(9007199254740992.0);
  expect(9007199254740994.0);
}

// A value between two doubles is read as the nearer one. The third way to read
// it is the C library's, which rounds correctly as well.
TEST(ParseValueTest, ReadsRandomDecimalsAsTheNearestDouble) {
  std::mt19937_64 random(99);
  for (int i = 0; i < 50000; ++i) {
    std::string token = absl::StrCat(random() % 1000000000, ".", random());
    if (i % 2 == 0) {
      absl::StrAppend(&token, "e", static_cast<int>(random() % 660) - 340);
    }
    double value = 0;
    const bool read = ParseValue(token, &value);
    const double expected = std::strtod(token.c_str(), nullptr);
    EXPECT_EQ(read, std::isfinite(expected)) << token;
    if (read) {
      EXPECT_EQ(Bits(value), Bits(expected)) << token;
    }
  }
}

}  // namespace
}  // namespace promfile
