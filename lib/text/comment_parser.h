#ifndef PROMFILE_TEXT_COMMENT_PARSER_H_
#define PROMFILE_TEXT_COMMENT_PARSER_H_

#include "promfile/text/line_context.h"

namespace promfile {

// Reads the rest of a line whose '#' stands before `p` and tells the visitor if
// it is a HELP or TYPE line, a directive, or an error in one. `end` is its line
// feed; `is_plain` says that the line is known to be ASCII without backslashes.
void ParseComment(const LineContext& line, const char* p, const char* end,
                  bool is_plain);

}  // namespace promfile

#endif  // PROMFILE_TEXT_COMMENT_PARSER_H_
