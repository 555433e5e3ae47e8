#ifndef PROMFILE_TOOLS_JSON_H_
#define PROMFILE_TOOLS_JSON_H_

#include <string>

#include "absl/strings/string_view.h"

namespace promfile {

// `text` as a JSON string, quotes included. Valid UTF-8 whatever `text` is:
// bytes that are not UTF-8 come out as Printable spells them, "\\xff". Pure.
std::string JsonString(absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_JSON_H_
