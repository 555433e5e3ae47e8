#ifndef PROMFILE_TESTS_SUPPORT_JOB_TEXT_H_
#define PROMFILE_TESTS_SUPPORT_JOB_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "promfile/exposition/label_set.h"
#include "promfile/job/job_state.h"

namespace promfile {

// What a file with this text says of its job.
absl::StatusOr<JobState> ReadJobText(absl::string_view text);

// The text that says so.
std::string JobText(const JobState& state, const std::string& name = "j",
                    const LabelSet& labels = {});

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_JOB_TEXT_H_
