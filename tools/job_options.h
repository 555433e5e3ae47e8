#ifndef PROMFILE_TOOLS_JOB_OPTIONS_H_
#define PROMFILE_TOOLS_JOB_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "promfile/exposition/label_set.h"
#include "promfile/store/replace_file.h"
#include "tools/command_line.h"

namespace promfile {

// What run, report and declare have in common.
struct JobOptions {
  std::string name;       // as typed
  std::string directory;  // empty: to be found
  bool quiet = false;
  bool verbose = false;
  absl::optional<absl::Duration> every;
  LabelSet labels;
  Durability durability = Durability::kFull;
};

// Which exit codes of a job mean that it succeeded.
struct SuccessCodes {
  std::vector<int> codes = {0};

  bool Has(int code) const;
};

// Takes `option` if it is one of those that all three commands have; sets
// `*taken`. InvalidArgument is wrong use, fit to print. Pure, as all of these.
absl::Status ApplyJobOption(const GivenOption& option, JobOptions* options,
                            bool* taken);

// "0,2": exit codes from 0 to 255.
absl::StatusOr<SuccessCodes> ParseSuccessCodes(absl::string_view option,
                                               absl::string_view text);

// A code from 0 to 255.
absl::StatusOr<int> ParseExitCode(absl::string_view option,
                                  absl::string_view text);

// A duration that is not zero.
absl::StatusOr<absl::Duration> ParseLength(absl::string_view option,
                                           absl::string_view text);

// Seconds since 1970, with a fraction or not, or "2026-01-31T03:00:00Z".
absl::StatusOr<absl::Time> ParseMoment(absl::string_view option,
                                       absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_JOB_OPTIONS_H_
