#ifndef PROMFILE_STORE_TARGET_NAME_H_
#define PROMFILE_STORE_TARGET_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace promfile {

// The file name that a user's NAME stands for: "backup" and "backup.prom" are
// both "backup.prom". InvalidArgument, with the reason and the offending part
// escaped, unless it is one component of at most 200 bytes of valid UTF-8
// without control bytes and without a leading dot or dash.
absl::StatusOr<std::string> TargetName(absl::string_view name);

}  // namespace promfile

#endif  // PROMFILE_STORE_TARGET_NAME_H_
