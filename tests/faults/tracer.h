#ifndef PROMFILE_TESTS_FAULTS_TRACER_H_
#define PROMFILE_TESTS_FAULTS_TRACER_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace promfile {

// Runs a real program and stops it before and after each of its system calls,
// so that a test can make one fail, cut one short, kill the program there, or
// change the world while the program stands still. Linux on x86_64; elsewhere
// WhyNotTraceable() says so.

// A program to be run, and its world.
struct Program {
  std::vector<std::string> arguments;    // [0] is the path of the program
  std::vector<std::string> environment;  // "NAME=VALUE"
  std::string directory;                 // the working directory; "": ours
  // What it finds on its standard input: a pipe up to 64 KiB, else a file.
  std::string input;
  // If not -1, its standard input instead; borrowed.
  int input_descriptor = -1;
  // Runs in the new process right before it executes the program: close a
  // descriptor, become another user. Must not allocate or lock; not traced.
  std::function<void()> prepare;
  // SIGKILL once it has run for so long; the end says so.
  absl::Duration deadline = absl::Seconds(20);
  // Also stop at the calls of child processes, from their birth until they
  // execute a program of their own; from then on they run free. If false,
  // children are never stopped.
  bool children = true;
};

// A system call that the program stands before or after. Valid during the
// callback that it is given to.
class StoppedCall {
 public:
  // 1, 2, 3, ... in the order in which the calls began after execve. A call
  // that a signal has interrupted, and the kernel repeats, counts again.
  int index() const { return index_; }
  long number() const { return number_; }  // SYS_openat, ...
  uint64_t argument(int n) const { return arguments_[n]; }
  pid_t process() const { return process_; }
  bool in_child() const { return in_child_; }
  bool is_exit() const { return is_exit_; }
  // At the exit: what the program will see, -errno for a failure.
  int64_t result() const { return result_; }

  // The string that argument `n` points to; "" for one that cannot be read.
  std::string StringArgument(int n) const;
  // What descriptor `fd` of the process is: a path, or "pipe:[7]".
  std::string DescriptorTarget(int fd) const;

  // At the entry: the kernel does not make the call, the program sees `result`
  // (-errno). The exit is stopped at all the same.
  void Skip(int64_t result);
  // At the entry: the kernel sees another argument, a smaller length for
  // example. The program has its own again after the call.
  void SetArgument(int n, uint64_t value);
  // At the exit: the program sees another result than the kernel has given.
  void SetResult(int64_t result);
  // SIGKILL to the process that stands here: before the call, which is then not
  // made, or after it.
  void Kill();
  // SIGKILL to the program that Trace() has started, also from a child's call.
  void KillProgram();

 private:
  friend class Tracer;
  StoppedCall() = default;

  pid_t process_ = -1;
  pid_t program_ = -1;
  bool in_child_ = false;
  int index_ = 0;
  bool is_exit_ = false;
  long number_ = -1;
  uint64_t arguments_[6] = {};
  int64_t result_ = 0;
  // What to do once the call is over.
  bool skipped_ = false;
  int64_t skip_result_ = 0;
  bool restore_[6] = {};
};

// Called at each stop, at the entry and at the exit. May do anything while the
// program stands still. A call that does not return (exit_group) has no exit.
using OnCall = std::function<void(StoppedCall&)>;

// How a traced program ended.
struct TracedEnd {
  int exit_code = 0;  // if `signal` is 0
  int signal = 0;     // that killed it
  bool timed_out = false;
  std::string output;  // its standard output, also its children's
  std::string error;   // its standard error, also its children's
  int calls = 0;       // how many system calls have begun
  // "": fine. Else the program could not be started or traced.
  std::string problem;
};

// Runs `program` to its end, and waits for the children that were stopped at
// their birth, too, should it have died before them. What it has started goes
// with us if we are killed, except children that run free.
//
// Makes the calling process a reaper of orphans (PR_SET_CHILD_SUBREAPER) and
// blocks SIGCHLD in this thread for the time of the call. The calling thread
// must have no other children: their ends would be lost.
TracedEnd Trace(const Program& program, const OnCall& on_call);

// "" where Trace() works; else the reason why not, for "not checked: REASON".
std::string WhyNotTraceable();

// "openat"; "call 999" for one that no name is known of.
std::string CallName(long number);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_TRACER_H_
