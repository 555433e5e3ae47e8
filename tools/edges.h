#ifndef PROMFILE_TOOLS_EDGES_H_
#define PROMFILE_TOOLS_EDGES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "promfile/system/environment.h"
#include "promfile/system/file_system.h"
#include "promfile/system/job_process.h"
#include "promfile/system/process.h"
#include "tools/console.h"

// Header only.

namespace promfile {

// Everything through which a command reaches the machine. main() has the real
// ones, tests their own.
struct Edges {
  FileSystem& files;
  Console& console;
  Environment& environment;
  // Standard input, whose Read() fails once the time is up.
  std::function<std::unique_ptr<ReadableFile>(absl::Duration timeout)>
      standard_input;
  // RunCommand of system/process.h.
  std::function<absl::StatusOr<CommandOutcome>(
      const std::vector<std::string>& command, const CommandOptions& options)>
      run_command;
  // The wall clock.
  std::function<absl::Time()> now;
  // RunJobProcess and HoldJobSignals of system/job_process.h.
  std::function<absl::StatusOr<JobOutcome>(char* const* command,
                                           const JobProcessOptions& options)>
      run_job = nullptr;
  std::function<void()> hold_job_signals = nullptr;
  // The directory of a command that ends when it has written. It is open for as
  // long as the edges are: the end of the program closes it.
  std::shared_ptr<Directory> last_directory = nullptr;
};

}  // namespace promfile

#endif  // PROMFILE_TOOLS_EDGES_H_
