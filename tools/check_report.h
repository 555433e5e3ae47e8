#ifndef PROMFILE_TOOLS_CHECK_REPORT_H_
#define PROMFILE_TOOLS_CHECK_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "promfile/check/collector_profile.h"
#include "promfile/check/finding.h"

namespace promfile {

// What `check` has to say about one PATH.
struct CheckReport {
  std::string path;
  bool is_directory = false;
  Effects verdict = {Effect::kAccept, Effect::kAccept};
  uint64_t files = 0;  // of a directory
  uint64_t series = 0;
  uint64_t bytes = 0;  // of a directory
  Findings findings;
};

// The collectors that a finding is about: those that do anything but accept,
// and every one for a finding that is no matter of accepting. Pure, as all of
// these.
std::vector<Collector> CollectorsOf(const Finding& finding);

// Drops the findings that concern none of `collectors`.
void KeepFindingsOf(const std::vector<Collector>& collectors,
                    CheckReport* report);

// True if one of `collectors` would refuse or lose something or die, or if a
// finding left is an error.
bool HasErrors(const CheckReport& report,
               const std::vector<Collector>& collectors);

// True if something is bad style.
bool HasAdvice(const CheckReport& report);

// The findings, and a last line about the path as a whole if there was any
// finding or `verbose` is true. For a directory, `verbose` also tells what it
// costs the exporter.
std::string CheckReportText(const CheckReport& report,
                            const std::vector<Collector>& collectors,
                            bool verbose);

// An annotation for each finding, as a GitHub workflow reads them from standard
// output: https://docs.github.com/actions, workflow commands.
std::string CheckReportGithub(const CheckReport& report);

// One line of JSON, always valid UTF-8.
std::string CheckReportJson(const CheckReport& report);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_CHECK_REPORT_H_
