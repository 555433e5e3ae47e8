#ifndef PROMFILE_TOOLS_COMMAND_LINE_H_
#define PROMFILE_TOOLS_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tools/command.h"

namespace promfile {

// An option as it was given.
struct GivenOption {
  absl::string_view name;  // of the table
  std::string value;       // empty where the option takes no argument
};

// What a command line says, before anybody has asked what it means.
struct Arguments {
  bool help = false;  // --help was met; nothing after it was looked at
  std::vector<GivenOption> options;  // in the order given
  std::vector<std::string> operands;
  std::vector<std::string> command;  // what follows "--"; never empty if given
};

// Reads the words after the command's name by the command's table. Options may
// stand before and after operands; "--" ends them. In a command that runs
// another one, the first "--" after an operand begins that one's words.
//
// InvalidArgument is wrong use, fit to print and with a suggestion where there
// is one: "unknown option '--durabilty' for 'write'; did you mean
// '--durability'?". Reads nothing but its arguments, but is not thread-safe,
// because getopt_long is not.
absl::StatusOr<Arguments> ParseArguments(const Command& command,
                                         absl::Span<const std::string> words);

// Where the words begin of the command that a command line wants to be run;
// null if there is none, or the use is wrong. `argv` begins with the name of
// `command`. Tells also whether its option `flag` is given. ParseArguments for
// when there is no memory: asks for none.
char* const* FindCommandToRun(const Command& command, int argc,
                              char* const* argv, absl::string_view flag,
                              bool* flag_given);

// The row that `word` names. InvalidArgument: "unknown command 'wirte'; did you
// mean 'write'?".
absl::StatusOr<const Command*> FindCommand(absl::string_view word,
                                           absl::Span<const Command> commands);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_COMMAND_LINE_H_
