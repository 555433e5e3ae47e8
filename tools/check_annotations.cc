#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "promfile/check/rules.h"
#include "tools/check_report.h"
#include "tools/message_text.h"

namespace promfile {
namespace {

const char* AnnotationOf(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kAdvice:
      break;
  }
  return "notice";
}

std::string Data(absl::string_view text) {
  return absl::StrReplaceAll(text,
                             {{"%", "%25"}, {"\r", "%0D"}, {"\n", "%0A"}});
}

std::string Property(absl::string_view text) {
  return absl::StrReplaceAll(Data(text), {{":", "%3A"}, {",", "%2C"}});
}

}  // namespace

std::string CheckReportGithub(const CheckReport& report) {
  std::string text;
  for (const Finding& finding : report.findings.list) {
    const RuleInfo& rule = Rule(finding.rule);
    const std::string& path = finding.file.empty() ? report.path : finding.file;
    absl::StrAppend(&text, "::", AnnotationOf(rule.severity),
                    " file=", Property(PrintableWhole(path)));
    if (finding.at.line > 0) {
      absl::StrAppend(&text, ",line=", finding.at.line,
                      ",col=", finding.at.column);
    }
    absl::StrAppend(
        &text, ",title=", Property(rule.name), "::",
        Data(finding.remedy.empty()
                 ? finding.message
                 : absl::StrCat(finding.message, "\n", finding.remedy)),
        "\n");
  }
  if (report.findings.left_out > 0) {
    absl::StrAppend(&text,
                    "::notice file=", Property(PrintableWhole(report.path)),
                    "::", report.findings.left_out, " more findings\n");
  }
  return text;
}

}  // namespace promfile
