#include "promfile/system/posix_link.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

namespace promfile {
namespace {

// What a missing /proc, a sandbox or a file system that cannot do it look like,
// as against a full disk or a taken name.
bool CannotLinkThisWay(int error) {
  switch (error) {
    case EACCES:
    case EINVAL:
    case ELOOP:
    case ENOENT:
    case ENOSYS:
    case ENOTDIR:
    case EOPNOTSUPP:
    case EPERM:
    case EXDEV:
      return true;
    default:
      return false;
  }
}

}  // namespace

UniqueFd OpenUnnamed(int directory, mode_t mode) {
  return AboveStandard(RetryInterrupted([&] {
    return openat(directory, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  }));
}

int LinkUnnamed(int file, int directory, const std::string& name) {
  // Needs CAP_DAC_READ_SEARCH before Linux 6.10.
  int result = RetryInterrupted(
      [&] { return linkat(file, "", directory, name.c_str(), AT_EMPTY_PATH); });
  if (result == 0 || !CannotLinkThisWay(errno)) return result;
  // Needs /proc, whose entries for this one process cost more than the link.
  // Not by snprintf(), whose first call does, too.
  char path[32] = "/proc/self/fd/";
  char* const number = path + std::strlen(path);
  *std::to_chars(number, path + sizeof path - 1, file).ptr = '\0';
  result = RetryInterrupted([&] {
    return linkat(AT_FDCWD, path, directory, name.c_str(), AT_SYMLINK_FOLLOW);
  });
  if (result != 0 && CannotLinkThisWay(errno)) errno = EOPNOTSUPP;
  return result;
}

}  // namespace promfile
