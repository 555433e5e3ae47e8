#ifndef PROMFILE_SYSTEM_POSIX_FILE_H_
#define PROMFILE_SYSTEM_POSIX_FILE_H_

#include <sys/stat.h>

#include "absl/types/optional.h"
#include "promfile/system/deadline.h"
#include "promfile/system/file_system.h"
#include "promfile/system/unique_fd.h"

namespace promfile {

FileInfo ToFileInfo(const struct stat& status);
absl::StatusOr<FileInfo> InfoOf(int fd);

// Reads a descriptor.
class PosixReadableFile final : public ReadableFile {
 public:
  // Read() fails with Unavailable where it would have to wait and `fd` does not
  // block.
  explicit PosixReadableFile(UniqueFd fd)
      : owned_(std::move(fd)), fd_(owned_.get()) {}
  // A plain file, `opened` when it was opened. It ends where it ended then, if
  // reading stops there, too: one call less for each file of a directory.
  // Info() tells of that moment.
  PosixReadableFile(UniqueFd fd, const struct stat& opened)
      : PosixReadableFile(std::move(fd)) {
    opened_ = opened;
    size_ = opened.st_size;
  }
  // Borrows `fd`. Read() waits for one that does not block, and fails with
  // DeadlineExceeded once `deadline` has come, with data at hand or not.
  PosixReadableFile(int fd, Deadline deadline) : fd_(fd), deadline_(deadline) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override;
  absl::StatusOr<FileInfo> Info() override;

 private:
  UniqueFd owned_;
  int fd_;
  Deadline deadline_;
  // 0 where the size tells nothing: in /proc plain files have none.
  off_t size_ = 0;
  off_t done_ = 0;
  absl::optional<struct stat> opened_;
};

class PosixWritableFile final : public WritableFile {
 public:
  explicit PosixWritableFile(UniqueFd fd) : fd_(std::move(fd)) {}

  int fd() const { return fd_.get(); }
  absl::Status Append(absl::string_view bytes) override;
  absl::Status SetMode(uint32_t mode) override;
  absl::Status SetOwner(uint32_t owner, uint32_t group) override;
  absl::Status SetGroup(uint32_t group) override;
  absl::StatusOr<FileInfo> Info() override;
  absl::Status Sync() override;
  absl::Status Close() override;

 private:
  UniqueFd fd_;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_POSIX_FILE_H_
