#include "promfile/store/explain.h"

#include <cstdint>
#include <cstdio>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/system/remedy.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

constexpr uint32_t kRoot = 0;
constexpr uint32_t kSticky = 01000;
constexpr size_t kWholePath = 4096;

// The code is PermissionDenied too for a read-only file system and an immutable
// directory, where owner and mode explain nothing.
bool IsAboutMode(const absl::Status& reason) {
  return absl::IsPermissionDenied(reason) &&
         reason.message() == "permission denied";
}

std::string OwnerAndMode(const FileInfo& info, uint32_t user) {
  char mode[8];
  (void)std::snprintf(mode, sizeof mode, "%04o", info.mode & 07777u);
  return absl::StrCat(" (owner ", info.owner, ", group ", info.group, ", mode ",
                      mode, "; you are uid ", user, ")");
}

// True if `lock` is open to all who may write in `directory`, so that whoever
// may not lock may not write either.
bool Fits(const FileInfo& lock, const FileInfo& directory, uint32_t user) {
  constexpr uint32_t kGroupWrites = 0020;
  constexpr uint32_t kOthersWrite = 0002;
  if (user == directory.owner) return false;
  if ((directory.mode & kOthersWrite & ~lock.mode) != 0) return false;
  if ((directory.mode & kGroupWrites) == 0) return true;
  return (lock.mode & kGroupWrites) != 0 && lock.group == directory.group;
}

absl::Status Because(const absl::Status& reason, absl::string_view what,
                     absl::string_view more) {
  return absl::Status(
      reason.code(),
      absl::StrCat(what, ": ",
                   more.empty() ? WithRemedy(reason)
                                : absl::StrCat(reason.message(), more)));
}

}  // namespace

std::string QuotedPath(const Directory& directory, const std::string& name) {
  const std::string& path = directory.path();
  const absl::string_view slash = absl::EndsWith(path, "/") ? "" : "/";
  return Quoted(absl::StrCat(path, slash, name), kWholePath);
}

absl::Status CannotCreate(FileSystem& files, Directory& directory,
                          const absl::Status& reason) {
  std::string more;
  if (IsAboutMode(reason)) {
    const uint32_t user = files.User();
    absl::StatusOr<FileInfo> info = directory.Info();
    if (info.ok()) more = OwnerAndMode(*info, user);
    absl::StrAppend(&more, ": ", user == kRoot ? "" : "run as root or ",
                    "give the directory a group that may write");
  }
  return Because(reason,
                 absl::StrCat("cannot create a file in ",
                              Quoted(directory.path(), kWholePath)),
                 more);
}

absl::Status CannotLock(FileSystem& files, Directory& directory,
                        const std::string& lock_name, absl::Duration wait,
                        const absl::Status& reason) {
  const std::string what =
      absl::StrCat("cannot lock ", QuotedPath(directory, lock_name));
  if (absl::IsUnavailable(reason)) {
    return Because(reason, what,
                   absl::StrCat(", waited ", absl::FormatDuration(wait),
                                ": try again, or look for a stopped writer"));
  }
  if (absl::IsFailedPrecondition(reason)) {
    return Because(reason, what, ": remove it first");
  }
  absl::StatusOr<FileInfo> lock = directory.Stat(lock_name);
  // The lock file could not be made: it is the directory that refused.
  if (absl::IsNotFound(lock.status())) {
    return CannotCreate(files, directory, reason);
  }
  std::string more;
  if (IsAboutMode(reason) && lock.ok()) {
    absl::StatusOr<FileInfo> info = directory.Info();
    if (info.ok() && Fits(*lock, *info, files.User())) {
      return CannotCreate(files, directory, reason);
    }
    more = absl::StrCat(OwnerAndMode(*lock, files.User()),
                        ": remove it once nobody writes here; it is made again "
                        "to fit the directory's mode");
  }
  return Because(reason, what, more);
}

absl::Status CannotReplace(FileSystem& files, Directory& directory,
                           const std::string& name,
                           const absl::Status& reason) {
  std::string more;
  if (absl::IsPermissionDenied(reason)) {
    absl::StatusOr<FileInfo> info = directory.Info();
    absl::StatusOr<FileInfo> target = directory.Stat(name);
    const uint32_t user = files.User();
    const bool is_sticky = info.ok() && (info->mode & kSticky) != 0;
    if (is_sticky && target.ok() && target->owner != user) {
      more = absl::StrCat(" (the directory is sticky and the file belongs to ",
                          "uid ", target->owner, "; you are uid ", user, ")");
    }
  }
  return Because(reason,
                 absl::StrCat("cannot replace ", QuotedPath(directory, name)),
                 more);
}

}  // namespace promfile
