#ifndef PROMFILE_TOOLS_WRITE_OPTIONS_H_
#define PROMFILE_TOOLS_WRITE_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "promfile/store/publish.h"
#include "tools/command_line.h"

namespace promfile {

// What the command line of `promfile write` asks for.
struct WriteOptions {
  std::string name;                  // as typed
  std::string file = "-";            // "-" is standard input
  std::vector<std::string> command;  // instead of `file`, if not empty
  std::string directory;             // empty: to be found
  bool normalize = false;
  bool quiet = false;
  bool verbose = false;
  // A name or a number; empty: the group that a new file gets.
  std::string group;
  std::vector<std::string> allow;
  std::vector<std::string> deny;
  absl::Duration timeout = absl::InfiniteDuration();
  // `replace.group` and `names` are not filled in: they are not known from the
  // command line alone.
  PublishOptions publish;
};

// InvalidArgument is wrong use, fit to print. Pure.
absl::StatusOr<WriteOptions> ParseWriteOptions(const Arguments& arguments);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_WRITE_OPTIONS_H_
