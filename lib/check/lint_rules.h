#ifndef PROMFILE_CHECK_LINT_RULES_H_
#define PROMFILE_CHECK_LINT_RULES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/check/collector_profile.h"
#include "promfile/check/rules.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// What the rules about a whole family look at.
struct LintFamily {
  absl::string_view name;
  MetricType type = MetricType::kUntyped;
  bool has_help = false;
};

// One line of promlint, and what we add to it.
struct LintProblem {
  RuleId rule = RuleId::kMissingHelp;
  std::string message;  // promlint's own text
  std::string remedy;
  // The collectors of whose time the promlint is that says so; empty: all.
  std::vector<Collector> collectors;
};

// What promlint says of `family`, its labels apart, in the order of the rules.
// Pure.
std::vector<LintProblem> LintFamilyRules(const LintFamily& family);

// What promlint says of a label of one series of a family of type `type`.
std::vector<LintProblem> LintLabelRules(absl::string_view label,
                                        MetricType type);

// True if LintLabelRules may say something for some type. Fast.
bool IsSuspiciousLabel(absl::string_view label);

// Of a series that stands in its family already.
LintProblem LintDuplicate();

}  // namespace promfile

#endif  // PROMFILE_CHECK_LINT_RULES_H_
