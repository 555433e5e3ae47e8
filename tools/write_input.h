#ifndef PROMFILE_TOOLS_WRITE_INPUT_H_
#define PROMFILE_TOOLS_WRITE_INPUT_H_

#include <string>

#include "tools/edges.h"
#include "tools/write_options.h"

namespace promfile {

// The text that `write` shall publish, or why there is none.
struct WriteInput {
  int exit_code = 0;  // 0: `text` is all of it
  std::string text;
  std::string problem;  // one line, fit to print
};

// Reads FILE or standard input, or runs COMMAND and takes what it prints if it
// exits 0. `target` is the file name that messages call the text by.
WriteInput ReadWriteInput(const WriteOptions& options,
                          const std::string& target, Edges& edges);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_WRITE_INPUT_H_
