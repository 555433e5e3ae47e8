#ifndef PROMFILE_TOOLS_MESSAGE_TEXT_H_
#define PROMFILE_TOOLS_MESSAGE_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "promfile/text/printable.h"

// Header only.

namespace promfile {

// Longer than any path. What a user has typed is shown whole, unlike bytes of a
// file: nothing else tells which of several paths is meant.
inline constexpr size_t kWholePath = 8192;

// `text` fit for a line on a terminal or in a log: see Printable.
inline std::string PrintableWhole(absl::string_view text) {
  return Printable(text, kWholePath);
}

// The same between single quotes: how messages call paths, names and options.
inline std::string QuotedWhole(absl::string_view text) {
  return Quoted(text, kWholePath);
}

}  // namespace promfile

#endif  // PROMFILE_TOOLS_MESSAGE_TEXT_H_
