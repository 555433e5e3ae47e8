#ifndef PROMFILE_TOOLS_GROUPS_H_
#define PROMFILE_TOOLS_GROUPS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Users and groups of this machine. /etc/passwd and /etc/group are read here
// instead of by getpwuid(3), which in a static binary would load shared objects
// of whatever C library the machine has. Accounts of a directory service are
// known by their numbers only.

// The id that a line of `table`, in the form of /etc/passwd or /etc/group,
// gives to `name`. Pure.
absl::optional<uint32_t> IdOf(absl::string_view table, absl::string_view name);

// The group that a user calls `group`: a name, or a number that need not exist.
// /etc/group is read here instead of by getgrnam(3), which in a static binary
// would load shared objects of whatever C library the machine has. Groups of a
// directory service are therefore known by their numbers only.
//
// InvalidArgument: "no group is called 'x'".
absl::StatusOr<uint32_t> FindGroup(FileSystem& files, const std::string& group);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_GROUPS_H_
