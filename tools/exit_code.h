#ifndef PROMFILE_TOOLS_EXIT_CODE_H_
#define PROMFILE_TOOLS_EXIT_CODE_H_

#include "absl/status/status.h"
#include "promfile/store/publish.h"

namespace promfile {

// What promfile's exit codes mean: sysexits(3) where they have a word for it.
// A command that runs another one may return any other code as well, namely
// that command's.
enum ExitCode : int {
  kExitOk = 0,
  kExitRefused = 1,        // the content is not fit for a collector
  kExitLint = 3,           // nothing but bad style
  kExitUsage = 64,         // wrong use
  kExitInputMissing = 66,  // an input file does not exist
  kExitInternal = 70,      // promfile is at fault
  kExitCannotCreate = 73,  // a file cannot be created
  kExitIo = 74,        // I/O error; also: in place, but not confirmed on disk
  kExitTryAgain = 75,  // another process holds the lock
  kExitNoPermission = 77,   // not allowed, or an unsafe path
  kExitConfiguration = 78,  // no directory, or bad configuration
  kExitTimedOut = 124,      // as timeout(1)
  kExitNotRun = 125,  // no room for a process; or the metrics, with --strict
  kExitCannotExecute = 126,    // the command exists, but is no program
  kExitCommandNotFound = 127,  // there is no such command
  kExitSignal = 128,           // plus the number of the signal that killed it
};

// The code for what became of a publication.
ExitCode ExitCodeFor(const PublishResult& result);

// The code for an input that could not be opened or read.
ExitCode ExitCodeForInput(const absl::Status& status);

// The code of several things done: `a` or `b`, whichever is worse. Bad style is
// the least of all troubles.
int WorseExitCode(int a, int b);

// The code for a textfile directory that could not be opened.
ExitCode ExitCodeForDirectory(const absl::Status& status);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_EXIT_CODE_H_
