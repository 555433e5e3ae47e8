#include "tools/check_report.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "promfile/check/rules.h"
#include "promfile/check/scrape_cost.h"
#include "tools/finding_text.h"
#include "tools/json.h"
#include "tools/message_text.h"

namespace promfile {
namespace {

constexpr Collector kCollectors[kCollectorCount] = {
    Collector::kNodeExporter150, Collector::kNodeExporterHead};

Effect VerdictOf(const CheckReport& report, Collector collector) {
  return report.verdict[static_cast<size_t>(collector)];
}

const std::string& FileOf(const Finding& finding, const CheckReport& report) {
  return finding.file.empty() ? report.path : finding.file;
}

bool Concerns(const Finding& finding,
              const std::vector<Collector>& collectors) {
  const std::vector<Collector> concerned = CollectorsOf(finding);
  return std::find_first_of(concerned.begin(), concerned.end(),
                            collectors.begin(),
                            collectors.end()) != concerned.end();
}

std::string Counted(uint64_t count, absl::string_view one,
                    absl::string_view several) {
  return absl::StrCat(count, " ", count == 1 ? one : several);
}

// "backup.prom: 1.5.0 reject, head accept; 1 error, 12 series"
std::string Summary(const CheckReport& report,
                    const std::vector<Collector>& collectors) {
  std::string text = PrintableWhole(report.path);
  const char* separator = ": ";
  for (const Collector collector : collectors) {
    absl::StrAppend(&text, separator, CollectorName(collector), " ",
                    EffectName(VerdictOf(report, collector)));
    separator = ", ";
  }
  const struct {
    Severity severity;
    const char* one;
    const char* several;
  } kSeverities[] = {{Severity::kError, "error", "errors"},
                     {Severity::kWarning, "warning", "warnings"},
                     {Severity::kAdvice, "advice", "advice"}};
  separator = "; ";
  for (const auto& row : kSeverities) {
    const auto& list = report.findings.list;
    const auto count =
        std::count_if(list.begin(), list.end(), [&](const Finding& finding) {
          return Rule(finding.rule).severity == row.severity;
        });
    if (count == 0) continue;
    absl::StrAppend(&text, separator, Counted(count, row.one, row.several));
    separator = ", ";
  }
  if (report.findings.left_out > 0) {
    absl::StrAppend(&text, separator, report.findings.left_out, " more");
    separator = ", ";
  }
  return absl::StrCat(text, separator, report.series, " series\n");
}

double CpuSeconds(const CheckReport& report) {
  return ScrapeCpuSeconds(report.files, report.series, report.bytes);
}

// "/d: each scrape costs node_exporter about 12 ms of CPU time: 3 files,
// 1042 series, 45 kB"
std::string Cost(const CheckReport& report) {
  const double milliseconds = CpuSeconds(report) * 1e3;
  char cpu[32];
  // Two digits, which is as much as the model knows.
  (void)std::snprintf(cpu, sizeof(cpu), "%.*f",
                      milliseconds >= 10  ? 0
                      : milliseconds >= 1 ? 1
                                          : 2,
                      milliseconds);
  const std::string size = report.bytes < 10000
                               ? Counted(report.bytes, "byte", "bytes")
                               : absl::StrCat(report.bytes / 1000, " kB");
  return absl::StrCat(
      PrintableWhole(report.path), ": each scrape costs node_exporter about ",
      cpu, " ms of CPU time: ", Counted(report.files, "file", "files"), ", ",
      report.series, " series, ", size, "\n");
}

std::string FindingJson(const Finding& finding, const CheckReport& report) {
  const RuleInfo& rule = Rule(finding.rule);
  std::string collectors;
  for (const Collector collector : CollectorsOf(finding)) {
    absl::StrAppend(&collectors, collectors.empty() ? "" : ", ",
                    JsonString(CollectorName(collector)));
  }
  return absl::StrCat(
      "{\"severity\": ", JsonString(SeverityName(rule.severity)),
      ", \"rule\": ", JsonString(rule.name),
      ", \"file\": ", JsonString(FileOf(finding, report)),
      ", \"line\": ", finding.at.line, ", \"column\": ", finding.at.column,
      ", \"family\": ", JsonString(finding.family),
      ", \"message\": ", JsonString(finding.message),
      ", \"remedy\": ", JsonString(finding.remedy), ", \"collectors\": [",
      collectors, "]}");
}

}  // namespace

std::vector<Collector> CollectorsOf(const Finding& finding) {
  if (!finding.collectors.empty()) return finding.collectors;
  const RuleInfo& rule = Rule(finding.rule);
  std::vector<Collector> concerned;
  if (rule.severity == Severity::kError) {
    for (const Collector collector : kCollectors) {
      if (EffectsOf(finding)[static_cast<size_t>(collector)] !=
          Effect::kAccept) {
        concerned.push_back(collector);
      }
    }
  }
  if (concerned.empty()) {
    concerned.assign(std::begin(kCollectors), std::end(kCollectors));
  }
  return concerned;
}

void KeepFindingsOf(const std::vector<Collector>& collectors,
                    CheckReport* report) {
  auto& list = report->findings.list;
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&](const Finding& finding) {
                              return !Concerns(finding, collectors);
                            }),
             list.end());
}

bool HasErrors(const CheckReport& report,
               const std::vector<Collector>& collectors) {
  for (const Collector collector : collectors) {
    if (VerdictOf(report, collector) != Effect::kAccept) return true;
  }
  for (const Finding& finding : report.findings.list) {
    if (Rule(finding.rule).severity == Severity::kError) return true;
  }
  return false;
}

bool HasAdvice(const CheckReport& report) {
  return std::any_of(report.findings.list.begin(), report.findings.list.end(),
                     [](const Finding& finding) {
                       return Rule(finding.rule).severity == Severity::kAdvice;
                     });
}

std::string CheckReportText(const CheckReport& report,
                            const std::vector<Collector>& collectors,
                            bool verbose) {
  std::string text;
  for (const Finding& finding : report.findings.list) {
    text += CheckText(finding, FileOf(finding, report));
  }
  if (verbose || !text.empty() || report.findings.left_out > 0) {
    text += Summary(report, collectors);
  }
  if (verbose && report.is_directory) text += Cost(report);
  return text;
}

std::string CheckReportJson(const CheckReport& report) {
  std::string verdict;
  for (const Collector collector : kCollectors) {
    absl::StrAppend(&verdict, verdict.empty() ? "" : ", ",
                    JsonString(CollectorName(collector)), ": ",
                    JsonString(EffectName(VerdictOf(report, collector))));
  }
  std::string findings;
  for (const Finding& finding : report.findings.list) {
    absl::StrAppend(&findings, findings.empty() ? "" : ", ",
                    FindingJson(finding, report));
  }
  const std::string cost =
      report.is_directory
          ? absl::StrCat(", \"files\": ", report.files,
                         ", \"bytes\": ", report.bytes,
                         ", \"scrape_cpu_seconds\": ", CpuSeconds(report))
          : "";
  return absl::StrCat(
      "{\"path\": ", JsonString(report.path),
      ", \"kind\": ", JsonString(report.is_directory ? "directory" : "file"),
      ", \"verdict\": {", verdict, "}, \"series\": ", report.series, cost,
      ", \"findings\": [", findings, "]}\n");
}

}  // namespace promfile
