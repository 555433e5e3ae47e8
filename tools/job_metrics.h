#ifndef PROMFILE_TOOLS_JOB_METRICS_H_
#define PROMFILE_TOOLS_JOB_METRICS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "promfile/exposition/metric_family.h"

namespace promfile {

// What a job prints as its own metrics, as it comes. Keeps at most so much as
// may be published. Not thread-safe.
class JobMetrics {
 public:
  // Throws nothing.
  void Append(absl::string_view bytes);

  // All of it as families. InvalidArgument, fit to print: what a collector
  // would refuse, with line and column of the job's output; nothing at all; or
  // families whose names are promfile's own.
  absl::StatusOr<Families> Take();

 private:
  void Drop();

  std::string text_;
  bool too_long_ = false;
  bool out_of_memory_ = false;
};

}  // namespace promfile

#endif  // PROMFILE_TOOLS_JOB_METRICS_H_
