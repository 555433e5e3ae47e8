#ifndef PROMFILE_TOOLS_REPORT_COMMAND_H_
#define PROMFILE_TOOLS_REPORT_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile report NAME --exit-code N, promfile report NAME --systemd: publishes
// a run that has happened already. What is not known of it (when it started,
// how long it took, what it used) is not published. Returns 0 once published,
// whatever the job's exit code was, else a code of exit_code.h.
int RunReport(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_REPORT_COMMAND_H_
