#include "tools/exit_code.h"

#include <algorithm>

namespace promfile {

ExitCode ExitCodeFor(const PublishResult& result) {
  if (result.refused) return kExitRefused;
  const ReplaceResult& replace = result.replace;
  if (replace.status.ok()) return kExitOk;
  // The new text is in place, so neither "cannot create" nor "not allowed" is
  // what the caller has to know.
  if (replace.replaced) return kExitIo;
  switch (replace.status.code()) {
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kFailedPrecondition:
      return kExitNoPermission;
    case absl::StatusCode::kInternal:
      return kExitInternal;
    case absl::StatusCode::kInvalidArgument:
      if (replace.stage == ReplaceStage::kTarget) return kExitUsage;
      break;
    case absl::StatusCode::kUnavailable:
      if (replace.stage == ReplaceStage::kLock) return kExitTryAgain;
      break;
    default:
      break;
  }
  return replace.stage == ReplaceStage::kCreate ? kExitCannotCreate : kExitIo;
}

ExitCode ExitCodeForInput(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:  // a directory
      return kExitInputMissing;
    case absl::StatusCode::kPermissionDenied:
      return kExitNoPermission;
    case absl::StatusCode::kOutOfRange:  // larger than --max-bytes
      return kExitRefused;
    case absl::StatusCode::kDeadlineExceeded:
      return kExitTimedOut;
    default:
      return kExitIo;
  }
}

int WorseExitCode(int a, int b) {
  if (a == kExitLint || b == kExitLint) {
    const int other = a == kExitLint ? b : a;
    return other == kExitOk ? kExitLint : other;
  }
  return std::max(a, b);
}

ExitCode ExitCodeForDirectory(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:  // not a directory
      return kExitConfiguration;
    case absl::StatusCode::kPermissionDenied:
      return kExitNoPermission;
    default:
      return kExitIo;
  }
}

}  // namespace promfile
