#ifndef PROMFILE_CHECK_LINT_ALLOWANCES_H_
#define PROMFILE_CHECK_LINT_ALLOWANCES_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/check/finding.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// What the comments of a text allow, each by a line of its own:
//
//     # promfile: allow RULE FAMILY...
//
// RULE is a rule of severity advice, FAMILY a metric family or * for all of
// them. It holds for the whole text.
class LintAllowances {
 public:
  // `directive` is what follows "promfile:" in `line`. What it does not
  // understand becomes a finding.
  void Read(const TextLine& line, absl::string_view directive);

  bool Allows(RuleId rule, absl::string_view family) const;

  // Directives that were not understood. Once.
  std::vector<Finding> TakeFindings() { return std::move(findings_); }

 private:
  void Refuse(const TextLine& line, absl::string_view token,
              std::string message);

  struct Allowance {
    RuleId rule;
    std::string family;  // empty: all
  };
  std::vector<Allowance> allowances_;
  std::vector<Finding> findings_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LINT_ALLOWANCES_H_
