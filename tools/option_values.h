#ifndef PROMFILE_TOOLS_OPTION_VALUES_H_
#define PROMFILE_TOOLS_OPTION_VALUES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace promfile {

// Arguments of options, as users write them. All of these are pure, and say
// InvalidArgument with a message fit to print that names `option`, the argument
// and what would be right: "invalid duration '5 apples' for '--timeout'; write
// 90s, 15m, 24h or 7d".

// "90s", "15m", "24h", "7d", "1h30m": whole numbers and ms, s, m, h, d, w, the
// larger units first.
absl::StatusOr<absl::Duration> ParseDuration(absl::string_view option,
                                             absl::string_view text);

// Bytes: "65536", "64K", "16M", "1G"; also KiB, MiB, GiB. K is 1024. At
// least 1.
absl::StatusOr<uint64_t> ParseSize(absl::string_view option,
                                   absl::string_view text);

// A whole number of at least 1.
absl::StatusOr<uint64_t> ParseCount(absl::string_view option,
                                    absl::string_view text);

// Permission bits in octal, "0644" or "640". Bits that let others write are
// refused: they could replace what promfile has validated.
absl::StatusOr<uint32_t> ParseMode(absl::string_view option,
                                   absl::string_view text);

// The index of `text` in `choices`.
absl::StatusOr<size_t> ParseChoice(absl::string_view option,
                                   absl::string_view text,
                                   absl::Span<const absl::string_view> choices);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_OPTION_VALUES_H_
