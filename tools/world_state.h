#ifndef PROMFILE_TOOLS_WORLD_STATE_H_
#define PROMFILE_TOOLS_WORLD_STATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "promfile/system/file_system.h"

namespace promfile {

// The last line after a failure: what a scrape finds now. `previous` is what
// looking at the target told, after the failure.
//   "the previous file is still in place, last changed 2 h ago"
//   "there was no previous file"
// Pure.
std::string PreviousFileText(const absl::StatusOr<FileInfo>& previous,
                             absl::Time now);

// "3 s ago", "5 min ago", "2 h ago", "12 days ago"; "in the future" for a clock
// that was set back. Pure.
std::string AgeText(absl::Duration age);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_WORLD_STATE_H_
