#include "promfile/system/job_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "promfile/system/deadline.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/job_spawn.h"
#include "promfile/system/remedy.h"
#include "promfile/system/unique_fd.h"

namespace promfile {
namespace {

using End = JobOutcome::End;

// Somebody else has waited for our child: nothing is known but that it ended.
constexpr int kLostStatus = 255 << 8;

absl::Duration MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::DurationFromTimespec(now);
}

sigset_t JobSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2,
                           SIGTSTP, SIGCONT, SIGCHLD}) {
    sigaddset(&set, signal);
  }
  return set;
}

// A child's exit code is lost while SIGCHLD is ignored, which is inherited.
bool HearChildSignal() {
  struct sigaction before {};
  sigaction(SIGCHLD, nullptr, &before);
  if (before.sa_handler != SIG_IGN && (before.sa_flags & SA_NOCLDWAIT) == 0) {
    return false;
  }
  (void)signal(SIGCHLD, SIG_DFL);
  return before.sa_handler == SIG_IGN;
}

// Stops this process as the default action does, which is not at all where
// nobody could continue it.
void StopWithJob() {
  struct sigaction action {};
  sigaction(SIGTSTP, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;
  (void)raise(SIGTSTP);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);  // Stops here.
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

// One of the job's streams, if it is captured.
class CapturedStream {
 public:
  // Returns the write end, for the job; -1 if `wanted` is false.
  absl::StatusOr<UniqueFd> Open(bool wanted, StandardStream stream) {
    stream_ = stream;
    if (!wanted) return UniqueFd();
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno);
    read_end_ = AboveStandard(ends[0]);
    UniqueFd write_end = AboveStandard(ends[1]);
    if (!read_end_.valid() || !write_end.valid()) return ErrnoStatus(errno);
    // Our end only; the job's pipe is as a shell would make it.
    if (RetryInterrupted(
            [&] { return fcntl(read_end_.get(), F_SETFL, O_NONBLOCK); }) != 0) {
      return ErrnoStatus(errno);
    }
    return write_end;
  }

  int descriptor() const { return read_end_.get(); }
  // The errno that ended it before its end, or 0.
  int error() const { return read_end_.valid() || errors_ == 0 ? 0 : error_; }

  // Passes on what is there, at most so much that signals are not forgotten.
  void Drain(const JobProcessOptions& options, size_t most) {
    if (read_end_.valid()) ReadSome(options, most);
  }

 private:
  // Not inline: a function with a buffer touches each page of it, read or not.
  __attribute__((noinline)) void ReadSome(const JobProcessOptions& options,
                                          size_t most) {
    char buffer[32 * 1024];
    while (read_end_.valid() && most > 0) {
      const size_t size = std::min(sizeof buffer, most);
      const ssize_t count =
          RetryInterrupted([&] { return read(read_end_.get(), buffer, size); });
      if (count < 0 && errno == EAGAIN) return;
      if (count == 0) {
        errors_ = 0;
        return read_end_.Reset(-1);
      }
      if (count < 0) {
        // A job whose reader has gone is killed by SIGPIPE: not for one error.
        error_ = errno;
        constexpr int kMostErrors = 10;
        if (++errors_ == kMostErrors) return read_end_.Reset(-1);
        continue;
      }
      errors_ = 0;
      options.on_output(stream_,
                        absl::string_view(buffer, static_cast<size_t>(count)));
      most -= static_cast<size_t>(count);
    }
  }

  UniqueFd read_end_;
  StandardStream stream_ = StandardStream::kOutput;
  int error_ = 0;
  int errors_ = 0;  // in a row
};

// A job from its start to its end.
class Job {
 public:
  explicit Job(const JobProcessOptions& options)
      : options_(options), signals_(JobSignals()) {}

  absl::StatusOr<JobOutcome> Run(char* const* command) {
    SpawnRequest request;
    request.command = command;
    request.ignore_child_signal = HearChildSignal();
    pthread_sigmask(SIG_BLOCK, &signals_, &request.mask);
    if (options_.signal_mask.has_value()) request.mask = *options_.signal_mask;
    own_group_ = request.own_group =
        options_.timeout != absl::InfiniteDuration();

    absl::StatusOr<UniqueFd> output =
        output_.Open(options_.capture_output, StandardStream::kOutput);
    if (!output.ok()) return output.status();
    absl::StatusOr<UniqueFd> error =
        error_.Open(options_.capture_error, StandardStream::kError);
    if (!error.ok()) return error.status();
    if (captures()) {
      signal_fd_ =
          AboveStandard(signalfd(-1, &signals_, SFD_CLOEXEC | SFD_NONBLOCK));
    }
    request.output = output->get();
    request.error = error->get();

    const absl::Duration began = MonotonicNow();
    const SpawnResult spawned = Spawn(request);
    if (spawned.fork_error != 0) return ErrnoStatus(spawned.fork_error);
    output->Reset(-1);
    error->Reset(-1);
    pid_ = spawned.pid;
    deadline_ = Deadline::After(options_.timeout);
    rusage usage{};
    const int status = Wait(&usage);
    FinishGroup();
    JobOutcome outcome = Outcome(status, spawned.exec_error);
    for (const CapturedStream* stream : {&output_, &error_}) {
      if (stream->error() == 0) continue;
      outcome.output_error = stream->error();
    }
    outcome.elapsed = MonotonicNow() - began;
    outcome.user = absl::DurationFromTimeval(usage.ru_utime);
    outcome.system = absl::DurationFromTimeval(usage.ru_stime);
    outcome.max_resident_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
    return outcome;
  }

 private:
  bool captures() const {
    return options_.capture_output || options_.capture_error;
  }

  int Wait(rusage* usage) {
    for (;;) {
      // Its end is a signal that waits, however early it came.
      Await();
      int status = 0;
      const pid_t ended = RetryInterrupted(
          [&] { return wait4(pid_, &status, WNOHANG, usage); });
      constexpr size_t kSome = 1 << 20;
      constexpr size_t kRest = 4 << 20;  // A pipe holds less.
      output_.Drain(options_, ended != 0 ? kRest : kSome);
      error_.Drain(options_, ended != 0 ? kRest : kSome);
      if (ended > 0) return status;
      if (ended < 0) return kLostStatus;
      if (!deadline_.never() && deadline_.Left() == absl::ZeroDuration()) {
        TimeOut();
      }
    }
  }

  // Returns when something has happened, having passed signals on.
  void Await() {
    int wait = deadline_.PollTimeout();
    siginfo_t info;
    if (captures()) {
      // Milliseconds; for kernels without signalfd.
      constexpr int kAskAgain = 20;
      const bool is_told = signal_fd_.valid();
      if (!is_told && (wait < 0 || wait > kAskAgain)) wait = kAskAgain;
      pollfd waiting[] = {{signal_fd_.get(), POLLIN, 0},
                          {output_.descriptor(), POLLIN, 0},
                          {error_.descriptor(), POLLIN, 0}};
      poll(waiting, 3, wait);
    } else if (wait < 0) {
      if (sigwaitinfo(&signals_, &info) > 0) Serve(info);
    } else {
      const timespec time = {wait / 1000, wait % 1000 * 1000000L};
      if (sigtimedwait(&signals_, &info, &time) > 0) Serve(info);
    }
    const timespec now{};
    while (sigtimedwait(&signals_, &info, &now) > 0) Serve(info);
  }

  void Serve(const siginfo_t& info) {
    const int signal = info.si_signo;
    if (signal == SIGCHLD) return;
    // The terminal has told the whole foreground group.
    const bool knows = (info.si_code == SI_KERNEL && !own_group_) ||
                       (info.si_code == SI_USER && info.si_pid == pid_);
    if (!knows) Signal(signal);
    if (signal == SIGTSTP) StopWithJob();
  }

  void Signal(int signal) const { kill(own_group_ ? -pid_ : pid_, signal); }

  void TimeOut() {
    if (!timed_out_) {
      timed_out_ = true;
      Signal(SIGTERM);
      Signal(SIGCONT);  // A stopped one would not hear it.
      deadline_ = Deadline::After(options_.kill_after);
    } else {
      killed_ = true;
      Signal(SIGKILL);
      deadline_ = Deadline();
    }
  }

  // What is left of a group that has timed out has the rest of the grace.
  void FinishGroup() {
    if (!timed_out_) return;
    const timespec pause = {0, 20'000'000};
    while (!deadline_.never() && deadline_.Left() > absl::ZeroDuration()) {
      if (kill(-pid_, 0) != 0) return;  // Nobody is left.
      nanosleep(&pause, nullptr);
    }
    kill(-pid_, SIGKILL);
  }

  JobOutcome Outcome(int status, int exec_error) const {
    JobOutcome outcome;
    if (exec_error != 0) {
      outcome.end = exec_error == ENOENT ? End::kNotFound : End::kNotExecutable;
      outcome.exec_error = exec_error;
      return outcome;
    }
    if (WIFSIGNALED(status)) {
      outcome.end = End::kSignalled;
      outcome.signal = WTERMSIG(status);
    } else {
      outcome.exit_code = WEXITSTATUS(status);
    }
    if (timed_out_) outcome.end = End::kTimedOut;
    outcome.killed = killed_;
    return outcome;
  }

  const JobProcessOptions& options_;
  const sigset_t signals_;
  CapturedStream output_;
  CapturedStream error_;
  UniqueFd signal_fd_;
  pid_t pid_ = -1;
  bool own_group_ = false;
  Deadline deadline_;
  bool timed_out_ = false;
  bool killed_ = false;
};

}  // namespace

int JobOutcome::ShellCode() const {
  switch (end) {
    case End::kExited:
      return exit_code;
    case End::kSignalled:
      return 128 + signal;
    case End::kTimedOut:
      return killed ? 128 + SIGKILL : 124;
    case End::kNotExecutable:
      return 126;
    case End::kNotFound:
      return 127;
  }
  return 126;
}

std::string JobOutcome::Reason() const {
  return WithRemedy(ErrnoStatus(exec_error));
}

std::string JobOutcome::OutputReason() const {
  return WithRemedy(ErrnoStatus(output_error));
}

void HoldJobSignals() {
  const sigset_t signals = JobSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

absl::StatusOr<JobOutcome> RunJobProcess(char* const* command,
                                         const JobProcessOptions& options) {
  if (command[0] == nullptr) return absl::InvalidArgumentError("no command");
  return Job(options).Run(command);
}

}  // namespace promfile
