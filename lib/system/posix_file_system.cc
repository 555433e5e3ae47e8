#include "promfile/system/posix_file_system.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/posix_directory.h"
#include "promfile/system/posix_file.h"
#include "promfile/system/remedy.h"
#include "promfile/system/unique_fd.h"

namespace promfile {
namespace {

UniqueFd Open(const std::string& path, int flags) {
  return AboveStandard(RetryInterrupted(
      [&] { return open(path.c_str(), flags | O_NOCTTY | O_CLOEXEC); }));
}

// For kernels and sandboxes without getrandom().
absl::Status RandomFromDevice(char* bytes, size_t size) {
  constexpr char kDevice[] = "/dev/urandom";
  const auto cannot_read = [&](const absl::Status& reason) {
    return absl::Status(reason.code(), absl::StrCat("cannot read '", kDevice,
                                                    "': ", WithRemedy(reason)));
  };
  UniqueFd fd = Open(kDevice, O_RDONLY);
  if (!fd.valid()) return cannot_read(ErrnoStatus(errno));
  PosixReadableFile device(std::move(fd));
  while (size > 0) {
    absl::StatusOr<size_t> count = device.Read(bytes, size);
    if (!count.ok()) return cannot_read(count.status());
    if (*count == 0) return cannot_read(absl::DataLossError("it has ended"));
    bytes += *count;
    size -= *count;
  }
  return absl::OkStatus();
}

absl::Status FillWithRandom(char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t count =
        RetryInterrupted([&] { return getrandom(bytes, size, 0); });
    if (count <= 0) return RandomFromDevice(bytes, size);
    bytes += count;
    size -= static_cast<size_t>(count);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Directory>> PosixFileSystem::OpenDirectory(
    const std::string& path) {
  UniqueFd fd = Open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
  if (!fd.valid()) return ErrnoStatus(errno);
  return std::unique_ptr<Directory>(new PosixDirectory(std::move(fd), path));
}

absl::StatusOr<std::unique_ptr<ReadableFile>> PosixFileSystem::OpenForReading(
    const std::string& path) {
  UniqueFd fd = Open(path, O_RDONLY);
  if (!fd.valid()) return ErrnoStatus(errno);
  struct stat status;
  if (fstat(fd.get(), &status) != 0) return ErrnoStatus(errno);
  if (S_ISDIR(status.st_mode)) return ErrnoStatus(EISDIR);
  return std::unique_ptr<ReadableFile>(new PosixReadableFile(std::move(fd)));
}

absl::StatusOr<FileInfo> PosixFileSystem::Stat(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return ErrnoStatus(errno);
  return ToFileInfo(status);
}

absl::StatusOr<std::string> PosixFileSystem::ReadLink(const std::string& path) {
  // Where the target fills the room, there may be more of it.
  for (std::string target(128, '\0');; target.resize(2 * target.size())) {
    const ssize_t size = readlink(path.c_str(), &target[0], target.size());
    if (size < 0) return ErrnoStatus(errno);
    if (static_cast<size_t>(size) == target.size()) continue;
    target.resize(static_cast<size_t>(size));
    return target;
  }
}

absl::Status PosixFileSystem::Random(char* bytes, size_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  while (size > 0) {
    if (random_left_ == 0) {
      absl::Status status = FillWithRandom(random_, sizeof random_);
      if (!status.ok()) return status;
      random_left_ = sizeof random_;
    }
    const size_t count = std::min(size, random_left_);
    random_left_ -= count;
    std::copy_n(random_ + random_left_, count, bytes);
    bytes += count;
    size -= count;
  }
  return absl::OkStatus();
}

uint32_t PosixFileSystem::User() { return geteuid(); }

}  // namespace promfile
