#include "promfile/store/replace_file.h"

#include <signal.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

absl::Status Agree(const std::vector<DirectoryEntry>&) {
  return absl::OkStatus();
}

ReplaceResult Replace(FileSystem& files, const std::string& name,
                      absl::string_view text,
                      const ReplaceOptions& options = {}) {
  auto directory = files.OpenDirectory("/textfile");
  EXPECT_THAT(directory, IsOk());
  return ReplaceFile(files, **directory, name, text, options, Agree);
}

TEST(ReplaceFileTest, MakesAFileThatEveryCollectorMayRead) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  const ReplaceResult result = Replace(disk, "a.prom", "new 1\n");
  EXPECT_THAT(result.status, IsOk());
  EXPECT_TRUE(result.replaced);
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "new 1\n");
  EXPECT_EQ(disk.InfoOf("/textfile/a.prom")->mode, 0644u);
  EXPECT_THAT(disk.Names("/textfile"),
              testing::ElementsAre(".promfile.lock", "a.prom"));
}

TEST(ReplaceFileTest, MakesAnOldPrivateFileReadable) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "old 1\n", 0600);
  EXPECT_THAT(Replace(disk, "a.prom", "new 1\n").status, IsOk());
  EXPECT_EQ(disk.InfoOf("/textfile/a.prom")->mode, 0644u);
}

TEST(ReplaceFileTest, AppliesModeAndGroupAsAsked) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  ReplaceOptions options;
  options.mode = 0640;
  options.group = 42;
  EXPECT_THAT(Replace(disk, "a.prom", "new 1\n", options).status, IsOk());
  EXPECT_EQ(disk.InfoOf("/textfile/a.prom")->mode, 0640u);
  EXPECT_EQ(disk.InfoOf("/textfile/a.prom")->group, 42u);
}

TEST(ReplaceFileTest, RefusesModesThatLetOthersWrite) {
  for (const uint32_t mode : {0666u, 0646u, 04755u, 02755u, 01644u}) {
    MemoryFileSystem disk;
    disk.MakeDirectory("/textfile");
    ReplaceOptions options;
    options.mode = mode;
    const ReplaceResult result = Replace(disk, "a.prom", "new 1\n", options);
    EXPECT_EQ(result.status.code(), absl::StatusCode::kInvalidArgument) << mode;
    EXPECT_FALSE(disk.Get("/textfile/a.prom").has_value());
  }
}

TEST(ReplaceFileTest, BreaksHardLinksInsteadOfWritingThroughThem) {
  MemoryFileSystem disk;
  disk.Put("/etc/shadow", "root:x\n", 0600);
  disk.MakeDirectory("/textfile");
  disk.PutHardLink("/textfile/a.prom", "/etc/shadow");
  EXPECT_THAT(Replace(disk, "a.prom", "new 1\n").status, IsOk());
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "new 1\n");
  EXPECT_EQ(*disk.Get("/etc/shadow"), "root:x\n");
  EXPECT_EQ(disk.InfoOf("/etc/shadow")->mode, 0600u);
}

TEST(ReplaceFileTest, RefusesTargetsThatAreNoPlainFile) {
  const struct {
    FileInfo::Kind kind;
    const char* error;
  } kCases[] = {
      {FileInfo::Kind::kSymlink,
       "cannot replace '/textfile/a.prom': it is a symbolic link: remove it "
       "first"},
      {FileInfo::Kind::kFifo,
       "cannot replace '/textfile/a.prom': it is a FIFO: remove it first"},
      {FileInfo::Kind::kSocket,
       "cannot replace '/textfile/a.prom': it is a socket: remove it first"},
      {FileInfo::Kind::kDevice,
       "cannot replace '/textfile/a.prom': it is a device: remove it first"},
      {FileInfo::Kind::kDirectory,
       "cannot replace '/textfile/a.prom': it is a directory: remove it first"},
  };
  for (const bool kinds_in_lists : {true, false}) {
    for (const auto& c : kCases) {
      SCOPED_TRACE(c.error);
      MemoryFileSystem disk({true, true, kinds_in_lists});
      disk.PutKind("/textfile/a.prom", c.kind);
      const ReplaceResult result = Replace(disk, "a.prom", "new 1\n");
      EXPECT_THAT(result.status,
                  StatusIs(absl::StatusCode::kFailedPrecondition, c.error));
      EXPECT_EQ(result.stage, ReplaceStage::kTarget);
      EXPECT_FALSE(result.replaced);
      EXPECT_EQ(disk.InfoOf("/textfile/a.prom")->kind, c.kind);
    }
  }
}

TEST(ReplaceFileTest, RefusesNamesThatTargetNameDoesNotGive) {
  for (const char* name : {"a", "../a.prom", ".a.prom", "-a.prom", ""}) {
    SCOPED_TRACE(name);
    MemoryFileSystem disk;
    disk.MakeDirectory("/textfile");
    EXPECT_EQ(Replace(disk, name, "new 1\n").status.code(),
              absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(disk.Names("/textfile"), testing::IsEmpty());
  }
}

TEST(ReplaceFileTest, AsksUnderTheLockAndLeavesTheOldFileOnNo) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "old 1\n");
  disk.Put("/textfile/b.prom", "other 1\n");
  auto directory = disk.OpenDirectory("/textfile");
  std::vector<std::string> names;
  const ReplaceResult result = ReplaceFile(
      disk, **directory, "a.prom", "new 1\n", {},
      [&](const std::vector<DirectoryEntry>& entries) {
        for (const DirectoryEntry& entry : entries) {
          names.push_back(entry.name);
        }
        EXPECT_EQ(disk.Find("/textfile")->locked.count(".promfile.lock"), 1u);
        return absl::InvalidArgumentError("a.prom:1:1: no");
      });
  EXPECT_THAT(result.status,
              StatusIs(absl::StatusCode::kInvalidArgument, "a.prom:1:1: no"));
  EXPECT_EQ(result.stage, ReplaceStage::kDecide);
  EXPECT_FALSE(result.replaced);
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "old 1\n");
  EXPECT_THAT(names,
              testing::ElementsAre(".promfile.lock", "a.prom", "b.prom"));
  EXPECT_THAT(disk.Find("/textfile")->locked, testing::IsEmpty());
}

TEST(ReplaceFileTest, GivesUpOnALockThatStaysHeld) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "old 1\n");
  disk.HoldLock("/textfile/.promfile.lock");
  const ReplaceResult result = Replace(disk, "a.prom", "new 1\n");
  EXPECT_THAT(result.status,
              StatusIs(absl::StatusCode::kUnavailable,
                       "cannot lock '/textfile/.promfile.lock': locked by "
                       "another process, waited 10s: try again, or look for a "
                       "stopped writer"));
  EXPECT_EQ(result.stage, ReplaceStage::kLock);
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "old 1\n");
}

TEST(ReplaceFileTest, SaysWhatFailedWhereAndWhatToDo) {
  constexpr uint32_t kUser = 1000;
  const absl::Status denied = absl::PermissionDeniedError("permission denied");
  const absl::Status full =
      absl::ResourceExhaustedError("no space left on device");
  const struct {
    const char* call;
    absl::Status reason;
    const char* error;
    ReplaceStage stage;
  } kCases[] = {
      {"CreateUnnamed", denied,
       "cannot create a file in '/textfile': permission denied (owner 0, group "
       "0, mode 0755; you are uid 1000): run as root or give the directory a "
       "group that may write",
       ReplaceStage::kCreate},
      {"CreateUnnamed", absl::PermissionDeniedError("read-only file system"),
       "cannot create a file in '/textfile': read-only file system: "
       "mount it read-write",
       ReplaceStage::kCreate},
      {"Link", full,
       "cannot create a file in '/textfile': no space left on device: "
       "free some space there, or inodes",
       ReplaceStage::kCreate},
      {"Append", full,
       "cannot replace '/textfile/a.prom': no space left on device: "
       "free some space there, or inodes",
       ReplaceStage::kWrite},
      {"Sync", absl::DataLossError("input/output error"),
       "cannot replace '/textfile/a.prom': input/output error: see the "
       "kernel's log for the cause",
       ReplaceStage::kWrite},
      {"Close", absl::ResourceExhaustedError("disk quota exceeded"),
       "cannot replace '/textfile/a.prom': disk quota exceeded: free "
       "some space, or raise the quota",
       ReplaceStage::kWrite},
      {"SetGroup", absl::PermissionDeniedError("operation not permitted"),
       "cannot give '/textfile/a.prom' the group 42: operation not permitted: "
       "run as root or as a member of it",
       ReplaceStage::kWrite},
      {"Rename", absl::PermissionDeniedError("operation not permitted"),
       "cannot replace '/textfile/a.prom': operation not permitted: look for "
       "an immutable file (lsattr) or a sandbox",
       ReplaceStage::kReplace},
      {"SyncDirectory", absl::DataLossError("input/output error"),
       "'/textfile/a.prom' is replaced, but not confirmed on disk: "
       "input/output error: see the kernel's log for the cause",
       ReplaceStage::kConfirm},
      {"Lock", denied,
       "cannot create a file in '/textfile': permission denied (owner 0, group "
       "0, mode 0755; you are uid 1000): run as root or give the directory a "
       "group that may write",
       ReplaceStage::kLock},
      {"List", absl::DataLossError("input/output error"),
       "cannot replace '/textfile/a.prom': input/output error: see the "
       "kernel's log for the cause",
       ReplaceStage::kTarget},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat(c.call, ": ", c.reason.ToString()));
    for (int number = 1; number < 20; ++number) {
      MemoryFileSystem disk;
      disk.Put("/textfile/a.prom", "old 1\n");
      disk.set_user(kUser);
      FaultPlan plan;
      plan.FailCall(number, {c.reason});
      FaultyFileSystem files(disk, plan);
      auto directory = files.OpenDirectory("/textfile");
      if (!directory.ok()) continue;
      ReplaceOptions options;
      options.group = 42;
      const ReplaceResult result =
          ReplaceFile(files, **directory, "a.prom", "new 1\n", options, Agree);
      ASSERT_GE(static_cast<int>(plan.calls().size()), number)
          << "no such call is made";
      if (plan.calls()[number - 1] != c.call) continue;
      EXPECT_THAT(result.status, StatusIs(c.reason.code(), c.error));
      EXPECT_EQ(result.stage, c.stage);
      break;
    }
  }
}

TEST(ReplaceFileTest, ExplainsALockFileThatIsInTheWay) {
  // Made by root before the directory was opened to a group.
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile", 0775);
  disk.Put("/textfile/.promfile.lock", "", 0600);
  disk.set_user(1000);
  FaultPlan plan;
  plan.FailCall(2, {absl::PermissionDeniedError("permission denied")});
  FaultyFileSystem files(disk, plan);
  EXPECT_THAT(
      Replace(files, "a.prom", "new 1\n").status,
      StatusIs(
          absl::StatusCode::kPermissionDenied,
          "cannot lock '/textfile/.promfile.lock': permission denied "
          "(owner 0, group 0, mode 0600; you are uid 1000): remove it once "
          "nobody writes here; it is made again to fit the directory's "
          "mode"));
}

// The umask, 0022 here, leaves some modes as they were asked for.
TEST(ReplaceFileTest, SetsTheModeUnlessTheFileHasIt) {
  const struct {
    uint32_t mode;
    bool is_set;
  } kCases[] = {
      {0644, false}, {0600, false}, {0640, false}, {0664, true}, {0660, true}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("mode ", c.mode));
    MemoryFileSystem disk;
    disk.MakeDirectory("/textfile");
    FaultPlan plan;
    FaultyFileSystem files(disk, plan);
    ReplaceOptions options;
    options.mode = c.mode;
    EXPECT_THAT(Replace(files, "a.prom", "new 1\n", options).status, IsOk());
    EXPECT_EQ(disk.InfoOf("/textfile/a.prom")->mode, c.mode);
    EXPECT_EQ(std::count(plan.calls().begin(), plan.calls().end(), "SetMode"),
              c.is_set ? 1 : 0);
  }
}

TEST(ReplaceFileTest, ExplainsAStickyDirectory) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile", 01777);
  disk.Put("/textfile/a.prom", "old 1\n");
  disk.set_user(1000);
  FaultPlan plan;
  // OpenDirectory Lock List CreateUnnamed Info Append Random Link Sync Close
  plan.FailCall(11, {absl::PermissionDeniedError("operation not permitted")});
  FaultyFileSystem files(disk, plan);
  EXPECT_THAT(
      Replace(files, "a.prom", "new 1\n").status,
      StatusIs(absl::StatusCode::kPermissionDenied,
               "cannot replace '/textfile/a.prom': operation not "
               "permitted (the directory is sticky and the file belongs "
               "to uid 0; you are uid 1000)"));
}

TEST(ReplaceFileTest, EscapesControlBytesOfTheDirectoryInMessages) {
  MemoryFileSystem disk;
  disk.PutKind("/a\nb\x1b/a.prom", FileInfo::Kind::kFifo);
  auto directory = disk.OpenDirectory("/a\nb\x1b");
  ASSERT_THAT(directory, IsOk());
  const ReplaceResult result =
      ReplaceFile(disk, **directory, "a.prom", "new 1\n", {}, Agree);
  EXPECT_EQ(result.status.message(),
            "cannot replace '/a\\nb\\x1b/a.prom': it is a FIFO: remove it "
            "first");
}

bool IsBlocked(int signal) {
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  return sigismember(&mask, signal) == 1;
}

TEST(ReplaceFileTest, PutsTheSignalMaskBackUnlessAskedToKeepIt) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  ASSERT_FALSE(IsBlocked(SIGTERM));
  Replace(disk, "a.prom", "new 1\n");
  EXPECT_FALSE(IsBlocked(SIGTERM));

  ReplaceOptions options;
  options.keep_signals_blocked = true;
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  Replace(disk, "a.prom", "new 2\n", options);
  EXPECT_TRUE(IsBlocked(SIGTERM));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);

  disk.PutKind("/textfile/fifo.prom", FileInfo::Kind::kFifo);
  Replace(disk, "fifo.prom", "new 3\n", options);
  EXPECT_FALSE(IsBlocked(SIGTERM)) << "nothing was replaced";
}

}  // namespace
}  // namespace promfile
