#include "promfile/check/lint_units.h"

#include "absl/strings/strip.h"

namespace promfile {
namespace {

struct Unit {
  absl::string_view name;
  absl::string_view base;
};

constexpr Unit kUnits[] = {
    {"amperes", "amperes"},    {"bits", "bytes"},      {"bytes", "bytes"},
    {"calories", "joules"},    {"celsius", "celsius"}, {"days", "seconds"},
    {"fahrenheit", "celsius"}, {"grams", "grams"},     {"hours", "seconds"},
    {"inches", "meters"},      {"joules", "joules"},   {"kelvin", "kelvin"},
    {"kelvins", "kelvin"},     {"meters", "meters"},   {"metres", "metres"},
    {"miles", "meters"},       {"minutes", "seconds"}, {"ounces", "grams"},
    {"pounds", "grams"},       {"rankine", "celsius"}, {"seconds", "seconds"},
    {"volts", "volts"},        {"weeks", "seconds"},   {"yards", "meters"}};

// "mibi" is promlint's own spelling: "mebibytes" is no unit to it.
constexpr absl::string_view kPrefixes[] = {
    "centi", "deca",  "deci",  "gibi", "giga", "hecto", "kibi", "kilo", "mega",
    "mibi",  "micro", "milli", "nano", "pebi", "peta",  "pico", "tebi", "tera"};

// Few words have even the first letter of one; `unit` is not empty.
absl::string_view BaseOf(absl::string_view unit) {
  for (const Unit& known : kUnits) {
    if (known.name[0] == unit[0] && known.name == unit) return known.base;
  }
  return {};
}

}  // namespace

absl::string_view BaseUnit(absl::string_view word) {
  // Every unit is at least as long, and ends in one of these.
  if (word.size() < 4) return {};
  const char last = word.back();
  if (last != 's' && last != 'n' && last != 't' && last != 'e') return {};
  const absl::string_view base = BaseOf(word);
  if (!base.empty()) return base;
  for (const absl::string_view prefix : kPrefixes) {
    if (prefix[0] != word[0]) continue;
    absl::string_view unit = word;
    if (!absl::ConsumePrefix(&unit, prefix)) continue;
    return unit.empty() ? unit : BaseOf(unit);
  }
  return {};
}

}  // namespace promfile
