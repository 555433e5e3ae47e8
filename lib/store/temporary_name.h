#ifndef PROMFILE_STORE_TEMPORARY_NAME_H_
#define PROMFILE_STORE_TEMPORARY_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "promfile/system/file_system.h"

namespace promfile {

// ".promfile-<32 hexadecimal digits>.tmp": hidden, read by no collector, and
// 128 bits that nobody who plants names can guess. Fails if `files` has no
// randomness.
absl::StatusOr<std::string> NewTemporaryName(FileSystem& files);

// True for exactly the names that NewTemporaryName can give.
bool IsTemporaryName(absl::string_view name);

}  // namespace promfile

#endif  // PROMFILE_STORE_TEMPORARY_NAME_H_
