#include "promfile/system/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <new>
#include <utility>

#include "promfile/system/child.h"
#include "promfile/system/deadline.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/remedy.h"
#include "promfile/system/unique_fd.h"

namespace promfile {
namespace {

using End = CommandOutcome::End;

// A child's exit code is lost while SIGCHLD is ignored, which is inherited.
class ChildSignal {
 public:
  ChildSignal() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, nullptr, &before_);
    ignored_ =
        before_.sa_handler == SIG_IGN || (before_.sa_flags & SA_NOCLDWAIT) != 0;
    if (ignored_) sigaction(SIGCHLD, &standard, nullptr);
  }
  ~ChildSignal() {
    if (ignored_) sigaction(SIGCHLD, &before_, nullptr);
  }

 private:
  struct sigaction before_ {};
  bool ignored_ = false;
};

// Signals for the child that come to us. Nothing is done in a handler: that
// would need a global, and would take a handler of the program's away.
class ForwardedSignals {
 public:
  ForwardedSignals() {
    sigemptyset(&set_);
    for (const int signal :
         {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2}) {
      sigaddset(&set_, signal);
    }
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    descriptor_ =
        AboveStandard(signalfd(-1, &set_, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  ~ForwardedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  const sigset_t& mask_before() const { return before_; }
  // -1: the kernel has refused; ForwardTo() must then be called now and then.
  int descriptor() const { return descriptor_.get(); }

  // Not read from the descriptor, which a kernel may refuse to make: it only
  // ends the wait at once.
  void ForwardTo(const Child& child) const {
    siginfo_t info;
    const timespec now{};
    while (sigtimedwait(&set_, &info, &now) > 0) {
      // The terminal has told the whole foreground group, the child included.
      const bool from_terminal = info.si_code == SI_KERNEL;
      if (!from_terminal || child.own_group()) child.Signal(info.si_signo);
    }
  }

 private:
  sigset_t set_;
  sigset_t before_;
  UniqueFd descriptor_;
};

// The child's standard output, up to a limit.
class Output {
 public:
  enum class State { kWaiting, kEnded, kTooLong, kFailed, kNoMemory };

  Output(UniqueFd fd, size_t max_bytes)
      : fd_(std::move(fd)), max_bytes_(max_bytes) {}

  int descriptor() const { return fd_.get(); }
  // Takes what is there.
  State Drain() {
    while (fd_.valid()) {
      if (used_ == text_.size() && !Grow()) {
        Close();
        out_of_memory_ = true;
        return State::kNoMemory;
      }
      const ssize_t count = RetryInterrupted(
          [&] { return read(fd_.get(), &text_[used_], text_.size() - used_); });
      if (count < 0 && errno == EAGAIN) return State::kWaiting;
      if (count < 0) {
        // Not its end: what was read is a part that may look like a whole.
        error_ = errno;
        Close();
        return State::kFailed;
      }
      if (count == 0) break;
      used_ += static_cast<size_t>(count);
      if (used_ > max_bytes_) {
        Close();
        return State::kTooLong;
      }
    }
    Close();
    return State::kEnded;
  }
  // Why it could not be read; 0: it could.
  int error() const { return error_; }
  bool out_of_memory() const { return out_of_memory_; }
  std::string Take() {
    text_.resize(std::min(used_, max_bytes_));
    return std::move(text_);
  }

 private:
  void Close() { fd_.Reset(-1); }
  bool Grow() {
    try {
      text_.resize(
          std::min(std::max(size_t{8} * 1024, 2 * used_), max_bytes_ + 1));
      return true;
    } catch (const std::bad_alloc&) {
      // The child is running: somebody has to wait for it.
      return false;
    }
  }

  UniqueFd fd_;
  size_t max_bytes_;
  std::string text_;
  size_t used_ = 0;
  int error_ = 0;
  bool out_of_memory_ = false;
};

// Ends a child that has had its time: TERM, and KILL later.
class Executioner {
 public:
  explicit Executioner(const CommandOptions& options)
      : next_(Deadline::After(options.timeout)),
        kill_after_(options.kill_after) {}

  const Deadline& next() const { return next_; }
  End reason() const { return reason_; }
  bool started() const { return stage_ != Stage::kWaiting; }

  // The child has ended by itself, but not as it should have.
  void Note(End reason) {
    if (started()) return;
    stage_ = Stage::kTerminated;
    reason_ = reason;
  }
  void Start(End reason, const Child& child) {
    if (started()) return;
    Note(reason);
    next_ = Deadline::After(kill_after_);
    child.Signal(SIGTERM);
    child.Signal(SIGCONT);  // A stopped one would not hear it.
  }
  void Tick(const Child& child) {
    if (next_.never() || next_.Left() > absl::ZeroDuration()) return;
    if (stage_ == Stage::kWaiting) {
      Start(End::kTimedOut, child);
    } else {
      child.Signal(SIGKILL);
      next_ = Deadline();
    }
  }

 private:
  enum class Stage { kWaiting, kTerminated };
  Stage stage_ = Stage::kWaiting;
  End reason_ = End::kExited;
  Deadline next_;
  absl::Duration kill_after_;
};

// Serves the child until it has ended. Returns what waitpid() says.
int Serve(Child& child, Output& output, const ForwardedSignals& signals,
          Executioner& executioner) {
  for (;;) {
    int wait_status;
    const bool ended = child.Ended(&wait_status);
    // After the question, so that what it wrote last is not missed.
    const Output::State state = output.Drain();
    const bool useless =
        state != Output::State::kWaiting && state != Output::State::kEnded;
    const End reason = state == Output::State::kFailed ? End::kOutputLost
                                                       : End::kTooMuchOutput;
    if (ended) {
      // No signals: its number may be another process's already.
      if (useless) executioner.Note(reason);
      return wait_status;
    }
    if (useless) executioner.Start(reason, child);
    executioner.Tick(child);

    pollfd waiting[] = {{output.descriptor(), POLLIN, 0},
                        {signals.descriptor(), POLLIN, 0},
                        {child.descriptor(), POLLIN, 0}};
    int timeout = executioner.next().PollTimeout();
    // Milliseconds; for kernels without the one or the other.
    constexpr int kAskAgain = 20;
    const bool is_told = child.descriptor() >= 0 && signals.descriptor() >= 0;
    if (!is_told && (timeout < 0 || timeout > kAskAgain)) timeout = kAskAgain;
    poll(waiting, 3, timeout);
    signals.ForwardTo(child);
  }
}

CommandOutcome Ended(int wait_status, const Executioner& executioner) {
  CommandOutcome outcome;
  if (WIFSIGNALED(wait_status)) {
    outcome.end = End::kSignalled;
    outcome.signal = WTERMSIG(wait_status);
  } else {
    outcome.exit_code = WEXITSTATUS(wait_status);
  }
  if (executioner.started()) outcome.end = executioner.reason();
  return outcome;
}

CommandOutcome NotStarted(int error) {
  CommandOutcome outcome;
  outcome.end = error == ENOENT ? End::kNotFound : End::kNotExecutable;
  outcome.reason = WithRemedy(ErrnoStatus(error));
  return outcome;
}

}  // namespace

int CommandOutcome::ShellCode() const {
  switch (end) {
    case End::kExited:
      return exit_code;
    case End::kTimedOut:
      return signal == SIGKILL ? 128 + SIGKILL : 124;
    case End::kSignalled:
    case End::kTooMuchOutput:
    case End::kOutputLost:
      return signal != 0 ? 128 + signal : exit_code;
    case End::kNotExecutable:
      return 126;
    case End::kNotFound:
      return 127;
  }
  return 126;
}

absl::StatusOr<CommandOutcome> RunCommand(
    const std::vector<std::string>& command, const CommandOptions& options) {
  if (command.empty()) return absl::InvalidArgumentError("no command");
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno);
  UniqueFd read_end = AboveStandard(ends[0]);
  UniqueFd write_end = AboveStandard(ends[1]);
  if (!read_end.valid() || !write_end.valid()) return ErrnoStatus(errno);
  // Our end only; the command's pipe is as a shell would make it.
  if (RetryInterrupted(
          [&] { return fcntl(read_end.get(), F_SETFL, O_NONBLOCK); }) != 0) {
    return ErrnoStatus(errno);
  }

  const ChildSignal child_signal;
  const ForwardedSignals signals;
  const sigset_t& mask = options.signal_mask.has_value()
                             ? *options.signal_mask
                             : signals.mask_before();
  Child child;
  const int error = child.Start(command, write_end.get(), mask,
                                options.timeout != absl::InfiniteDuration());
  if (error == EAGAIN || error == ENOMEM) return ErrnoStatus(error);
  if (error != 0) return NotStarted(error);
  write_end.Reset(-1);

  Output output(std::move(read_end), options.max_output_bytes);
  Executioner executioner(options);
  const int wait_status = Serve(child, output, signals, executioner);
  if (output.out_of_memory()) {
    return absl::ResourceExhaustedError("out of memory for its output");
  }
  CommandOutcome outcome = Ended(wait_status, executioner);
  if (outcome.end == End::kOutputLost) {
    outcome.reason = WithRemedy(ErrnoStatus(output.error()));
  }
  outcome.output = output.Take();
  return outcome;
}

}  // namespace promfile
