#ifndef PROMFILE_CHECK_FILE_REPORT_H_
#define PROMFILE_CHECK_FILE_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "promfile/check/collector_profile.h"
#include "promfile/check/finding.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// 128 keyed bits that stand for one series' labels with a value, and the line
// that mentions it first.
struct SeriesFingerprint {
  uint64_t high = 0;
  uint64_t low = 0;
  uint32_t line = 0;
};

// What other files need to know of a family of an accepted file.
struct FamilySummary {
  std::string name;
  MetricType type = MetricType::kUntyped;
  bool has_help = false;
  std::string help;   // as written, still escaped
  uint32_t line = 0;  // where the family is first mentioned
  // Keyed hash of all label names that occur in the family: what a collector
  // pads every series to.
  uint64_t label_names = 0;
  std::vector<SeriesFingerprint> series;
};

// What a check says about one file.
struct FileReport {
  Findings findings;
  // What each collector does with the file when it is alone in its directory.
  Effects verdict = {Effect::kAccept, Effect::kAccept};
  // Lines that are samples.
  uint64_t samples = 0;
  // Families that have samples, in the order of their first mention; none where
  // they are not to be compared with those of other files.
  std::vector<FamilySummary> families;
};

// The collectors that do not skip the file.
inline Collectors AcceptedBy(const FileReport& report) {
  Collectors accepted = {};
  for (size_t i = 0; i < kCollectorCount; ++i) {
    accepted[i] = report.verdict[i] != Effect::kReject;
  }
  return accepted;
}

// What a check says about a directory.
struct DirectoryReport {
  Findings findings;  // each names its file
  Effects verdict = {Effect::kAccept, Effect::kAccept};
  uint64_t files = 0;
  uint64_t samples = 0;  // of all files that are read
  uint64_t bytes = 0;    // the same
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_FILE_REPORT_H_
