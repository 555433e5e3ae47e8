#ifndef PROMFILE_TOOLS_WRITE_COMMAND_H_
#define PROMFILE_TOOLS_WRITE_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile write NAME [FILE], promfile write NAME -- COMMAND...: publishes
// standard input, FILE or COMMAND's standard output as NAME.prom. Says nothing
// on success. On failure the old file is in place, and standard error says what
// is wrong and that; the one exception says "replaced, but not confirmed on
// disk". Returns an exit code of exit_code.h, or COMMAND's own if that failed.
int RunWrite(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_WRITE_COMMAND_H_
