#include "promfile/check/lint_rules.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "promfile/check/lint_units.h"

namespace promfile {
namespace {

using Problems = std::vector<LintProblem>;

void Add(RuleId rule, std::string message, std::string remedy,
         Problems* problems) {
  problems->push_back({rule, std::move(message), std::move(remedy), {}});
}

// True if `word` is one of the words of `name`, but not its first.
bool HasWord(absl::string_view name, absl::string_view word) {
  for (size_t i = name.find('_'); i != name.npos; i = name.find('_', i + 1)) {
    const absl::string_view rest = name.substr(i + 1);
    if (absl::StartsWith(rest, word) &&
        (rest.size() == word.size() || rest[word.size()] == '_')) {
      return true;
    }
  }
  return false;
}

// True if one of the words of `name`, but not its first, has at most `most`
// letters.
bool HasShortWord(absl::string_view name, size_t most) {
  size_t begin = name.find('_');
  while (begin != name.npos) {
    const size_t end = std::min(name.find('_', ++begin), name.size());
    if (end - begin <= most) return true;
    begin = name.find('_', end);
  }
  return false;
}

// Those that are a word of some names.
constexpr MetricType kNamedTypes[] = {
    MetricType::kCounter, MetricType::kGauge, MetricType::kSummary,
    MetricType::kHistogram, MetricType::kGaugeHistogram};

// False if no word of `name`, but for its first, has the first two letters of a
// type.
bool MayHaveType(absl::string_view name) {
  for (size_t i = 2; i < name.size(); ++i) {
    if (name[i - 2] != '_') continue;
    const char first =
        absl::ascii_tolower(static_cast<unsigned char>(name[i - 1]));
    const char second =
        absl::ascii_tolower(static_cast<unsigned char>(name[i]));
    for (const MetricType type : kNamedTypes) {
      const char* const word = MetricTypeName(type);
      if (word[0] == first && word[1] == second) return true;
    }
  }
  return false;
}

bool IsCamelCase(absl::string_view name) {
  for (size_t i = 1; i < name.size(); ++i) {
    if (absl::ascii_islower(static_cast<unsigned char>(name[i - 1])) &&
        absl::ascii_isupper(static_cast<unsigned char>(name[i]))) {
      return true;
    }
  }
  return false;
}

void LintHelp(const LintFamily& family, Problems* problems) {
  if (family.has_help) return;
  Add(RuleId::kMissingHelp, "no help text",
      absl::StrCat("write '# HELP ", family.name, " ...'"), problems);
}

void LintUnits(const LintFamily& family, Problems* problems) {
  std::vector<absl::string_view> words;
  absl::string_view base;
  for (const absl::string_view word : absl::StrSplit(family.name, '_')) {
    const absl::string_view base_of_word = BaseUnit(word);
    if (base_of_word.empty()) continue;
    if (words.empty()) base = base_of_word;
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      words.push_back(word);
    }
  }
  // The leftmost unit decides. Older promlints take any of them, by chance.
  if (words.empty() || words[0] == base) return;
  Add(RuleId::kBaseUnit,
      absl::StrCat("use base unit \"", base, "\" instead of \"", words[0],
                   "\""),
      words.size() == 1 ? absl::StrCat("rename it, and convert its values")
                        : "promtool 2.42 takes any one of the units in the "
                          "name, by chance",
      problems);
}

void LintCounter(const LintFamily& family, Problems* problems) {
  const bool has_suffix = absl::EndsWith(family.name, "_total");
  if (family.type == MetricType::kCounter) {
    if (has_suffix) return;
    Add(RuleId::kCounterSuffix, "counter metrics should have \"_total\" suffix",
        absl::StrCat("rename it to ", family.name, "_total"), problems);
  } else if (family.type != MetricType::kUntyped && has_suffix) {
    Add(RuleId::kTotalSuffix,
        "non-counter metrics should not have \"_total\" suffix",
        "make it a counter, or rename it", problems);
  }
}

void LintReservedSuffixes(const LintFamily& family, Problems* problems) {
  if (family.type == MetricType::kUntyped ||
      family.type == MetricType::kHistogram) {
    return;
  }
  const auto add = [&](absl::string_view suffix, absl::string_view types) {
    if (!absl::EndsWith(family.name, suffix)) return;
    Add(RuleId::kReservedSuffix,
        absl::StrCat(types, " metrics should not have \"", suffix, "\" suffix"),
        "rename it", problems);
  };
  add("_bucket", "non-histogram");
  if (family.type == MetricType::kSummary) return;
  add("_count", "non-histogram and non-summary");
  add("_sum", "non-histogram and non-summary");
}

void LintTypeInName(const LintFamily& family, Problems* problems) {
  if (!MayHaveType(family.name)) return;
  const std::string name = absl::AsciiStrToLower(family.name);
  for (const MetricType type : kNamedTypes) {
    const char* const word = MetricTypeName(type);
    if (!HasWord(name, word)) continue;
    Add(RuleId::kTypeInName,
        absl::StrCat("metric name should not include type '", word, "'"),
        "rename it: TYPE says it", problems);
    // Newer promlints look for the family's own type only.
    if (type != family.type) {
      problems->back().collectors = {Collector::kNodeExporter150};
    }
  }
}

void LintReservedChars(const LintFamily& family, Problems* problems) {
  if (!absl::StrContains(family.name, ":")) return;
  Add(RuleId::kColon, "metric names should not contain ':'",
      "colons are for recording rules", problems);
}

void LintCamelCase(const LintFamily& family, Problems* problems) {
  if (!IsCamelCase(family.name)) return;
  Add(RuleId::kCamelCase,
      "metric names should be written in 'snake_case' not 'camelCase'",
      "rename it", problems);
}

void LintAbbreviations(const LintFamily& family, Problems* problems) {
  constexpr const char* kAbbreviations[] = {"s",  "ms", "us", "ns", "sec",
                                            "b",  "kb", "mb", "gb", "tb",
                                            "pb", "m",  "h",  "d"};
  if (!HasShortWord(family.name, strlen("sec"))) return;
  const std::string name = absl::AsciiStrToLower(family.name);
  for (const char* const abbreviation : kAbbreviations) {
    if (!HasWord(name, abbreviation)) continue;
    Add(RuleId::kAbbreviatedUnit,
        "metric names should not contain abbreviated units",
        absl::StrCat("write '", abbreviation, "' out"), problems);
  }
}

using FamilyRule = void (*)(const LintFamily&, Problems*);

constexpr FamilyRule kFamilyRules[] = {
    LintHelp,       LintUnits,         LintCounter,   LintReservedSuffixes,
    LintTypeInName, LintReservedChars, LintCamelCase, LintAbbreviations};

}  // namespace

std::vector<LintProblem> LintFamilyRules(const LintFamily& family) {
  Problems problems;
  for (const FamilyRule rule : kFamilyRules) rule(family, &problems);
  return problems;
}

std::vector<LintProblem> LintLabelRules(absl::string_view label,
                                        MetricType type) {
  Problems problems;
  const bool typed = type != MetricType::kUntyped;
  if (label == "le" && typed && type != MetricType::kHistogram) {
    Add(RuleId::kBoundLabel,
        "non-histogram metrics should not have \"le\" label",
        "rename the label", &problems);
  }
  if (label == "quantile" && typed && type != MetricType::kSummary) {
    Add(RuleId::kBoundLabel,
        "non-summary metrics should not have \"quantile\" label",
        "rename the label", &problems);
  }
  if (IsCamelCase(label)) {
    Add(RuleId::kCamelCase,
        "label names should be written in 'snake_case' not 'camelCase'",
        "rename the label", &problems);
  }
  return problems;
}

bool IsSuspiciousLabel(absl::string_view label) {
  return label == "le" || label == "quantile" || IsCamelCase(label);
}

LintProblem LintDuplicate() {
  return {RuleId::kNotUnique,
          "metric not unique",
          "keep one of them, or tell them apart by a label",
          {Collector::kNodeExporterHead}};
}

}  // namespace promfile
