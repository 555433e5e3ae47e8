#ifndef PROMFILE_STORE_EXPLAIN_H_
#define PROMFILE_STORE_EXPLAIN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "promfile/system/file_system.h"

namespace promfile {

// The reason of a failed call on `directory` made into what a person at 3 a.m.
// needs: what failed, which file, why, what to do. The code stays. Control
// bytes in paths are escaped. Users and groups are numbers: a static program
// cannot look their names up.

// '/dir/backup.prom', quoted.
std::string QuotedPath(const Directory& directory, const std::string& name);

// "cannot create a file in '/dir': permission denied (owner 0, group 0, mode
// 0755; you are uid 1000): run as root or give the directory a group that may
// write"
absl::Status CannotCreate(FileSystem& files, Directory& directory,
                          const absl::Status& reason);

// "cannot lock '/dir/.promfile.lock': ..."
absl::Status CannotLock(FileSystem& files, Directory& directory,
                        const std::string& lock_name, absl::Duration wait,
                        const absl::Status& reason);

// "cannot replace '/dir/backup.prom': no space left on device"
absl::Status CannotReplace(FileSystem& files, Directory& directory,
                           const std::string& name, const absl::Status& reason);

}  // namespace promfile

#endif  // PROMFILE_STORE_EXPLAIN_H_
