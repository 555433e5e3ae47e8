#include "promfile/system/posix_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/types/optional.h"
#include "promfile/system/deadline.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/posix_link.h"
#include "promfile/system/unique_fd.h"

namespace promfile {
namespace {

class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(UniqueFd fd) : fd_(std::move(fd)) {}

 private:
  UniqueFd fd_;  // Closing releases: nobody else has this open description.
};

// Polled and short: only a lock that is waited for by the kernel is fair, but
// that wait can be bounded by a signal alone, which a library has no right to.
constexpr absl::Duration kFirstPause = absl::Microseconds(100);
constexpr absl::Duration kLongestPause = absl::Milliseconds(4);
// Whoever has slept so often asks more often than those who came later, so that
// nobody is late for the lock again and again; and gives that up again when it
// is not others' haste that keeps the lock.
constexpr int kImpatientAfter = 25;
constexpr int kCalmAfter = 2000;
constexpr absl::Duration kImpatientPause = absl::Milliseconds(1);

// A lock file that is gone when it is locked was nobody's lock: another one is
// made, without waiting, but not for ever.
constexpr int kMostRemovals = 10;

// Of one that waits: how often it has slept, and how long.
class Waiting {
 public:
  void Pause(absl::Duration left) {
    const timespec time = absl::ToTimespec(std::min(pause_, left));
    nanosleep(&time, nullptr);
    ++times_;
    if (times_ >= kImpatientAfter && times_ < kCalmAfter) {
      pause_ = kImpatientPause;
    } else {
      pause_ = std::min(pause_ * 2, kLongestPause);
    }
  }

 private:
  absl::Duration pause_ = kFirstPause;
  int times_ = 0;
};

int GiveTo(int fd, uid_t owner, gid_t group) {
  return RetryInterrupted([&] { return fchown(fd, owner, group); });
}

// Lets those lock who may write in the directory.
int OpenToWriters(int directory, int lock) {
  struct stat info;
  if (fstat(directory, &info) != 0) return -1;
  mode_t mode = S_IRUSR | S_IWUSR;
  if (info.st_mode & S_IWGRP) mode |= S_IRGRP | S_IWGRP;
  if (info.st_mode & S_IWOTH) mode |= S_IROTH | S_IWOTH;
  if (geteuid() == 0) {
    if (GiveTo(lock, info.st_uid, info.st_gid) != 0) return -1;
  } else if (mode & S_IWGRP) {
    // Refused to an owner who is not in the group; he still has his lock.
    if (GiveTo(lock, static_cast<uid_t>(-1), info.st_gid) != 0) {
      mode &= ~static_cast<mode_t>(S_IRGRP | S_IWGRP);
    }
  }
  return RetryInterrupted([&] { return fchmod(lock, mode); });
}

// Makes the lock file. 0, or -1 with errno; EEXIST if somebody was faster.
int CreateLockFile(int directory, const std::string& name) {
  // Ready before it has its name, so that nobody meets it half made.
  UniqueFd unnamed = OpenUnnamed(directory, S_IRUSR | S_IWUSR);
  if (unnamed.valid() && OpenToWriters(directory, unnamed.get()) == 0) {
    if (LinkUnnamed(unnamed.get(), directory, name) == 0) return 0;
    if (errno == EEXIST) return -1;
  }
  UniqueFd named = AboveStandard(RetryInterrupted([&] {
    return openat(directory, name.c_str(),
                  O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  }));
  if (!named.valid()) return -1;
  return OpenToWriters(directory, named.get());
}

// Opens the lock file, making it if there is none.
absl::StatusOr<UniqueFd> OpenLockFile(int directory, const std::string& name) {
  for (int attempt = 0;; ++attempt) {
    // O_NONBLOCK: a FIFO may have been planted. Not with O_CREAT: in a sticky
    // directory fs.protected_regular refuses that for another user's file.
    UniqueFd fd = AboveStandard(RetryInterrupted([&] {
      return openat(directory, name.c_str(),
                    O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    }));
    if (fd.valid()) return fd;
    if (errno == ELOOP)
      return absl::FailedPreconditionError("it is a symbolic link");
    if (errno != ENOENT || attempt == 3) return ErrnoStatus(errno);
    if (CreateLockFile(directory, name) != 0 && errno != EEXIST) {
      return ErrnoStatus(errno);
    }
  }
}

// How many names the open lock file has; an error if none of ours would be like
// that.
absl::StatusOr<nlink_t> NamesOf(int lock) {
  struct stat info;
  if (fstat(lock, &info) != 0) return ErrnoStatus(errno);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError("it is not a plain file");
  }
  if (info.st_nlink > 1) {
    return absl::FailedPreconditionError("it has more than one link");
  }
  return info.st_nlink;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileLock>> LockFileIn(int directory,
                                                     const std::string& name,
                                                     absl::Duration wait) {
  // Most locks are free, and whoever has not waited need not know the time.
  absl::optional<Deadline> deadline;
  const auto left = [&] {
    if (!deadline.has_value()) deadline = Deadline::After(wait);
    return deadline->Left();
  };
  Waiting waiting;
  for (int removals = 0;; ++removals) {
    absl::StatusOr<UniqueFd> fd = OpenLockFile(directory, name);
    if (!fd.ok()) return fd.status();
    while (RetryInterrupted(
               [&] { return flock(fd->get(), LOCK_EX | LOCK_NB); }) != 0) {
      if (errno != EWOULDBLOCK) return ErrnoStatus(errno);
      // Somebody else's file that was linked here is not worth waiting for.
      const absl::StatusOr<nlink_t> names = NamesOf(fd->get());
      if (!names.ok()) return names.status();
      const absl::Duration pause = left();
      if (pause == absl::ZeroDuration()) {
        return absl::UnavailableError("locked by another process");
      }
      waiting.Pause(pause);
    }
    const absl::StatusOr<nlink_t> names = NamesOf(fd->get());
    if (!names.ok()) return names.status();
    if (*names == 1) {
      return std::unique_ptr<FileLock>(new PosixFileLock(*std::move(fd)));
    }
    // Removed meanwhile: others lock the one that has the name.
    if (removals >= kMostRemovals && left() == absl::ZeroDuration()) {
      return absl::UnavailableError("removed again and again");
    }
  }
}

}  // namespace promfile
