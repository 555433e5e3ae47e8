#ifndef PROMFILE_TESTS_FAULTS_FAILURES_H_
#define PROMFILE_TESTS_FAULTS_FAILURES_H_

#include <string>
#include <vector>

#include "tests/faults/call_label.h"
#include "tests/faults/tracer.h"

namespace promfile {

// One way in which one system call goes wrong.
struct CallFault {
  enum class Kind {
    kErrno,       // not done, fails
    kDone,        // done, and reported as failed
    kNothing,     // not done, says that 0 bytes were moved
    kShort,       // done for `length` bytes only
    kKillBefore,  // SIGKILL before it
    kKillAfter    // SIGKILL after it
  };
  Kind kind = Kind::kErrno;
  int error = 0;
  int length = 0;

  bool is_kill() const {
    return kind == Kind::kKillBefore || kind == Kind::kKillAfter;
  }
  // "ENOSPC", "EIO (done)", "2 bytes", "SIGKILL before".
  std::string Text() const;
};

// "errno", "done but reported as failed", ...
std::string KindName(CallFault::Kind kind);

// What the kernel's man pages, a network file system or a sandbox may answer to
// `call`. Reports a call that nobody has thought of in `*unknown`.
std::vector<CallFault> PlausibleFaults(const StoppedCall& call,
                                       const CallLabel& label,
                                       std::string* unknown);

// For the call that `fault` was made for: at its entry and at its exit. True if
// it has come into effect.
bool ApplyAtEntry(const CallFault& fault, const CallLabel& label,
                  uint64_t last_break, StoppedCall& call);
bool ApplyAtExit(const CallFault& fault, StoppedCall& call);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_FAILURES_H_
