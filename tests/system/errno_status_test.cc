#include "promfile/system/errno_status.h"

#include <cerrno>

#include "gtest/gtest.h"
#include "promfile/system/remedy.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

TEST(ErrnoStatusTest, HasTheCodeThatTheInterfacePromisesAndThePlainReason) {
  const struct {
    int error;
    absl::StatusCode code;
    const char* message;
  } kCases[] = {
      {ENOENT, absl::StatusCode::kNotFound, "no such file or directory"},
      {EACCES, absl::StatusCode::kPermissionDenied, "permission denied"},
      {EPERM, absl::StatusCode::kPermissionDenied, "operation not permitted"},
      {EROFS, absl::StatusCode::kPermissionDenied, "read-only file system"},
      {EEXIST, absl::StatusCode::kAlreadyExists, "file exists"},
      {ENOTDIR, absl::StatusCode::kFailedPrecondition, "not a directory"},
      {EISDIR, absl::StatusCode::kFailedPrecondition, "is a directory"},
      {ELOOP, absl::StatusCode::kFailedPrecondition,
       "too many levels of symbolic links"},
      {ENOSPC, absl::StatusCode::kResourceExhausted, "no space left on device"},
      {EDQUOT, absl::StatusCode::kResourceExhausted, "disk quota exceeded"},
      {EFBIG, absl::StatusCode::kResourceExhausted, "file too large"},
      {EMFILE, absl::StatusCode::kResourceExhausted, "too many open files"},
      {ENOMEM, absl::StatusCode::kResourceExhausted, "cannot allocate memory"},
      {EIO, absl::StatusCode::kDataLoss, "input/output error"},
      {ENOSYS, absl::StatusCode::kUnimplemented, "function not implemented"},
      {EOPNOTSUPP, absl::StatusCode::kUnimplemented, "operation not supported"},
      {EAGAIN, absl::StatusCode::kUnavailable,
       "resource temporarily unavailable"},
      {EINVAL, absl::StatusCode::kUnknown, "invalid argument"},
      {EREMOTEIO, absl::StatusCode::kUnknown, "remote I/O error"},
      {EDOTDOT, absl::StatusCode::kUnknown, "RFS specific error"},
      {4000, absl::StatusCode::kUnknown, "error 4000"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(ErrnoStatus(c.error), StatusIs(c.code, c.message)) << c.error;
  }
}

TEST(WithRemedyTest, SaysWhatToDoWhereThatIsKnown) {
  const struct {
    absl::Status reason;
    const char* text;
  } kCases[] = {
      {ErrnoStatus(ENOSPC),
       "no space left on device: free some space there, or inodes"},
      {ErrnoStatus(EROFS), "read-only file system: mount it read-write"},
      {ErrnoStatus(EIO),
       "input/output error: see the kernel's log for the cause"},
      {ErrnoStatus(EMFILE),
       "too many open files: raise the limit of open files (ulimit -n)"},
      {ErrnoStatus(EINVAL), "invalid argument"},
      {absl::UnavailableError("locked by another process"),
       "locked by another process"},
  };
  for (const auto& c : kCases) EXPECT_EQ(WithRemedy(c.reason), c.text);
}

}  // namespace
}  // namespace promfile
