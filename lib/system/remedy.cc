#include "promfile/system/remedy.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "promfile/system/errno_status.h"

namespace promfile {

std::string WithRemedy(const absl::Status& reason) {
  constexpr struct {
    int error;
    const char* remedy;
  } kRemedies[] = {
      {EDQUOT, "free some space, or raise the quota"},
      {EFBIG, "raise the limit of file sizes (ulimit -f)"},
      {EIO, "see the kernel's log for the cause"},
      {EMFILE, "raise the limit of open files (ulimit -n)"},
      {ENFILE, "raise fs.file-max, or find who has so many open"},
      {ENOMEM, "free some memory, or raise its limit"},
      {ENOSPC, "free some space there, or inodes"},
      {EPERM, "look for an immutable file (lsattr) or a sandbox"},
      {EROFS, "mount it read-write"},
      {ESTALE, "mount it again"},
  };
  const absl::string_view words = reason.message();
  for (const auto& row : kRemedies) {
    if (words == ErrnoStatus(row.error).message()) {
      return absl::StrCat(words, ": ", row.remedy);
    }
  }
  return std::string(words);
}

}  // namespace promfile
