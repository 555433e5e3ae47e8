#ifndef PROMFILE_TOOLS_PREVIEW_COMMAND_H_
#define PROMFILE_TOOLS_PREVIEW_COMMAND_H_

#include "tools/command_line.h"
#include "tools/edges.h"

namespace promfile {

// promfile preview [PATH]: prints what node_exporter 1.5.0 would serve of a
// file, a directory, or the textfile directory, to standard output. What would
// be refused, lost or left to chance is said on standard error, and is no
// failure. Returns 0, kExitRefused if the exporter would die or never answer,
// or the code of a path that could not be read. Opens no FIFO.
int RunPreview(const Arguments& arguments, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_PREVIEW_COMMAND_H_
