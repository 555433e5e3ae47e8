#ifndef PROMFILE_JOB_RUN_MARKER_H_
#define PROMFILE_JOB_RUN_MARKER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace promfile {

// A run in progress, as a comment line of the job's file has it: which process
// watches over the job. A run whose process is gone has been interrupted.
struct RunMarker {
  // Names a process of this machine for all time, so that no later process,
  // and none after a reboot, is taken for it. Neither is empty nor has blanks.
  std::string boot;     // of which boot of the machine
  std::string process;  // which process of that boot
};

inline bool operator==(const RunMarker& a, const RunMarker& b) {
  return a.boot == b.boot && a.process == b.process;
}

// "# promfile run boot=... process=...\n" for each. Collectors skip comments.
std::string RunMarkerLines(const std::vector<RunMarker>& markers);

// Those of `text`; lines that are not exactly like that are none.
std::vector<RunMarker> ParseRunMarkers(absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_JOB_RUN_MARKER_H_
