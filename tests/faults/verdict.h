#ifndef PROMFILE_TESTS_FAULTS_VERDICT_H_
#define PROMFILE_TESTS_FAULTS_VERDICT_H_

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "tests/faults/observation.h"
#include "tests/faults/scenario.h"

namespace promfile {

// What has been promised and does not hold in `seen`, a sentence each; empty if
// the command has survived. `old` is what the target was before; `injection` is
// null for a run without a fault.
std::vector<std::string> BrokenPromises(const Scenario& scenario,
                                        const absl::optional<std::string>& old,
                                        const Observation& seen,
                                        const Injection* injection);

// The same for the run without a fault that came after `seen`: no litter, and
// counted on.
std::vector<std::string> BrokenAfterwards(const Scenario& scenario,
                                          const Observation& seen,
                                          const Observation& clean);

// True if `seen` leaves something that the next run has to put right.
bool NeedsCleanRun(const Observation& seen);

// How often the job of a file ended, in whatever way; nullopt if the text is no
// valid file of a job.
absl::optional<double> RunsOf(const std::string& text);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_VERDICT_H_
