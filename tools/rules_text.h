#ifndef PROMFILE_TOOLS_RULES_TEXT_H_
#define PROMFILE_TOOLS_RULES_TEXT_H_

#include "absl/strings/string_view.h"

namespace promfile {

// Rule files for Prometheus, YAML. They use no metric but those of job_state.h,
// promfile's own and what every node_exporter and Prometheus has.
absl::string_view AlertingRules();

// For many hosts with the same jobs.
absl::string_view RecordingRules();

}  // namespace promfile

#endif  // PROMFILE_TOOLS_RULES_TEXT_H_
