#ifndef PROMFILE_SYSTEM_INPUT_H_
#define PROMFILE_SYSTEM_INPUT_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Standard input, or whatever `descriptor` is, as a file that is read from
// where it stands. Borrows the descriptor and changes none of its flags: one
// that does not block is waited for. Once `timeout` has passed since this call,
// Read() fails with DeadlineExceeded ("timed out"), also in the middle of a
// stream that keeps flowing.
std::unique_ptr<ReadableFile> ReadDescriptor(
    int descriptor, absl::Duration timeout = absl::InfiniteDuration());

// Everything that is left to read of `file`. OutOfRange ("longer than N bytes")
// as soon as there is more than `max_bytes`; memory stays within
// twice that.
absl::StatusOr<std::string> ReadToEnd(ReadableFile& file, size_t max_bytes);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_INPUT_H_
