#ifndef PROMFILE_TOOLS_HELP_TEXT_H_
#define PROMFILE_TOOLS_HELP_TEXT_H_

#include <string>

#include "absl/types/span.h"
#include "tools/command.h"

namespace promfile {

// What `promfile --help` prints. Lines of 80 columns at most. Pure, as both.
std::string GeneralHelp(absl::Span<const Command> commands);

// What `promfile COMMAND --help` prints.
std::string CommandHelp(const Command& command);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_HELP_TEXT_H_
