// ReplaceFile on the real disk: killed, crowded, without space.

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/store/replace_file.h"
#include "promfile/store/temporary_name.h"
#include "promfile/system/posix_file_system.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

absl::Status Agree(const std::vector<DirectoryEntry>&) {
  return absl::OkStatus();
}

ReplaceResult Replace(const std::string& path, absl::string_view text,
                      ReplaceOptions options = {}) {
  PosixFileSystem files;
  auto directory = files.OpenDirectory(path);
  if (!directory.ok())
    return {directory.status(), ReplaceStage::kTarget, false};
  return ReplaceFile(files, **directory, "a.prom", text, options, Agree);
}

ReplaceOptions Fast() {
  ReplaceOptions options;
  options.durability = Durability::kNone;
  options.lock_wait = absl::Seconds(60);
  return options;
}

// A version of the file: many lines that all say the same.
std::string Version(int number) {
  std::string text;
  for (int i = 0; i < 300; ++i)
    absl::StrAppend(&text, "version ", number, "\n");
  return text;
}

bool IsOneVersion(absl::string_view text) {
  const size_t end = text.find('\n');
  if (end == absl::string_view::npos) return false;
  const absl::string_view line = text.substr(0, end + 1);
  if (text.size() != 300 * line.size()) return false;
  for (size_t at = 0; at < text.size(); at += line.size()) {
    if (text.substr(at, line.size()) != line) return false;
  }
  return true;
}

std::vector<std::string> Names(const std::string& path) {
  PosixFileSystem files;
  const auto directory = files.OpenDirectory(path);
  EXPECT_THAT(directory, IsOk());
  const auto entries = (*directory)->List();
  EXPECT_THAT(entries, IsOk());
  std::vector<std::string> names;
  for (const DirectoryEntry& entry : *entries) {
    names.push_back(entry.name);
  }
  return names;
}

TEST(RealDiskTest, EveryDurabilityPutsTheFileInPlace) {
  for (const Durability durability :
       {Durability::kFull, Durability::kAtomic, Durability::kNone}) {
    const TemporaryDirectory scratch;
    const mode_t before = umask(077);
    ReplaceOptions options;
    options.durability = durability;
    EXPECT_THAT(Replace(scratch.path(), "up 1\n", options).status, IsOk());
    umask(before);
    EXPECT_EQ(ReadWholeFile(scratch / "a.prom"), "up 1\n");
    struct stat info {};
    ASSERT_EQ(stat((scratch / "a.prom").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0644u);
    EXPECT_THAT(Names(scratch.path()),
                testing::ElementsAre(".promfile.lock", "a.prom"));
  }
}

TEST(RealDiskTest, RefusesLinksAndFifosAndDoesNotBlock) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "precious", "precious");
  ASSERT_EQ(symlink("precious", (scratch / "a.prom").c_str()), 0);
  EXPECT_EQ(Replace(scratch.path(), "up 1\n").status.code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadWholeFile(scratch / "precious"), "precious");
  ASSERT_EQ(unlink((scratch / "a.prom").c_str()), 0);
  ASSERT_EQ(mkfifo((scratch / "a.prom").c_str(), 0666), 0);
  EXPECT_EQ(Replace(scratch.path(), "up 1\n").status.code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(RealDiskTest, BreaksHardLinks) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "precious", "precious");
  ASSERT_EQ(link((scratch / "precious").c_str(), (scratch / "a.prom").c_str()),
            0);
  EXPECT_THAT(Replace(scratch.path(), "up 1\n").status, IsOk());
  EXPECT_EQ(ReadWholeFile(scratch / "precious"), "precious");
  EXPECT_EQ(ReadWholeFile(scratch / "a.prom"), "up 1\n");
}

TEST(RealDiskTest, AFileSizeLimitIsAnErrorAndNotADeath) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "a.prom", "old 1\n");
  EXPECT_EQ(InChild([&] {
              const rlimit limit{1024, 1024};
              setrlimit(RLIMIT_FSIZE, &limit);
              const ReplaceResult result =
                  Replace(scratch.path(), Version(1), Fast());
              if (result.replaced) return 1;
              if (!absl::IsResourceExhausted(result.status)) return 2;
              return absl::EndsWith(result.status.message(),
                                    "a.prom': file too large: raise the "
                                    "limit of file sizes (ulimit -f)")
                         ? 0
                         : 3;
            }),
            0);
  EXPECT_EQ(ReadWholeFile(scratch / "a.prom"), "old 1\n");
  EXPECT_THAT(Names(scratch.path()),
              testing::ElementsAre(".promfile.lock", "a.prom"));
}

TEST(RealDiskTest, ATermDuringTheWriteComesAfterIt) {
  const TemporaryDirectory scratch;
  // The signal is pending before the write, as if it came in its first moment.
  EXPECT_EQ(InChild([&] {
              sigset_t term;
              sigemptyset(&term);
              sigaddset(&term, SIGTERM);
              sigprocmask(SIG_BLOCK, &term, nullptr);
              raise(SIGTERM);
              if (!Replace(scratch.path(), "up 1\n").status.ok()) return 1;
              sigprocmask(SIG_UNBLOCK, &term, nullptr);
              return 2;
            }),
            128 + SIGTERM);
  EXPECT_EQ(ReadWholeFile(scratch / "a.prom"), "up 1\n");
}

TEST(RealDiskTest, AWriterKilledAtAnyMomentLeavesOldOrNewAndNoLitterForLong) {
  const TemporaryDirectory scratch;
  EXPECT_THAT(Replace(scratch.path(), Version(0), Fast()).status, IsOk());
  constexpr int kKills = 200;
  int with_litter = 0;
  for (int i = 0; i < kKills; ++i) {
    const pid_t writer = fork();
    if (writer == 0) {
      for (int number = 1;; ++number) {
        ReplaceOptions options = Fast();
        if (number % 4 == 0) options.durability = Durability::kFull;
        Replace(scratch.path(), Version(number), options);
      }
    }
    usleep(1000 + std::rand() % 4000);
    kill(writer, SIGKILL);
    waitpid(writer, nullptr, 0);
    EXPECT_TRUE(IsOneVersion(ReadWholeFile(scratch / "a.prom")));
    int litter = 0;
    for (const std::string& name : Names(scratch.path())) {
      if (IsTemporaryName(name)) ++litter;
      EXPECT_TRUE(name == "a.prom" || !absl::EndsWith(name, ".prom")) << name;
    }
    EXPECT_LE(litter, 1);
    with_litter += litter;
  }
  EXPECT_THAT(Replace(scratch.path(), Version(0), Fast()).status, IsOk());
  EXPECT_THAT(Names(scratch.path()),
              testing::ElementsAre(".promfile.lock", "a.prom"));
  std::printf("%d kills, %d times a temporary file was left for the next run\n",
              kKills, with_litter);
}

// Reads until `writers` have ended, each of them OK. Returns how many reads.
int ReadWhile(const std::vector<pid_t>& writers, const std::string& file) {
  int reads = 0;
  size_t ended = 0;
  while (ended < writers.size()) {
    EXPECT_TRUE(IsOneVersion(ReadWholeFile(file)));
    ++reads;
    int status = 0;
    if (waitpid(-1, &status, WNOHANG) > 0) {
      ++ended;
      EXPECT_EQ(status, 0);
    }
  }
  return reads;
}

TEST(RealDiskTest, SixteenProcessesWriteAndNoReadIsTorn) {
  const TemporaryDirectory scratch;
  EXPECT_THAT(Replace(scratch.path(), Version(0), Fast()).status, IsOk());
  constexpr int kWriters = 16;
  constexpr int kWrites = 100;
  std::vector<pid_t> writers;
  for (int writer = 1; writer <= kWriters; ++writer) {
    const pid_t pid = fork();
    if (pid == 0) {
      for (int i = 0; i < kWrites; ++i) {
        if (!Replace(scratch.path(), Version(writer), Fast()).status.ok()) {
          _exit(1);
        }
      }
      _exit(0);
    }
    writers.push_back(pid);
  }
  const int reads = ReadWhile(writers, scratch / "a.prom");
  std::printf("%d reads while %d processes wrote %d times, none torn\n", reads,
              kWriters, kWriters * kWrites);
  EXPECT_THAT(Names(scratch.path()),
              testing::ElementsAre(".promfile.lock", "a.prom"));
}

TEST(RealDiskTest, SixteenThreadsWriteAndNoneFails) {
  const TemporaryDirectory scratch;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 16; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < 50; ++i) {
        EXPECT_THAT(Replace(scratch.path(), Version(writer), Fast()).status,
                    IsOk());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(IsOneVersion(ReadWholeFile(scratch / "a.prom")));
  EXPECT_THAT(Names(scratch.path()),
              testing::ElementsAre(".promfile.lock", "a.prom"));
}

}  // namespace
}  // namespace promfile
