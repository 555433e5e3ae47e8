#include "promfile/system/errno_status.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

absl::StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
      return absl::StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::StatusCode::kPermissionDenied;
    case EEXIST:
      return absl::StatusCode::kAlreadyExists;
    case EISDIR:
    case ELOOP:
    case ENODEV:
    case ENOTDIR:
    case ENOTEMPTY:
    case ENXIO:
    case EXDEV:
      return absl::StatusCode::kFailedPrecondition;
    case EDQUOT:
    case EFBIG:
    case EMFILE:
    case EMLINK:
    case ENFILE:
    case ENOLCK:
    case ENOMEM:
    case ENOSPC:
      return absl::StatusCode::kResourceExhausted;
    case EIO:
      return absl::StatusCode::kDataLoss;
    case ENOSYS:
    case EOPNOTSUPP:
      return absl::StatusCode::kUnimplemented;
    case EAGAIN:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kUnknown;
  }
}

}  // namespace

absl::Status ErrnoStatus(int error) {
  // Not strerror: that one follows the locale and may share a buffer.
  const char* description = strerrordesc_np(error);
  if (description == nullptr) {
    return absl::Status(CodeOf(error), absl::StrCat("error ", error));
  }
  std::string reason = description;
  const bool is_word = reason.size() > 1 && absl::ascii_islower(reason[1]);
  if (is_word) reason[0] = absl::ascii_tolower(reason[0]);
  return absl::Status(CodeOf(error), reason);
}

}  // namespace promfile
