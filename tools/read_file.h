#ifndef PROMFILE_TOOLS_READ_FILE_H_
#define PROMFILE_TOOLS_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "promfile/system/file_system.h"

namespace promfile {

// All bytes of the small file at `path`. OutOfRange if it has more than
// `max_bytes`; else what OpenForReading and Read say.
absl::StatusOr<std::string> ReadFile(FileSystem& files, const std::string& path,
                                     size_t max_bytes);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_READ_FILE_H_
