#ifndef PROMFILE_SYSTEM_STANDARD_STREAMS_H_
#define PROMFILE_SYSTEM_STANDARD_STREAMS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace promfile {

enum class StandardStream { kOutput = 1, kError = 2 };

// Writes all of `bytes`: short writes are finished, interrupted ones repeated,
// and where the stream is non-blocking it is waited for. The message of an
// error is the reason alone: "no space left on device". Thread-safe, as far as
// two writers at a time make sense.
absl::Status WriteStandardStream(StandardStream stream,
                                 absl::string_view bytes);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_STANDARD_STREAMS_H_
