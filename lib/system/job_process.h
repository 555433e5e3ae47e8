#ifndef PROMFILE_SYSTEM_JOB_PROCESS_H_
#define PROMFILE_SYSTEM_JOB_PROCESS_H_

#include <signal.h>

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "promfile/system/standard_streams.h"

namespace promfile {

struct JobProcessOptions {
  // Then TERM, and KILL when `kill_after` more have passed, both to all of a
  // process group that the job leads, as with timeout(1). Without a time-out
  // the job stays in our group.
  absl::Duration timeout = absl::InfiniteDuration();
  absl::Duration kill_after = absl::Seconds(10);
  // The signal mask that the job starts with; unset: this thread's.
  absl::optional<sigset_t> signal_mask;
  // Streams that are pipes to `on_output` instead of our own.
  bool capture_output = false;
  bool capture_error = false;
  // Must not throw: the job is running.
  std::function<void(StandardStream, absl::string_view)> on_output;
};

// How a job ended.
struct JobOutcome {
  enum class End { kExited, kSignalled, kTimedOut, kNotExecutable, kNotFound };
  End end = End::kExited;
  int exit_code = 0;    // kExited, or after a time-out; else 0
  int signal = 0;       // that killed it, or 0
  bool killed = false;  // kTimedOut: TERM was not enough
  int exec_error = 0;   // kNotExecutable, kNotFound: why, as errno has it
  // Where a captured stream could not be read to its end: why not, as errno has
  // it; else 0. The job has lost its reader then.
  int output_error = 0;

  // Of the job and the children that it waited for.
  absl::Duration elapsed;
  absl::Duration user;
  absl::Duration system;
  uint64_t max_resident_bytes = 0;

  // What a shell, env(1) and timeout(1) have for it: its own, 128 + signal, 124
  // (137 where KILL was needed), 126, 127.
  int ShellCode() const;
  // Of `exec_error` and `output_error`: "permission denied".
  std::string Reason() const;
  std::string OutputReason() const;
};

// Makes TERM, INT, HUP, QUIT, USR1, USR2, TSTP, CONT and CHLD wait in this
// thread, until RunJobProcess() serves them. For good: a program that runs a
// job ends soon after it, with a code that tells of the job.
void HoldJobSignals();

// Runs `command` (its name, looked up in PATH unless it has a slash, its
// arguments and a null pointer) as if we were not there: its standard streams,
// descriptors, arguments, environment, umask, limits, signal dispositions,
// session and (see `timeout`) process group are ours. No descriptor of ours
// leaks, and a standard stream that is closed for us is closed for it.
//
// Waits until the job itself has ended, whatever happens. TERM, INT, HUP, QUIT,
// USR1, USR2, TSTP and CONT that reach this thread are passed on; where the
// terminal has told the job already, or the job itself has sent it, they are
// not. TSTP stops us too. An ignored SIGCHLD is put right for us, and kept for
// the job. What the job leaves running in the background, with its output open,
// is not waited for; after a time-out its group gets KILL in the end.
//
// The signals of HoldJobSignals() are blocked in this thread afterwards. Call
// it in a program with one thread.
//
// Asks for no memory of its own, but for the message of an error: a job runs
// when there is none left, too. Where std::bad_alloc is thrown, nothing was
// run.
//
// Errors, with nothing run: InvalidArgument (no command), ResourceExhausted and
// Unavailable (no process, memory or descriptors left).
absl::StatusOr<JobOutcome> RunJobProcess(char* const* command,
                                         const JobProcessOptions& options);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_JOB_PROCESS_H_
