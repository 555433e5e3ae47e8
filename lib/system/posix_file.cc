#include "promfile/system/posix_file.h"

#include <poll.h>
#include <sys/sysmacros.h>

#include <algorithm>

#include "promfile/system/errno_status.h"

namespace promfile {
namespace {

FileInfo::Kind KindOf(mode_t mode) {
  if (S_ISREG(mode)) return FileInfo::Kind::kRegular;
  if (S_ISDIR(mode)) return FileInfo::Kind::kDirectory;
  if (S_ISLNK(mode)) return FileInfo::Kind::kSymlink;
  if (S_ISFIFO(mode)) return FileInfo::Kind::kFifo;
  if (S_ISSOCK(mode)) return FileInfo::Kind::kSocket;
  return FileInfo::Kind::kDevice;
}

absl::Status StatusOf(int result) {
  return result == 0 ? absl::OkStatus() : ErrnoStatus(errno);
}

// Waits until `fd` may be read, has ended or `deadline` has come.
absl::Status WaitReadable(int fd, const Deadline& deadline) {
  for (;;) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = poll(&waiting, 1, deadline.PollTimeout());
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno != EINTR) return ErrnoStatus(errno);
    if (deadline.Left() == absl::ZeroDuration()) {
      return absl::DeadlineExceededError("timed out");
    }
  }
}

}  // namespace

FileInfo ToFileInfo(const struct stat& status) {
  FileInfo info;
  info.kind = KindOf(status.st_mode);
  info.size = static_cast<uint64_t>(std::max<off_t>(status.st_size, 0));
  info.mode = status.st_mode & 07777;
  info.owner = status.st_uid;
  info.group = status.st_gid;
  info.links = status.st_nlink;
  info.device = status.st_dev;
  info.inode = status.st_ino;
  info.modified = absl::TimeFromTimespec(status.st_mtim);
  info.is_null_device =
      S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
  return info;
}

absl::StatusOr<FileInfo> InfoOf(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return ErrnoStatus(errno);
  return ToFileInfo(status);
}

absl::StatusOr<size_t> PosixReadableFile::Read(char* buffer, size_t size) {
  if (size_ > 0 && done_ == size_) return 0;
  for (;;) {
    if (!deadline_.never()) {
      absl::Status status = WaitReadable(fd_, deadline_);
      if (!status.ok()) return status;
      if (deadline_.Left() == absl::ZeroDuration()) {
        return absl::DeadlineExceededError("timed out");
      }
    }
    const ssize_t count = read(fd_, buffer, size);
    if (count >= 0) {
      done_ += count;
      return static_cast<size_t>(count);
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN || owned_.valid()) return ErrnoStatus(errno);
    absl::Status status = WaitReadable(fd_, deadline_);
    if (!status.ok()) return status;
  }
}

absl::StatusOr<FileInfo> PosixReadableFile::Info() {
  if (opened_.has_value()) return ToFileInfo(*opened_);
  return InfoOf(fd_);
}

absl::Status PosixWritableFile::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = RetryInterrupted(
        [&] { return write(fd_.get(), bytes.data(), bytes.size()); });
    if (count < 0) return ErrnoStatus(errno);
    // A disk that takes nothing and gives no reason would be asked for ever.
    if (count == 0) return ErrnoStatus(ENOSPC);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

absl::Status PosixWritableFile::SetMode(uint32_t mode) {
  return StatusOf(
      RetryInterrupted([&] { return fchmod(fd_.get(), mode & 07777); }));
}

absl::Status PosixWritableFile::SetOwner(uint32_t owner, uint32_t group) {
  return StatusOf(
      RetryInterrupted([&] { return fchown(fd_.get(), owner, group); }));
}

absl::Status PosixWritableFile::SetGroup(uint32_t group) {
  return SetOwner(static_cast<uint32_t>(-1), group);
}

absl::StatusOr<FileInfo> PosixWritableFile::Info() { return InfoOf(fd_.get()); }

absl::Status PosixWritableFile::Sync() {
  // EINTR says that nothing was found wrong yet, so this is not the second
  // fsync that the header warns of.
  return StatusOf(RetryInterrupted([&] { return fsync(fd_.get()); }));
}

absl::Status PosixWritableFile::Close() {
  const int result = close(fd_.Release());
  // Linux has closed it all the same.
  if (result != 0 && errno == EINTR) return absl::OkStatus();
  return StatusOf(result);
}

}  // namespace promfile
