#ifndef PROMFILE_SYSTEM_POSIX_LINK_H_
#define PROMFILE_SYSTEM_POSIX_LINK_H_

#include <string>

#include "promfile/system/unique_fd.h"

namespace promfile {

// A new file without a name in `directory`, open for writing, with those bits
// of `mode` that the umask or the directory leaves. Invalid, with errno, on
// failure.
UniqueFd OpenUnnamed(int directory, mode_t mode);

// Names a file of OpenUnnamed. 0, or -1 with errno: EEXIST if the name is
// taken, EOPNOTSUPP if a nameless file cannot be named here at all.
int LinkUnnamed(int file, int directory, const std::string& name);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_POSIX_LINK_H_
