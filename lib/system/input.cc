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
  // Most files fit. To clear a string of this size costs more than to read one.
  char first[4 * 1024];
  std::string text;
  char* buffer = first;
  size_t capacity = sizeof first;
  size_t used = 0;
  for (;;) {
    if (used == capacity) {
      if (text.empty()) text.assign(first, used);
      capacity = std::min(2 * capacity, max_bytes) + 1;
      text.resize(capacity);
      buffer = &text[0];
    }
    absl::StatusOr<size_t> count = file.Read(buffer + used, capacity - used);
    if (!count.ok()) return count.status();
    if (*count == 0) break;
    used += *count;
    if (used > max_bytes) {
      return absl::OutOfRangeError(
          absl::StrCat("longer than ", max_bytes, " bytes"));
    }
  }
  if (buffer == first) return std::string(first, used);
  text.resize(used);
  return text;
}

}  // namespace promfile
