#include "promfile/system/input.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "promfile/system/deadline.h"
#include "promfile/system/posix_file.h"

namespace promfile {

std::unique_ptr<ReadableFile> ReadDescriptor(int descriptor,
                                             absl::Duration timeout) {
  return std::unique_ptr<ReadableFile>(
      new PosixReadableFile(descriptor, Deadline::After(timeout)));
}

absl::StatusOr<std::string> ReadToEnd(ReadableFile& file, size_t max_bytes) {
  // Small at first: most files are, and clearing a big buffer costs more than
  // reading them.
  constexpr size_t kFirstBytes = 8 * 1024;
  std::string text;
  size_t used = 0;
  for (;;) {
    if (used == text.size()) {
      text.resize(std::min(std::max(kFirstBytes, 2 * used), max_bytes + 1));
    }
    absl::StatusOr<size_t> count = file.Read(&text[used], text.size() - used);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    used += *count;
    if (used > max_bytes) {
      return absl::OutOfRangeError(
          absl::StrCat("longer than ", max_bytes, " bytes"));
    }
  }
  text.resize(used);
  return text;
}

}  // namespace promfile
