#ifndef PROMFILE_TOOLS_FINDING_TEXT_H_
#define PROMFILE_TOOLS_FINDING_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "promfile/check/finding.h"

namespace promfile {

// "backup.prom:3:25: ": the place that `finding` is about, in `file`. Without
// line and column where it is about the whole file. Pure, as all of these.
std::string PlaceOf(const Finding& finding, absl::string_view file);

// What stands under the line with the place and the message: the excerpt, and
// under its offending byte a caret with the remedy. Every line is indented and
// ended. Empty if there is neither excerpt nor remedy.
//
//       backup_size_bytes{target} 4096
//                               ^ write labels as name="value"
std::string ExcerptOf(const Finding& finding);

// How `check` prints a finding, all lines ended:
//
//     backup.prom:3:25: error: expected '=' after label name [label-syntax]
std::string CheckText(const Finding& finding, absl::string_view file);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_FINDING_TEXT_H_
