#ifndef PROMFILE_TOOLS_TEXTFILE_DIRECTORY_H_
#define PROMFILE_TOOLS_TEXTFILE_DIRECTORY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "promfile/system/environment.h"
#include "promfile/system/file_system.h"

namespace promfile {

struct TextfileDirectory {
  std::string path;
  // Who named it, for messages: "--directory", "PROMFILE_DIRECTORY",
  // "node_exporter (process 314)", the path of a file, or empty if it is there
  // by default.
  std::string named_by;
};

// The textfile directory that a command works on. The first of these that names
// one decides, and whether that one exists is left to whoever opens it: falling
// back from there would publish where nobody reads.
//   1. `option`, the argument of --directory, unless it is empty
//   2. PROMFILE_DIRECTORY, TEXTFILE_COLLECTOR_DIR, COLLECTOR_TEXTFILE_PATH,
//      unless empty
//   3. the flags of a running node_exporter
//   4. ARGS in /etc/default/prometheus-node-exporter
//   5. the first that exists of /var/lib/prometheus/node-exporter,
//      /var/lib/node_exporter/textfile_collector and /var/lib/node_exporter
// Nothing is created, and nothing is looked at that an earlier answer makes
// needless.
//
// NotFound: none of them. The message is what was tried, one fact a line, fit
// to print.
absl::StatusOr<TextfileDirectory> FindTextfileDirectory(
    const std::string& option, Environment& environment, FileSystem& files);

// The same, opened. Every error has a message fit to print that says which
// directory, who named it and why. NotFound and FailedPrecondition: there is no
// such directory; else what FileSystem::OpenDirectory says.
absl::StatusOr<std::unique_ptr<Directory>> OpenTextfileDirectory(
    const std::string& option, Environment& environment, FileSystem& files);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_TEXTFILE_DIRECTORY_H_
