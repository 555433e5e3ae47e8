#ifndef PROMFILE_TESTS_LINT_SAID_H_
#define PROMFILE_TESTS_LINT_SAID_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "promfile/check/validate.h"

// Header only.

namespace promfile {

// "7:6: advice: no help text [missing-help]", and who alone says it, if not
// all do: " (1.5.0)".
inline std::string Said(const Finding& finding) {
  const RuleInfo& rule = Rule(finding.rule);
  std::string line = absl::StrCat(finding.at.line, ":", finding.at.column, ": ",
                                  SeverityName(rule.severity), ": ",
                                  finding.message, " [", rule.name, "]");
  for (const Collector collector : finding.collectors) {
    absl::StrAppend(&line, " (", CollectorName(collector), ")");
  }
  return line;
}

// What lint and coherence, and all other rules, say of `text`: a line each.
inline std::string Said(absl::string_view text) {
  ValidateOptions options;
  options.lint = true;
  options.coherence = true;
  std::string lines;
  for (const Finding& finding : ValidateText(text, options).findings.list) {
    absl::StrAppend(&lines, Said(finding), "\n");
  }
  return lines;
}

}  // namespace promfile

#endif  // PROMFILE_TESTS_LINT_SAID_H_
