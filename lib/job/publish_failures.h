#ifndef PROMFILE_JOB_PUBLISH_FAILURES_H_
#define PROMFILE_JOB_PUBLISH_FAILURES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "promfile/exposition/metric_family.h"

namespace promfile {

// The file that promfile_publish_failures_total stands in. It is there once
// something has failed.
inline constexpr absl::string_view kOwnFileName = "promfile.prom";

// Adds one to promfile_publish_failures_total{file,reason} of `families`, the
// content of that file.
void CountPublishFailure(const std::string& file, const std::string& reason,
                         Families* families);

}  // namespace promfile

#endif  // PROMFILE_JOB_PUBLISH_FAILURES_H_
