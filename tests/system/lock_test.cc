#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/system/posix_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

constexpr char kLock[] = ".promfile.lock";
constexpr uid_t kNobody = 65534;

struct stat StatOf(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0) << path;
  return info;
}

absl::StatusOr<std::unique_ptr<FileLock>> Lock(const std::string& path,
                                               absl::Duration wait) {
  PosixFileSystem files;
  auto directory = files.OpenDirectory(path);
  if (!directory.ok()) return directory.status();
  return (*directory)->Lock(kLock, wait);
}

// A process that holds the lock of a directory until it is killed.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    pid_ = fork();
    if (pid_ == 0) {
      auto lock = Lock(path, absl::Seconds(10));
      const char ready = lock.ok() ? 'y' : 'n';
      if (write(ends[1], &ready, 1) != 1) _exit(1);
      for (;;) pause();
    }
    char ready = 'n';
    EXPECT_EQ(read(ends[0], &ready, 1), 1);
    EXPECT_EQ(ready, 'y');
    close(ends[0]);
    close(ends[1]);
  }
  ~Holder() { Kill(); }

  void Stop() {
    kill(pid_, SIGSTOP);
    waitpid(pid_, nullptr, WUNTRACED);
  }
  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_;
};

TEST(LockTest, ExcludesEveryOtherOpenDirectory) {
  const TemporaryDirectory scratch;
  auto first = Lock(scratch.path(), absl::ZeroDuration());
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(
      Lock(scratch.path(), absl::ZeroDuration()),
      StatusIs(absl::StatusCode::kUnavailable, "locked by another process"));
  first->reset();
  EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
}

TEST(LockTest, WaitsAsLongAsItWasTold) {
  const TemporaryDirectory scratch;
  auto first = Lock(scratch.path(), absl::ZeroDuration());
  ASSERT_THAT(first, IsOk());
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(
      Lock(scratch.path(), absl::Milliseconds(200)),
      StatusIs(absl::StatusCode::kUnavailable, "locked by another process"));
  EXPECT_GE(std::chrono::steady_clock::now() - start,
            std::chrono::milliseconds(200));

  std::thread releaser([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    first->reset();
  });
  EXPECT_THAT(Lock(scratch.path(), absl::Seconds(30)), IsOk());
  releaser.join();
}

TEST(LockTest, AKilledProcessHoldsNothing) {
  const TemporaryDirectory scratch;
  Holder holder(scratch.path());
  EXPECT_EQ(Lock(scratch.path(), absl::ZeroDuration()).status().code(),
            absl::StatusCode::kUnavailable);
  holder.Kill();
  EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
}

TEST(LockTest, ARemovedFileIsNotTakenForALockedOne) {
  const TemporaryDirectory scratch;
  std::atomic<bool> done{false};
  std::thread remover([&] {
    while (!done) {
      unlink((scratch / kLock).c_str());
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  int locked = 0;
  while (!HasFailure() && std::chrono::steady_clock::now() < end) {
    EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
    ++locked;
  }
  done = true;
  remover.join();
  EXPECT_GT(locked, 0);
}

TEST(LockTest, AStoppedProcessIsNotWaitedForWithoutEnd) {
  const TemporaryDirectory scratch;
  Holder holder(scratch.path());
  holder.Stop();
  EXPECT_EQ(Lock(scratch.path(), absl::Milliseconds(100)).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(LockTest, TheFileIsOpenToThoseWhoMayWriteInTheDirectory) {
  const struct {
    mode_t directory;
    mode_t lock;
  } kCases[] = {{0700, 0600},  {0755, 0600},  {0775, 0660}, {0777, 0666},
                {01777, 0666}, {02775, 0660}, {0770, 0660}, {0757, 0606}};
  for (const mode_t mask : {0, 077}) {
    for (const auto& c : kCases) {
      SCOPED_TRACE(absl::StrCat("umask ", mask, ", directory ", c.directory));
      const TemporaryDirectory scratch;
      ASSERT_EQ(chmod(scratch.path().c_str(), c.directory), 0);
      const mode_t before = umask(mask);
      EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
      umask(before);
      EXPECT_EQ(StatOf(scratch / kLock).st_mode & 07777, c.lock);
    }
  }
}

TEST(LockTest, RootMakesItTheDirectoryOwners) {
  if (geteuid() != 0) GTEST_SKIP() << "not root";
  const TemporaryDirectory scratch;
  if (chown(scratch.path().c_str(), kNobody, kNobody) != 0) {
    GTEST_SKIP() << "no other user in this sandbox";
  }
  EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
  EXPECT_EQ(StatOf(scratch / kLock).st_uid, kNobody);
  EXPECT_EQ(StatOf(scratch / kLock).st_gid, kNobody);
}

TEST(LockTest, WhoCanOnlyReadTheDirectoryCannotLockIt) {
  if (geteuid() != 0) GTEST_SKIP() << "not root";
  const TemporaryDirectory scratch;
  const int directory = open(scratch.path().c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_GE(directory, 0);
  for (const bool exists : {false, true}) {
    SCOPED_TRACE(exists ? "a lock file is there" : "no lock file yet");
    if (exists) {
      EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
    }
    const int code = InChild([&] {
      // Its parents may be closed to others.
      if (fchdir(directory) != 0) return 1;
      if (setgid(kNobody) != 0 || setuid(kNobody) != 0) return 77;
      const auto lock = Lock(".", absl::ZeroDuration());
      return absl::IsPermissionDenied(lock.status()) ? 0 : 2;
    });
    if (code == 77) GTEST_SKIP() << "no other user in this sandbox";
    EXPECT_EQ(code, 0);
  }
  close(directory);
}

TEST(LockTest, UsesAPlainFileWithOneLinkOnly) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "precious", "precious");
  const std::string path = scratch / kLock;
  const struct {
    const char* what;
    std::function<int()> plant;
    absl::Status status;
  } kCases[] = {
      {"link", [&] { return symlink("precious", path.c_str()); },
       absl::FailedPreconditionError("it is a symbolic link")},
      {"dangling link", [&] { return symlink("nowhere", path.c_str()); },
       absl::FailedPreconditionError("it is a symbolic link")},
      {"hard link",
       [&] { return link((scratch / "precious").c_str(), path.c_str()); },
       absl::FailedPreconditionError("it has more than one link")},
      {"FIFO", [&] { return mkfifo(path.c_str(), 0666); },
       absl::FailedPreconditionError("it is not a plain file")},
      {"directory", [&] { return mkdir(path.c_str(), 0777); },
       absl::FailedPreconditionError("is a directory")},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    ASSERT_EQ(c.plant(), 0);
    const auto lock = Lock(scratch.path(), absl::Seconds(1));
    EXPECT_EQ(lock.status(), c.status);
    EXPECT_EQ(remove(path.c_str()), 0);
    EXPECT_EQ(ReadWholeFile(scratch / "precious"), "precious");
  }
  EXPECT_NE(access((scratch / "nowhere").c_str(), F_OK), 0);
}

TEST(LockTest, WaitsForNoLockOnAFileThatIsNotItsOwn) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "somebody's", "");
  const int held = open((scratch / "somebody's").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(held, LOCK_EX), 0);
  ASSERT_EQ(link((scratch / "somebody's").c_str(), (scratch / kLock).c_str()),
            0);
  EXPECT_THAT(Lock(scratch.path(), absl::Hours(1)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       "it has more than one link"));
  close(held);
}

TEST(LockTest, NeitherTruncatesNorRemovesTheFile) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / kLock, "a note");
  const ino_t inode = StatOf(scratch / kLock).st_ino;
  EXPECT_THAT(Lock(scratch.path(), absl::ZeroDuration()), IsOk());
  EXPECT_EQ(ReadWholeFile(scratch / kLock), "a note");
  EXPECT_EQ(StatOf(scratch / kLock).st_ino, inode);
}

TEST(LockTest, ARemovedFileIsMadeAgainAndLocksStill) {
  const TemporaryDirectory scratch;
  auto first = Lock(scratch.path(), absl::ZeroDuration());
  ASSERT_THAT(first, IsOk());
  // Waits for the file that is about to lose its name.
  std::thread waiter([&] {
    auto second = Lock(scratch.path(), absl::Seconds(30));
    ASSERT_THAT(second, IsOk());
    EXPECT_EQ(Lock(scratch.path(), absl::ZeroDuration()).status().code(),
              absl::StatusCode::kUnavailable)
        << "it locks a file that nobody else would look at";
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ASSERT_EQ(unlink((scratch / kLock).c_str()), 0);
  first->reset();
  waiter.join();
}

}  // namespace
}  // namespace promfile
