#ifndef PROMFILE_SYSTEM_POSIX_FILE_SYSTEM_H_
#define PROMFILE_SYSTEM_POSIX_FILE_SYSTEM_H_

#include <memory>
#include <string>

#include "promfile/system/file_system.h"

namespace promfile {

// The real file system. Has no state: one for each user of it is as good as one
// for all. Every call that a signal interrupts is repeated; every descriptor is
// closed in children and is above 2.
class PosixFileSystem final : public FileSystem {
 public:
  absl::StatusOr<std::unique_ptr<Directory>> OpenDirectory(
      const std::string& path) override;
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& path) override;
  absl::StatusOr<FileInfo> Stat(const std::string& path) override;
  absl::Status Random(char* bytes, size_t size) override;
  uint32_t User() override;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_POSIX_FILE_SYSTEM_H_
