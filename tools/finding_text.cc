#include "tools/finding_text.h"

#include "absl/strings/str_cat.h"
#include "promfile/check/rules.h"
#include "tools/message_text.h"

namespace promfile {

std::string PlaceOf(const Finding& finding, absl::string_view file) {
  std::string place = PrintableWhole(file);
  if (finding.at.line > 0) {
    absl::StrAppend(&place, ":", finding.at.line, ":", finding.at.column);
  }
  absl::StrAppend(&place, ": ");
  return place;
}

std::string ExcerptOf(const Finding& finding) {
  if (finding.excerpt.empty()) {
    if (finding.remedy.empty()) return "";
    return absl::StrCat("  ", finding.remedy, "\n");
  }
  return absl::StrCat("  ", finding.excerpt, "\n  ",
                      std::string(static_cast<size_t>(finding.caret), ' '),
                      finding.remedy.empty() ? "^" : "^ ", finding.remedy,
                      "\n");
}

std::string CheckText(const Finding& finding, absl::string_view file) {
  const RuleInfo& rule = Rule(finding.rule);
  return absl::StrCat(PlaceOf(finding, file), SeverityName(rule.severity), ": ",
                      finding.message, " [", rule.name, "]\n",
                      ExcerptOf(finding));
}

}  // namespace promfile
