#include "promfile/system/process_identity.h"

#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/system/posix_file_system.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

using ::testing::MatchesRegex;
using ::testing::SizeIs;

constexpr char kBootPath[] = "/proc/sys/kernel/random/boot_id";
constexpr char kBoot[] = "3717adf0-6e96-41f8-b6e7-19e28c0c0000";

// A /proc in which process 314 has started at tick 2000.
void MakeProc(MemoryFileSystem& files, const std::string& state = "S") {
  files.Put(kBootPath, absl::StrCat(kBoot, "\n"));
  files.PutLink("/proc/self", absl::StrCat(getpid()));
  files.PutLink("/proc/self/ns/pid", "pid:[4026531836]");
  files.Put("/proc/314/stat",
            absl::StrCat("314 (a ) b) ", state,
                         " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 2000 "
                         "20 21\n"));
}

TEST(ProcessIdentityTest, ThisProcessIsRunning) {
  PosixFileSystem files;
  const ProcessIdentity self = ThisProcess(files);
  EXPECT_TRUE(self.known());
  EXPECT_THAT(self.boot, SizeIs(36));
  EXPECT_THAT(self.process,
              MatchesRegex(absl::StrCat(getpid(), "-[0-9]+-[0-9]+")));
  EXPECT_TRUE(MayBeRunning(files, self));
  // It has not been there before it started, in the first hundredth of a second
  // of this boot.
  const std::vector<std::string> parts = absl::StrSplit(self.process, '-');
  EXPECT_FALSE(MayBeRunning(
      files, {self.boot, absl::StrCat(parts[0], "-0-", parts[2])}));
  int64_t ticks = 0;
  ASSERT_TRUE(absl::SimpleAtoi(parts[1], &ticks));
  EXPECT_TRUE(MayBeRunning(
      files,
      {self.boot, absl::StrCat(parts[0], "-", ticks + 1000, "-", parts[2])}));
}

TEST(ProcessIdentityTest, WhoHadTheNumberBeforeThatTimeIsThatProcess) {
  MemoryFileSystem files;
  MakeProc(files);
  const struct {
    const char* about;
    const char* boot;
    const char* process;
    bool may_be_running;
  } kCases[] = {
      {"seen when it started", kBoot, "314-2000-4026531836", true},
      {"seen later", kBoot, "314-2001-4026531836", true},
      {"has started since", kBoot, "314-1999-4026531836", false},
      {"nobody has the number", kBoot, "315-2000-4026531836", false},
      {"another boot", "c0ffee00-0000-4000-8000-000000000000",
       "314-2000-4026531836", false},
      {"another namespace: nobody knows", kBoot, "315-1-4026532000", true},
      {"no such number", kBoot, "x-2000-4026531836", false},
      {"no number", kBoot, "-2000-4026531836", false},
      {"not in the directory", kBoot, "../314-2000-4026531836", false},
      {"no time", kBoot, "314-x-4026531836", false},
      {"a time that is none", kBoot, "314-99999999999999999999-4026531836",
       false},
      {"a part too few", kBoot, "314-2000", false},
      {"a part too many", kBoot, "314-2000-4026531836-1", false},
      {"unknown", kBoot, "-", false},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.about);
    EXPECT_EQ(MayBeRunning(files, {c.boot, c.process}), c.may_be_running);
  }
}

TEST(ProcessIdentityTest, AZombieHasEnded) {
  for (const char* state : {"Z", "X"}) {
    MemoryFileSystem files;
    MakeProc(files, state);
    EXPECT_FALSE(MayBeRunning(files, {kBoot, "314-2000-4026531836"}));
  }
}

TEST(ProcessIdentityTest, AProcOfAnotherNamespaceTellsNothing) {
  MemoryFileSystem files;
  MakeProc(files);
  files.PutLink("/proc/self", absl::StrCat(getpid() + 1));
  EXPECT_TRUE(MayBeRunning(files, {kBoot, "315-2000-4026531836"}));
}

TEST(ProcessIdentityTest, AKernelWithoutNamespacesHasOne) {
  MemoryFileSystem files;
  files.Put(kBootPath, absl::StrCat(kBoot, "\n"));
  files.Put("/proc/314/stat",
            "314 (x) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 2000 20\n");
  EXPECT_TRUE(MayBeRunning(files, {kBoot, "314-2000-0"}));
  EXPECT_FALSE(MayBeRunning(files, {kBoot, "315-2000-0"}));
  EXPECT_THAT(ThisProcess(files).process,
              MatchesRegex(absl::StrCat(getpid(), "-[0-9]+-0")));
}

TEST(ProcessIdentityTest, WithoutProcAllLookAlike) {
  MemoryFileSystem files;
  const ProcessIdentity self = ThisProcess(files);
  EXPECT_FALSE(self.known());
  EXPECT_EQ(self.boot, "-");
  EXPECT_EQ(self.process, "-");
  // Where only the rest of /proc is hidden, numbers still tell.
  files.PutLink("/proc/self/ns/pid", "pid:[4026531836]");
  EXPECT_TRUE(ThisProcess(files).known());
}

}  // namespace
}  // namespace promfile
