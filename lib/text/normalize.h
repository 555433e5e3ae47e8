#ifndef PROMFILE_TEXT_NORMALIZE_H_
#define PROMFILE_TEXT_NORMALIZE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/text/repair.h"

namespace promfile {

struct Normalized {
  std::string text;
  // What was changed, in the order of the input. Empty: `text` is the input.
  std::vector<Repair> repairs;
  // For each line of `text` the line of the input that it comes from. Empty if
  // nothing was changed.
  std::vector<uint32_t> origins;

  // The line of the input that `line` of `text` comes from.
  uint32_t OriginOf(uint32_t line) const {
    return line == 0 || line > origins.size() ? line : origins[line - 1];
  }
};

// Repairs what can be repaired without guessing: a byte order mark, CR LF, a
// last line without its end, blanks behind values and types; and converts
// OpenMetrics 1.0 to the text format 0.0.4, see openmetrics.h.
//
// A text whose lines can all be read, and which is not OpenMetrics, stays as it
// is, byte for byte. A line that cannot be read after its repair stays as it
// is, too. Normalizing the result changes nothing. Whether a collector takes
// the result is ValidateText's business.
Normalized Normalize(absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_TEXT_NORMALIZE_H_
