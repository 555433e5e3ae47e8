#ifndef PROMFILE_SYSTEM_SIGNALS_H_
#define PROMFILE_SYSTEM_SIGNALS_H_

#include <signal.h>

#include "absl/types/optional.h"

namespace promfile {

// Makes a pipe without a reader and a file at its size limit errors of write()
// instead of deaths, from the first time that somebody is about to write.
class WriteSignals {
 public:
  // Blocks SIGPIPE and SIGXFSZ in this thread and those that it starts. Their
  // dispositions stay as they were, so that a child given the returned mask, of
  // before the first call, starts as without us. One system call, once.
  const sigset_t& Block();

 private:
  absl::optional<sigset_t> before_;
};

// While it lives, TERM, INT, HUP and QUIT wait, so that a temporary file is not
// left behind, and SIGXFSZ does not kill. This thread only: a program with more
// threads blocks them there itself, or leaves a file that the next run removes.
class SignalGuard {
 public:
  SignalGuard();
  // Puts the mask back, if it was another; signals that waited are delivered
  // here.
  ~SignalGuard();
  SignalGuard(const SignalGuard&) = delete;
  SignalGuard& operator=(const SignalGuard&) = delete;

  // After a failed write: takes back the SIGXFSZ that came with it, which would
  // be delivered at the end.
  void DropFileSizeSignal();
  // The destructor will leave them blocked.
  void KeepBlocked() { restore_ = false; }

 private:
  sigset_t before_;
  bool restore_ = true;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_SIGNALS_H_
