#ifndef PROMFILE_TEXT_PRINTABLE_H_
#define PROMFILE_TEXT_PRINTABLE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace promfile {

// `text` fit for a terminal or a log: control bytes and bytes that are not
// UTF-8 are written \n, \r, \t or \xNN; the rest as it is. Cut to about
// `max_bytes`, with "..." behind.
std::string Printable(absl::string_view text, size_t max_bytes = 80);

// Printable between single quotes: 'backup_files'.
std::string Quoted(absl::string_view text, size_t max_bytes = 80);

// A line to show under a message, and the count of screen columns before the
// token that the message is about.
struct Excerpt {
  std::string text;
  int caret = 0;
};

// Cuts `line` (without its line feed) to a screen's width around `column`,
// which counts from 1 in bytes. East Asian width and combining marks are not
// known: one code point is one column.
Excerpt MakeExcerpt(absl::string_view line, size_t column);

}  // namespace promfile

#endif  // PROMFILE_TEXT_PRINTABLE_H_
