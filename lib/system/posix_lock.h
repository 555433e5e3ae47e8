#ifndef PROMFILE_SYSTEM_POSIX_LOCK_H_
#define PROMFILE_SYSTEM_POSIX_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Directory::Lock for the directory open as `directory`.
//
// The lock is flock() on a file that is opened for writing, so that its mode
// says who may lock: the directory's owner, its group if that may write, all if
// all may write. Locking the directory itself would need no file, but whoever
// can read it could then hold up every writer. The file is never written to,
// truncated or removed; one that somebody removes is made again, and whoever
// holds the old one is waited for by nobody.
absl::StatusOr<std::unique_ptr<FileLock>> LockFileIn(int directory,
                                                     const std::string& name,
                                                     absl::Duration wait);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_POSIX_LOCK_H_
