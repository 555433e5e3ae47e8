#ifndef PROMFILE_TEXT_ESCAPE_H_
#define PROMFILE_TEXT_ESCAPE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace promfile {

// Appends `value` as it stands between the quotes of a label: backslash, quote
// and line feed become \\, \" and \n.
void AppendEscapedLabelValue(absl::string_view value, std::string* out);

// Appends `help` as it stands in a HELP line: backslash and line feed become
// \\ and \n.
void AppendEscapedHelp(absl::string_view help, std::string* out);

// The same two to `to`, which has room for twice as many bytes; return the end.
char* EscapeLabelValue(absl::string_view value, char* to);
char* EscapeHelp(absl::string_view help, char* to);

// The inverse of all. `escaped` has no escape but \\, \" and \n; a backslash
// before any other byte is kept.
std::string Unescape(absl::string_view escaped);

}  // namespace promfile

#endif  // PROMFILE_TEXT_ESCAPE_H_
