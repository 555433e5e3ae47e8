#ifndef PROMFILE_SYSTEM_PROCESS_H_
#define PROMFILE_SYSTEM_PROCESS_H_

#include <signal.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace promfile {

struct CommandOptions {
  // Standard output beyond this ends the command.
  size_t max_output_bytes = 16 << 20;
  // Then TERM, and KILL when `kill_after` more have passed. With a time-out the
  // command gets a process group of its own, as timeout(1) does, and both
  // signals go to all of it; without one it stays in ours.
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Duration kill_after = absl::Seconds(10);
  // The signal mask that the command starts with; unset: this thread's.
  absl::optional<sigset_t> signal_mask;
};

// How a command ended.
struct CommandOutcome {
  enum class End {
    kExited,
    kSignalled,
    kTimedOut,
    kTooMuchOutput,
    kOutputLost,
    kNotExecutable,
    kNotFound,
  };
  End end = End::kExited;
  // kExited: the exit code. Where a signal ended it: the signal. Else 0.
  int exit_code = 0;
  int signal = 0;
  // All of its standard output; after kTooMuchOutput or kOutputLost a beginning
  // of it.
  std::string output;
  // kOutputLost, kNotExecutable, kNotFound: why, "permission denied".
  std::string reason;

  // The exit code that a shell, env(1) and timeout(1) have for it: its own,
  // 128 + signal, 124 for a time-out (137 where KILL was needed), 126, 127.
  int ShellCode() const;
};

// Runs `command` (its name, looked up in PATH unless it has a slash, and its
// arguments) without a shell, and waits for it. Its standard output is read
// through a pipe; everything else that a process inherits it gets as this
// process has it: standard input and error, working directory, environment,
// limits, session. No descriptor of ours leaks.
//
// TERM, INT, HUP, QUIT, USR1 and USR2 that reach this thread meanwhile are
// passed on, and the wait goes on. A grandchild that keeps standard output open
// is not waited for. Output is not read faster than it comes: memory is bounded
// by twice `max_output_bytes`.
//
// A command whose output cannot be read is ended as one that printed too much.
//
// Errors, with nothing left running: InvalidArgument (no command),
// ResourceExhausted and Unavailable (no descriptors, memory or processes left;
// where memory is too short for the output, the command has been ended), or
// what else keeps us from watching over it.
absl::StatusOr<CommandOutcome> RunCommand(
    const std::vector<std::string>& command, const CommandOptions& options);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_PROCESS_H_
