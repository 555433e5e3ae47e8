#ifndef PROMFILE_TOOLS_SYSTEMD_RESULT_H_
#define PROMFILE_TOOLS_SYSTEMD_RESULT_H_

#include "absl/status/statusor.h"
#include "promfile/job/job_state.h"
#include "promfile/system/environment.h"

namespace promfile {

// How a unit ended, as systemd tells the commands of ExecStopPost= in
// SERVICE_RESULT, EXIT_CODE and EXIT_STATUS, or the units of OnFailure= and
// OnSuccess= in the same names after MONITOR_.
struct SystemdResult {
  JobResult result = JobResult::kSuccess;
  int exit_code = 0;  // 128 + N for a signal
};

// InvalidArgument, fit to print, if there are no such variables.
absl::StatusOr<SystemdResult> ReadSystemdResult(Environment& environment);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_SYSTEMD_RESULT_H_
