#include "promfile/system/posix_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/posix_file.h"
#include "promfile/system/posix_link.h"
#include "promfile/system/posix_lock.h"

namespace promfile {
namespace {

constexpr int kRead = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

absl::optional<FileInfo::Kind> KindOf(unsigned char type) {
  switch (type) {
    case DT_REG:
      return FileInfo::Kind::kRegular;
    case DT_DIR:
      return FileInfo::Kind::kDirectory;
    case DT_LNK:
      return FileInfo::Kind::kSymlink;
    case DT_FIFO:
      return FileInfo::Kind::kFifo;
    case DT_SOCK:
      return FileInfo::Kind::kSocket;
    case DT_BLK:
    case DT_CHR:
      return FileInfo::Kind::kDevice;
    default:
      return absl::nullopt;
  }
}

// What getdents64() fills its buffer with. glibc's readdir would cost a second
// descriptor, an fstat and 32 KiB of heap.
void AppendEntries(const char* buffer, size_t size,
                   std::vector<DirectoryEntry>* entries) {
  for (size_t at = 0; at < size;) {
    const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
    at += entry->d_reclen;
    const absl::string_view name(entry->d_name);
    if (name == "." || name == "..") continue;
    entries->push_back({std::string(name), KindOf(entry->d_type)});
  }
}

// Asks once for as many entries as `kSize` bytes hold, and returns how many
// bytes there were; -1, with errno. The buffer is on the stack, where each page
// that nobody has used yet is a page fault.
template <size_t kSize>
__attribute__((noinline)) ssize_t ReadEntries(
    int fd, std::vector<DirectoryEntry>* entries) {
  alignas(dirent64) char buffer[kSize];
  const ssize_t size =
      RetryInterrupted([&] { return getdents64(fd, buffer, sizeof buffer); });
  if (size > 0) AppendEntries(buffer, static_cast<size_t>(size), entries);
  return size;
}

absl::Status NotAPlainFile(FileInfo::Kind kind) {
  return absl::FailedPreconditionError(absl::StrCat("is ", KindName(kind)));
}

}  // namespace

absl::StatusOr<FileInfo> PosixDirectory::Info() { return InfoOf(fd_.get()); }

absl::StatusOr<std::vector<DirectoryEntry>> PosixDirectory::List() {
  if (listed_ && lseek(fd_.get(), 0, SEEK_SET) < 0) return ErrnoStatus(errno);
  listed_ = true;
  std::vector<DirectoryEntry> entries;
  constexpr size_t kFew = size_t{2} * 1024;
  constexpr size_t kMany = size_t{32} * 1024;
  bool many = false;
  for (;;) {
    const ssize_t size = many ? ReadEntries<kMany>(fd_.get(), &entries)
                              : ReadEntries<kFew>(fd_.get(), &entries);
    if (size < 0) return ErrnoStatus(errno);
    if (size == 0) break;
    many = many || size > ssize_t{kFew} / 2;
  }
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) {
              return a.name < b.name;
            });
  return entries;
}

absl::StatusOr<FileInfo> PosixDirectory::Stat(const std::string& name) {
  struct stat status;
  if (fstatat(fd_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return ErrnoStatus(errno);
  }
  return ToFileInfo(status);
}

absl::StatusOr<FileInfo> PosixDirectory::StatTarget(const std::string& name) {
  struct stat status;
  if (fstatat(fd_.get(), name.c_str(), &status, 0) != 0) {
    return ErrnoStatus(errno);
  }
  return ToFileInfo(status);
}

absl::StatusOr<std::unique_ptr<ReadableFile>> PosixDirectory::OpenForReading(
    const std::string& name, Links links) {
  if (links == Links::kListed) return OpenPlain(name);
  // Looked at before, because opening a FIFO wakes its writer and opening a
  // device can do anything.
  struct stat before;
  if (fstatat(fd_.get(), name.c_str(), &before, AT_SYMLINK_NOFOLLOW) != 0) {
    return ErrnoStatus(errno);
  }
  if (S_ISLNK(before.st_mode) && links == Links::kFollow) {
    absl::StatusOr<UniqueFd> linked = OpenLinked(name);
    if (!linked.ok()) return linked.status();
    return std::unique_ptr<ReadableFile>(
        new PosixReadableFile(*std::move(linked)));
  }
  if (!S_ISREG(before.st_mode)) return NotAPlainFile(ToFileInfo(before).kind);
  return OpenPlain(name);
}

// Looks at what it has opened, because the name may have been exchanged, though
// not for a link to something that who did it could not open himself.
absl::StatusOr<std::unique_ptr<ReadableFile>> PosixDirectory::OpenPlain(
    const std::string& name) {
  UniqueFd fd = AboveStandard(RetryInterrupted(
      [&] { return openat(fd_.get(), name.c_str(), kRead | O_NOFOLLOW); }));
  if (!fd.valid()) {
    return errno == ELOOP ? NotAPlainFile(FileInfo::Kind::kSymlink)
                          : ErrnoStatus(errno);
  }
  struct stat after;
  if (fstat(fd.get(), &after) != 0) return ErrnoStatus(errno);
  if (!S_ISREG(after.st_mode)) return NotAPlainFile(ToFileInfo(after).kind);
  return std::unique_ptr<ReadableFile>(
      new PosixReadableFile(std::move(fd), after));
}

absl::StatusOr<UniqueFd> PosixDirectory::OpenLinked(const std::string& name) {
  // The link is walked once, to a descriptor that opens nothing yet.
  UniqueFd place = AboveStandard(RetryInterrupted(
      [&] { return openat(fd_.get(), name.c_str(), O_PATH | O_CLOEXEC); }));
  if (!place.valid()) return ErrnoStatus(errno);
  struct stat found;
  if (fstat(place.get(), &found) != 0) return ErrnoStatus(errno);
  if (!S_ISREG(found.st_mode)) return NotAPlainFile(ToFileInfo(found).kind);
  const std::string same = absl::StrCat("/proc/self/fd/", place.get());
  UniqueFd fd = AboveStandard(
      RetryInterrupted([&] { return open(same.c_str(), kRead); }));
  if (fd.valid() || errno != ENOENT) {
    return fd.valid() ? absl::StatusOr<UniqueFd>(std::move(fd))
                      : ErrnoStatus(errno);
  }
  // Without /proc there is only the way through the link again.
  fd = AboveStandard(
      RetryInterrupted([&] { return openat(fd_.get(), name.c_str(), kRead); }));
  if (!fd.valid()) return ErrnoStatus(errno);
  struct stat opened;
  if (fstat(fd.get(), &opened) != 0) return ErrnoStatus(errno);
  if (opened.st_ino != found.st_ino || opened.st_dev != found.st_dev) {
    return absl::FailedPreconditionError("was exchanged while it was opened");
  }
  return fd;
}

absl::StatusOr<std::unique_ptr<WritableFile>> PosixDirectory::CreateUnnamed(
    uint32_t mode) {
  UniqueFd fd = OpenUnnamed(fd_.get(), mode);
  if (fd.valid()) {
    return std::unique_ptr<WritableFile>(new PosixWritableFile(std::move(fd)));
  }
  switch (errno) {
    case EINVAL:
    case EISDIR:  // A kernel that knows O_DIRECTORY only.
    case ENOENT:  // The same, of another age.
    case ENOSYS:
    case EOPNOTSUPP:
    case EPERM:  // A sandbox; where it is meant, CreateExclusive hears it too.
      return absl::UnimplementedError("no files without a name here");
    default:
      return ErrnoStatus(errno);
  }
}

absl::Status PosixDirectory::Link(WritableFile& file, const std::string& name) {
  const int fd = static_cast<PosixWritableFile&>(file).fd();
  if (LinkUnnamed(fd, fd_.get(), name) == 0) return absl::OkStatus();
  return ErrnoStatus(errno);
}

absl::StatusOr<std::unique_ptr<WritableFile>> PosixDirectory::CreateExclusive(
    const std::string& name) {
  UniqueFd fd = AboveStandard(RetryInterrupted([&] {
    return openat(fd_.get(), name.c_str(),
                  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  S_IRUSR | S_IWUSR);
  }));
  if (!fd.valid()) return ErrnoStatus(errno);
  return std::unique_ptr<WritableFile>(new PosixWritableFile(std::move(fd)));
}

absl::Status PosixDirectory::Rename(const std::string& from,
                                    const std::string& to) {
  const int result = RetryInterrupted(
      [&] { return renameat(fd_.get(), from.c_str(), fd_.get(), to.c_str()); });
  return result == 0 ? absl::OkStatus() : ErrnoStatus(errno);
}

absl::Status PosixDirectory::Remove(const std::string& name) {
  const int result =
      RetryInterrupted([&] { return unlinkat(fd_.get(), name.c_str(), 0); });
  return result == 0 ? absl::OkStatus() : ErrnoStatus(errno);
}

absl::Status PosixDirectory::Sync() {
  const int result = RetryInterrupted([&] { return fsync(fd_.get()); });
  return result == 0 || errno == EINVAL ? absl::OkStatus() : ErrnoStatus(errno);
}

absl::StatusOr<std::unique_ptr<FileLock>> PosixDirectory::Lock(
    const std::string& name, absl::Duration wait) {
  return LockFileIn(fd_.get(), name, wait);
}

}  // namespace promfile
