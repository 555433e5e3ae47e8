#ifndef PROMFILE_SYSTEM_POSIX_FILE_SYSTEM_H_
#define PROMFILE_SYSTEM_POSIX_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "promfile/system/file_system.h"

namespace promfile {

// The real file system. Every call that a signal interrupts is repeated; every
// descriptor is closed in children and is above 2.
class PosixFileSystem final : public FileSystem {
 public:
  absl::StatusOr<std::unique_ptr<Directory>> OpenDirectory(
      const std::string& path) override;
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& path) override;
  absl::StatusOr<FileInfo> Stat(const std::string& path) override;
  absl::StatusOr<std::string> ReadLink(const std::string& path) override;
  absl::Status Random(char* bytes, size_t size) override;
  uint32_t User() override;

 private:
  // Randomness is fetched for several calls at once: a small write makes two,
  // and has to count its system calls. After fork() both processes go on with
  // the same bytes, which the lock keeps from becoming the same name at once.
  std::mutex mutex_;
  char random_[64];
  size_t random_left_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_POSIX_FILE_SYSTEM_H_
