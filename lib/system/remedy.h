#ifndef PROMFILE_SYSTEM_REMEDY_H_
#define PROMFILE_SYSTEM_REMEDY_H_

#include <string>

#include "absl/status/status.h"

namespace promfile {

// The reason of a failed call, as ErrnoStatus() has it, and what to do about
// it: "no space left on device: free some space there". The reason alone where
// no errno, or nothing that is true everywhere, stands behind it. Thread-safe.
std::string WithRemedy(const absl::Status& reason);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_REMEDY_H_
