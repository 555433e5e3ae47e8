#ifndef PROMFILE_TOOLS_COMMAND_H_
#define PROMFILE_TOOLS_COMMAND_H_

#include "absl/types/span.h"

// Header only.

namespace promfile {

struct Arguments;
struct Edges;

// An option of a command; all strings are literals.
struct Option {
  const char* name;      // without the dashes
  char letter;           // of its short form; 0: it has none
  const char* argument;  // as help shows it; nullptr: the option takes none
  const char* help;
};

// A row of the table of commands: what it is called, what help says about it,
// what the command line may contain and what runs it.
struct Command {
  const char* name;
  absl::Span<const char* const> synopsis;  // after "promfile ", one line each
  const char* summary;                     // one line for the list of commands
  const char* description;                 // paragraphs, lines broken
  absl::Span<const Option> options;
  // How messages call the operands: { "NAME", "FILE" }.
  absl::Span<const char* const> operands;
  size_t required_operands;
  // The last operand may be repeated.
  bool repeats_last_operand;
  // "-- COMMAND..." may follow the first operand.
  bool runs_command;
  // Returns the exit code. Prints everything there is to say.
  int (*run)(const Arguments& arguments, Edges& edges);
};

}  // namespace promfile

#endif  // PROMFILE_TOOLS_COMMAND_H_
