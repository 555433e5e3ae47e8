#ifndef PROMFILE_SYSTEM_ERRNO_STATUS_H_
#define PROMFILE_SYSTEM_ERRNO_STATUS_H_

#include "absl/status/status.h"

namespace promfile {

// The one place where errno becomes a Status: the code as file_system.h lists
// them, the message as strerror has it, in English and starting in lower case:
// "no space left on device". `error` must not be 0. Thread-safe.
absl::Status ErrnoStatus(int error);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_ERRNO_STATUS_H_
