#include "tools/exit_code.h"

#include "gtest/gtest.h"

namespace promfile {
namespace {

using absl::StatusCode;

TEST(ExitCodeTest, TheNumbersAreTheContract) {
  EXPECT_EQ(kExitOk, 0);
  EXPECT_EQ(kExitRefused, 1);
  EXPECT_EQ(kExitUsage, 64);
  EXPECT_EQ(kExitInputMissing, 66);
  EXPECT_EQ(kExitInternal, 70);
  EXPECT_EQ(kExitCannotCreate, 73);
  EXPECT_EQ(kExitIo, 74);
  EXPECT_EQ(kExitTryAgain, 75);
  EXPECT_EQ(kExitNoPermission, 77);
  EXPECT_EQ(kExitConfiguration, 78);
  EXPECT_EQ(kExitTimedOut, 124);
  EXPECT_EQ(kExitCannotExecute, 126);
  EXPECT_EQ(kExitCommandNotFound, 127);
  EXPECT_EQ(kExitSignal, 128);
}

TEST(ExitCodeTest, APublicationsCodeSaysWhatTheCallerCanDo) {
  const struct {
    const char* what;
    ReplaceStage stage;
    StatusCode status;
    bool replaced;
    ExitCode code;
  } kCases[] = {
      {"published", ReplaceStage::kConfirm, StatusCode::kOk, true, kExitOk},
      {"dry run", ReplaceStage::kDecide, StatusCode::kOk, false, kExitOk},
      {"bad name", ReplaceStage::kTarget, StatusCode::kInvalidArgument, false,
       kExitUsage},
      {"target is a link", ReplaceStage::kTarget,
       StatusCode::kFailedPrecondition, false, kExitNoPermission},
      {"directory may not be read", ReplaceStage::kTarget,
       StatusCode::kPermissionDenied, false, kExitNoPermission},
      {"lock held", ReplaceStage::kLock, StatusCode::kUnavailable, false,
       kExitTryAgain},
      {"lock may not be made", ReplaceStage::kLock,
       StatusCode::kPermissionDenied, false, kExitNoPermission},
      {"no inode for the lock", ReplaceStage::kLock,
       StatusCode::kResourceExhausted, false, kExitIo},
      {"directory unreadable", ReplaceStage::kDecide, StatusCode::kDataLoss,
       false, kExitIo},
      {"no inode", ReplaceStage::kCreate, StatusCode::kResourceExhausted, false,
       kExitCannotCreate},
      {"directory removed", ReplaceStage::kCreate, StatusCode::kNotFound, false,
       kExitCannotCreate},
      {"directory not writable", ReplaceStage::kCreate,
       StatusCode::kPermissionDenied, false, kExitNoPermission},
      {"disk full", ReplaceStage::kWrite, StatusCode::kResourceExhausted, false,
       kExitIo},
      {"fsync fails", ReplaceStage::kWrite, StatusCode::kDataLoss, false,
       kExitIo},
      {"group not allowed", ReplaceStage::kWrite, StatusCode::kPermissionDenied,
       false, kExitNoPermission},
      {"rename fails", ReplaceStage::kReplace, StatusCode::kDataLoss, false,
       kExitIo},
      {"sticky directory", ReplaceStage::kReplace,
       StatusCode::kPermissionDenied, false, kExitNoPermission},
      {"not confirmed", ReplaceStage::kConfirm, StatusCode::kDataLoss, true,
       kExitIo},
      {"not confirmed, no permission", ReplaceStage::kConfirm,
       StatusCode::kPermissionDenied, true, kExitIo},
      {"a bug", ReplaceStage::kDecide, StatusCode::kInternal, false,
       kExitInternal},
  };
  for (const auto& c : kCases) {
    PublishResult result;
    result.replace.stage = c.stage;
    result.replace.status = absl::Status(c.status, "reason");
    result.replace.replaced = c.replaced;
    EXPECT_EQ(ExitCodeFor(result), c.code) << c.what;
  }
  PublishResult refused;
  refused.refused = true;
  refused.replace.stage = ReplaceStage::kDecide;
  refused.replace.status = absl::InvalidArgumentError("refused");
  EXPECT_EQ(ExitCodeFor(refused), kExitRefused);
}

TEST(ExitCodeTest, InputAndDirectoryHaveTheirs) {
  const struct {
    StatusCode status;
    ExitCode input;
    ExitCode directory;
  } kCases[] = {
      {StatusCode::kOk, kExitOk, kExitOk},
      {StatusCode::kNotFound, kExitInputMissing, kExitConfiguration},
      {StatusCode::kFailedPrecondition, kExitInputMissing, kExitConfiguration},
      {StatusCode::kPermissionDenied, kExitNoPermission, kExitNoPermission},
      {StatusCode::kDeadlineExceeded, kExitTimedOut, kExitIo},
      {StatusCode::kDataLoss, kExitIo, kExitIo},
      {StatusCode::kResourceExhausted, kExitIo, kExitIo},
  };
  for (const auto& c : kCases) {
    const absl::Status status(c.status, "reason");
    EXPECT_EQ(ExitCodeForInput(status), c.input) << status;
    EXPECT_EQ(ExitCodeForDirectory(status), c.directory) << status;
  }
}

}  // namespace
}  // namespace promfile
