#ifndef PROMFILE_TOOLS_RUN_OPTIONS_H_
#define PROMFILE_TOOLS_RUN_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/command_line.h"
#include "tools/job_options.h"

namespace promfile {

// What the command line of `promfile run` asks for.
struct RunOptions {
  JobOptions job;
  // As RunJobProcess wants it: to start the job takes no more memory. Points
  // into the Arguments.
  std::vector<char*> command;
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Duration kill_after = absl::Seconds(10);
  bool lock = false;
  absl::Duration lock_wait = absl::ZeroDuration();
  bool quiet_on_success = false;
  bool metrics = false;
  bool strict = false;
  SuccessCodes success_codes;
};

// InvalidArgument is wrong use, fit to print. Pure. `arguments` must outlive
// the result.
absl::StatusOr<RunOptions> ParseRunOptions(const Arguments& arguments);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_RUN_OPTIONS_H_
