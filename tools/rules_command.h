#ifndef PROMFILE_TOOLS_RULES_COMMAND_H_
#define PROMFILE_TOOLS_RULES_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile rules: prints a file of alerting rules, or with --recording one of
// recording rules, to standard output. Returns 0.
int RunRules(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_RULES_COMMAND_H_
