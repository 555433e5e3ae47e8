#ifndef PROMFILE_TOOLS_CHECK_COMMAND_H_
#define PROMFILE_TOOLS_CHECK_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile check PATH...: prints what collectors do with each file or
// directory, as text, JSON or annotations, to standard output. A path that is
// missing or cannot be read is a line on standard error and stops nothing.
// Returns the worst exit code: 0, kExitLint if there is nothing but bad style,
// kExitRefused if a collector would refuse or lose something or die of it, or
// the code of a path that could not be read. Opens no FIFO.
int RunCheck(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_CHECK_COMMAND_H_
