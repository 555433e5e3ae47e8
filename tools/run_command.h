#ifndef PROMFILE_TOOLS_RUN_COMMAND_H_
#define PROMFILE_TOOLS_RUN_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile run NAME -- COMMAND...: runs COMMAND as if promfile were not there
// and publishes "running since" before and the result after. COMMAND runs,
// once, whatever is wrong with the metrics; that is told on standard error.
// Returns COMMAND's exit code, 128 + N if signal N killed it, 124 or 137 after
// a time-out, 126 or 127 if it cannot be executed or found; 75 if --lock kept
// it from running; 125 if there was no room for one more process, or if
// --strict is given, COMMAND succeeded and something could not be published.
// Where std::bad_alloc is thrown, nothing was run and nothing published.
int RunRun(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_RUN_COMMAND_H_
