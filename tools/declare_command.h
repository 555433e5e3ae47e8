#ifndef PROMFILE_TOOLS_DECLARE_COMMAND_H_
#define PROMFILE_TOOLS_DECLARE_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile declare NAME --every DURATION: makes the series of a job exist, so
// that one that never runs is noticed; changes the expected interval of one
// that is there, and nothing else of it. Counts runs whose host or wrapper died
// as interrupted. Returns 0 once published, else a code of exit_code.h.
int RunDeclare(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_DECLARE_COMMAND_H_
