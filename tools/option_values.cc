#include "tools/option_values.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/message_text.h"
#include "tools/suggestion.h"

namespace promfile {
namespace {

absl::Status Invalid(absl::string_view what, absl::string_view option,
                     absl::string_view text, absl::string_view remedy) {
  return absl::InvalidArgumentError(absl::StrCat("invalid ", what, " ",
                                                 QuotedWhole(text), " for '--",
                                                 option, "'; ", remedy));
}

// Takes the digits that `text` begins with. False if there are none, or more
// than a number holds.
bool TakeNumber(absl::string_view* text, uint64_t* number) {
  size_t digits = 0;
  while (digits < text->size() && absl::ascii_isdigit((*text)[digits])) {
    ++digits;
  }
  // SimpleAtoi by itself would also take blanks and signs.
  if (!absl::SimpleAtoi(text->substr(0, digits), number)) return false;
  text->remove_prefix(digits);
  return true;
}

struct Unit {
  absl::string_view name;
  uint64_t factor;
};

// Milliseconds; the largest first.
constexpr Unit kDurationUnits[] = {
    {"w", 7 * 86400000ULL}, {"d", 86400000}, {"h", 3600000},
    {"m", 60000},           {"s", 1000},     {"ms", 1},
};

constexpr Unit kSizeUnits[] = {
    {"", 1},          {"K", 1 << 10},    {"KiB", 1 << 10},    {"M", 1 << 20},
    {"MiB", 1 << 20}, {"G", 1ULL << 30}, {"GiB", 1ULL << 30},
};

// What no option needs more of, so that no product below can overflow: about
// 300 years, an exabyte.
constexpr uint64_t kLargestProduct = 10000000000000000ULL;

const Unit* FindUnit(absl::Span<const Unit> units, absl::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<absl::Duration> ParseDuration(absl::string_view option,
                                             absl::string_view text) {
  const absl::Status invalid =
      Invalid("duration", option, text, "write 90s, 15m, 24h or 7d");
  absl::string_view rest = text;
  uint64_t total = 0;
  const Unit* last = nullptr;
  do {
    uint64_t number;
    if (!TakeNumber(&rest, &number)) return invalid;
    size_t letters = 0;
    while (letters < rest.size() && absl::ascii_isalpha(rest[letters])) {
      ++letters;
    }
    const Unit* unit = FindUnit(kDurationUnits, rest.substr(0, letters));
    if (unit == nullptr || (last != nullptr && unit <= last)) return invalid;
    if (number > kLargestProduct / unit->factor) return invalid;
    total += number * unit->factor;
    last = unit;
    rest.remove_prefix(letters);
  } while (!rest.empty());
  return absl::Milliseconds(static_cast<int64_t>(total));
}

absl::StatusOr<uint64_t> ParseSize(absl::string_view option,
                                   absl::string_view text) {
  absl::string_view rest = text;
  uint64_t number;
  const bool is_number = TakeNumber(&rest, &number);
  const Unit* unit = FindUnit(kSizeUnits, rest);
  if (!is_number || unit == nullptr || number == 0 ||
      number > kLargestProduct / unit->factor) {
    return Invalid("size", option, text, "write bytes, or 64K, 16M, 1G");
  }
  return number * unit->factor;
}

absl::StatusOr<uint64_t> ParseCount(absl::string_view option,
                                    absl::string_view text) {
  absl::string_view rest = text;
  uint64_t number;
  if (!TakeNumber(&rest, &number) || !rest.empty() || number == 0) {
    return Invalid("number", option, text, "write a whole number from 1 on");
  }
  return number;
}

absl::StatusOr<uint32_t> ParseMode(absl::string_view option,
                                   absl::string_view text) {
  uint32_t mode = 0;
  bool octal = !text.empty() && text.size() <= 5;
  for (const char c : text) {
    octal = octal && c >= '0' && c <= '7';
    mode = mode * 8 + static_cast<uint32_t>(c - '0');
  }
  if (!octal || mode > 0777) {
    return Invalid("mode", option, text, "write permission bits as in 0644");
  }
  if ((mode & 0002) != 0) {
    return Invalid("mode", option, text,
                   "a file that everybody may write is not published");
  }
  return mode;
}

absl::StatusOr<size_t> ParseChoice(
    absl::string_view option, absl::string_view text,
    absl::Span<const absl::string_view> choices) {
  for (size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == text) return i;
  }
  const std::string nearest = Suggestion(text, choices);
  return Invalid(
      "argument", option, text,
      nearest.empty()
          ? absl::StrCat("choose from ", absl::StrJoin(choices, ", "))
          : absl::StrCat("did you mean '", nearest, "'?"));
}

}  // namespace promfile
