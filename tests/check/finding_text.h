#ifndef PROMFILE_TESTS_CHECK_FINDING_TEXT_H_
#define PROMFILE_TESTS_CHECK_FINDING_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/check/file_report.h"

namespace promfile {

// "a.prom:2:1 duplicate-series m: message (remedy)": the file if there is one,
// the place, the rule, the family if there is one, what is said.
inline std::string FindingText(const Finding& finding) {
  return absl::StrCat(finding.file, finding.file.empty() ? "" : ":",
                      finding.at.line, ":", finding.at.column, " ",
                      Rule(finding.rule).name,
                      finding.family.empty() ? "" : " ", finding.family, ": ",
                      finding.message, finding.remedy.empty() ? "" : " (",
                      finding.remedy, finding.remedy.empty() ? "" : ")");
}

inline std::vector<std::string> FindingTexts(
    const std::vector<Finding>& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) {
    texts.push_back(FindingText(finding));
  }
  return texts;
}

// "accept reject": what 1.5.0 does, and what the newest source does.
inline std::string VerdictText(const Effects& verdict) {
  return absl::StrCat(EffectName(verdict[0]), " ", EffectName(verdict[1]));
}

}  // namespace promfile

#endif  // PROMFILE_TESTS_CHECK_FINDING_TEXT_H_
