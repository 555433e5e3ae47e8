#ifndef PROMFILE_TOOLS_USAGE_H_
#define PROMFILE_TOOLS_USAGE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/console.h"
#include "tools/exit_code.h"

namespace promfile {

// Reports wrong use: `problem`, fit to print, and where help is. `command` is
// empty where none was recognised. Always kExitUsage.
ExitCode WrongUse(Console& console, absl::string_view command,
                  const absl::Status& problem);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_USAGE_H_
