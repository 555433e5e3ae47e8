#ifndef PROMFILE_TOOLS_COMMANDS_H_
#define PROMFILE_TOOLS_COMMANDS_H_

#include "absl/types/span.h"
#include "tools/command.h"

namespace promfile {

// The version of this program, for --version.
inline constexpr char kVersion[] = "0.1.0";

// The table of commands, in the order of help. A new subcommand is a row here
// and a file x_command.cc.
absl::Span<const Command> Commands();

}  // namespace promfile

#endif  // PROMFILE_TOOLS_COMMANDS_H_
