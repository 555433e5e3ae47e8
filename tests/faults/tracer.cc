#include "tests/faults/tracer.h"

#include "absl/strings/str_cat.h"

#if defined(__linux__) && defined(__x86_64__)

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/reg.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace promfile {
namespace {

constexpr size_t kPipeBytes = 64 << 10;

std::string Reason(const char* what) {
  return absl::StrCat(what, ": ", strerrordesc_np(errno));
}

// The place of argument `n` of a system call in the registers.
int ArgumentRegister(int n) {
  constexpr int kRegisters[] = {RDI, RSI, RDX, R10, R8, R9};
  return kRegisters[n];
}

void Poke(pid_t process, int reg, uint64_t value) {
  ptrace(PTRACE_POKEUSER, process, reg * sizeof(long), value);
}

std::string ReadBack(int fd) {
  std::string text;
  char buffer[16 * 1024];
  ssize_t count;
  while ((count = pread(fd, buffer, sizeof buffer,
                        static_cast<off_t>(text.size()))) > 0) {
    text.append(buffer, static_cast<size_t>(count));
  }
  return text;
}

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) {
    pointers.push_back(const_cast<char*>(word.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

// The descriptors of one run.
class Streams {
 public:
  explicit Streams(const Program& program) {
    output_ = memfd_create("output", MFD_CLOEXEC);
    error_ = memfd_create("error", MFD_CLOEXEC);
    if (program.input_descriptor >= 0) {
      input_ = dup(program.input_descriptor);
    } else if (program.input.size() <= kPipeBytes) {
      int ends[2] = {-1, -1};
      if (pipe2(ends, O_CLOEXEC) != 0) return;
      input_ = ends[0];
      filled_ = Fill(ends[1], program.input);
      close(ends[1]);
      return;
    } else {
      input_ = memfd_create("input", MFD_CLOEXEC);
      filled_ = Fill(input_, program.input);
      lseek(input_, 0, SEEK_SET);
      return;
    }
    filled_ = true;
  }
  ~Streams() {
    for (const int fd : {input_, output_, error_}) {
      if (fd >= 0) close(fd);
    }
  }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  bool valid() const {
    return input_ >= 0 && output_ >= 0 && error_ >= 0 && filled_;
  }
  int output() const { return output_; }
  int error() const { return error_; }

  // In the new process.
  bool Install() const {
    return dup2(input_, 0) == 0 && dup2(output_, 1) == 1 &&
           dup2(error_, 2) == 2;
  }

 private:
  static bool Fill(int fd, const std::string& bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = write(fd, bytes.data() + done, bytes.size() - done);
      if (count <= 0) return false;
      done += static_cast<size_t>(count);
    }
    return true;
  }

  int input_ = -1;
  int output_ = -1;
  int error_ = -1;
  bool filled_ = false;
};

// SIGCHLD, which stops of a traced process send, is waited for, not handled.
class ChildSignalBlocked {
 public:
  ChildSignalBlocked() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~ChildSignalBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  const sigset_t& before() const { return before_; }

  // Returns soon also where another thread has taken the signal.
  void Await() const {
    const timespec soon = {0, 5 * 1000 * 1000};
    sigtimedwait(&set_, nullptr, &soon);
  }

 private:
  sigset_t set_;
  sigset_t before_;
};

absl::Duration MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::DurationFromTimespec(now);
}

}  // namespace

std::string StoppedCall::StringArgument(int n) const {
  std::string text;
  uint64_t at = arguments_[n];
  // Page by page: the next one may not be there.
  constexpr uint64_t kPage = 4096;
  while (text.size() < 64 * kPage) {
    char page[kPage];
    const size_t size = kPage - at % kPage;
    iovec here = {page, size};
    iovec there = {reinterpret_cast<void*>(at), size};
    const ssize_t count = process_vm_readv(process_, &here, 1, &there, 1, 0);
    if (count <= 0) return "";
    const size_t length = strnlen(page, static_cast<size_t>(count));
    text.append(page, length);
    if (length < static_cast<size_t>(count)) break;
    at += static_cast<uint64_t>(count);
  }
  return text;
}

std::string StoppedCall::DescriptorTarget(int fd) const {
  char target[4096];
  const ssize_t size =
      readlink(absl::StrCat("/proc/", process_, "/fd/", fd).c_str(), target,
               sizeof target);
  return size < 0 ? "" : std::string(target, static_cast<size_t>(size));
}

void StoppedCall::Skip(int64_t result) {
  Poke(process_, ORIG_RAX, static_cast<uint64_t>(-1));
  skipped_ = true;
  skip_result_ = result;
}

void StoppedCall::SetArgument(int n, uint64_t value) {
  Poke(process_, ArgumentRegister(n), value);
  restore_[n] = true;
}

void StoppedCall::SetResult(int64_t result) {
  Poke(process_, RAX, static_cast<uint64_t>(result));
  result_ = result;
}

void StoppedCall::Kill() {
  if (!is_exit_) Poke(process_, ORIG_RAX, static_cast<uint64_t>(-1));
  kill(process_, SIGKILL);
}

void StoppedCall::KillProgram() {
  if (process_ == program_) return Kill();
  kill(program_, SIGKILL);
}

class Tracer {
 public:
  Tracer(const Program& program, const OnCall& on_call)
      : program_(program), on_call_(on_call), streams_(program) {}

  TracedEnd Run() {
    if (!streams_.valid()) {
      end_.problem = Reason("cannot make the streams");
      return std::move(end_);
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const absl::Duration end = MonotonicNow() + program_.deadline;
    if (!Start()) return std::move(end_);
    while (!processes_.empty() || !free_.empty()) {
      int status = 0;
      const pid_t process = Wait(&status);
      if (process > 0) {
        Stopped(process, status);
        continue;
      }
      if (MonotonicNow() > end) {
        end_.timed_out = true;
        for (const auto& known : processes_) kill(known.first, SIGKILL);
        // Children of the program still belong to it.
        if (processes_.empty()) {
          for (const pid_t orphan : free_) kill(orphan, SIGKILL);
        }
      }
      signal_.Await();
    }
    end_.output = ReadBack(streams_.output());
    end_.error = ReadBack(streams_.error());
    return std::move(end_);
  }

 private:
  struct Process {
    bool is_child = false;
    bool in_call = false;
    StoppedCall call;
  };

  bool Start() {
    const std::vector<char*> arguments = Pointers(program_.arguments);
    const std::vector<char*> environment = Pointers(program_.environment);
    main_ = fork();
    if (main_ < 0) {
      end_.problem = Reason("cannot fork");
      return false;
    }
    if (main_ == 0) {
      Become(arguments[0], arguments.data(), environment.data());
    }
    int status = 0;
    while (waitpid(main_, &status, 0) < 0 && errno == EINTR) {
    }
    if (!WIFSTOPPED(status)) {
      end_.problem =
          absl::StrCat("cannot trace or execute ", program_.arguments[0]);
      return false;
    }
    long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD;
    if (program_.children) {
      options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
    }
    options |= PTRACE_O_TRACEEXEC;
    processes_[main_];
    if (ptrace(PTRACE_SETOPTIONS, main_, 0, options) != 0) {
      end_.problem = Reason("cannot set the options of ptrace");
      kill(main_, SIGKILL);
    }
    Continue(main_, 0);
    return true;
  }

  // In the new process.
  [[noreturn]] void Become(const char* path, char* const* arguments,
                           char* const* environment) {
    const bool fine =
        streams_.Install() &&
        (program_.directory.empty() ||
         chdir(program_.directory.c_str()) == 0) &&
        pthread_sigmask(SIG_SETMASK, &signal_.before(), nullptr) == 0;
    if (!fine) _exit(127);
    if (program_.prepare) program_.prepare();
    if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(127);
    execve(path, arguments, environment);
    _exit(127);
  }

  // 0: nothing has happened.
  pid_t Wait(int* status) {
    if (processes_.empty()) {
      // The program is dead; who was its child has come to us, or has been
      // waited for by it.
      for (const pid_t orphan : std::vector<pid_t>(free_)) {
        const pid_t ended = waitpid(orphan, status, WNOHANG);
        if (ended != 0) {
          free_.erase(std::remove(free_.begin(), free_.end(), orphan),
                      free_.end());
        }
      }
      return 0;
    }
    // Not only those that are known: a child's first stop may come before its
    // parent tells of it.
    const pid_t process = waitpid(-1, status, WNOHANG | __WALL | __WNOTHREAD);
    return process < 0 ? 0 : process;
  }

  void Continue(pid_t process, int signal) {
    ptrace(PTRACE_SYSCALL, process, 0, signal);
  }

  void Stopped(pid_t process, int status) {
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (process == main_) {
        if (WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
        if (WIFEXITED(status)) end_.exit_code = WEXITSTATUS(status);
      }
      processes_.erase(process);
      free_.erase(std::remove(free_.begin(), free_.end(), process),
                  free_.end());
      return;
    }
    const auto found = processes_.find(process);
    if (found == processes_.end()) {
      // Born just now.
      Process& child = processes_[process];
      child.is_child = true;
      Continue(process, 0);
      return;
    }
    const int signal = WSTOPSIG(status);
    if (signal == (SIGTRAP | 0x80)) return AtCall(process, found->second);
    const int event = status >> 16;
    if (event == PTRACE_EVENT_EXEC && found->second.is_child) {
      processes_.erase(found);
      free_.push_back(process);
      ptrace(PTRACE_DETACH, process, 0, 0);
      return;
    }
    Continue(process, event != 0 ? 0 : signal);
  }

  void AtCall(pid_t process, Process& state) {
    __ptrace_syscall_info info{};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof info, &info) <= 0) {
      // Killed meanwhile, if nothing else.
      Continue(process, 0);
      return;
    }
    StoppedCall& call = state.call;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
      call = StoppedCall();
      call.process_ = process;
      call.program_ = main_;
      call.in_child_ = state.is_child;
      call.index_ = ++end_.calls;
      call.number_ = static_cast<long>(info.entry.nr);
      std::copy_n(info.entry.args, 6, call.arguments_);
      state.in_call = true;
      if (on_call_) on_call_(call);
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && state.in_call) {
      state.in_call = false;
      call.is_exit_ = true;
      call.result_ = info.exit.rval;
      for (int n = 0; n < 6; ++n) {
        if (!call.restore_[n]) continue;
        Poke(process, ArgumentRegister(n), call.arguments_[n]);
      }
      if (call.skipped_) call.SetResult(call.skip_result_);
      if (on_call_) on_call_(call);
    }
    Continue(process, 0);
  }

  const Program& program_;
  const OnCall& on_call_;
  const ChildSignalBlocked signal_;
  const Streams streams_;
  TracedEnd end_;
  pid_t main_ = -1;
  std::map<pid_t, Process> processes_;  // traced ones
  std::vector<pid_t> free_;             // children that run their own programs
};

TracedEnd Trace(const Program& program, const OnCall& on_call) {
  return Tracer(program, on_call).Run();
}

std::string WhyNotTraceable() {
  Program program;
  program.arguments = {"/proc/self/exe", "--help"};
  bool stopped = false;
  const TracedEnd end = Trace(program, [&](StoppedCall& call) {
    stopped = true;
    call.Kill();
  });
  if (!end.problem.empty()) return end.problem;
  return stopped ? "" : "ptrace does not tell of system calls here";
}

}  // namespace promfile

#else

namespace promfile {

std::string StoppedCall::StringArgument(int) const { return ""; }
std::string StoppedCall::DescriptorTarget(int) const { return ""; }
void StoppedCall::Skip(int64_t) {}
void StoppedCall::SetArgument(int, uint64_t) {}
void StoppedCall::SetResult(int64_t) {}
void StoppedCall::Kill() {}
void StoppedCall::KillProgram() {}

TracedEnd Trace(const Program&, const OnCall&) {
  TracedEnd end;
  end.problem = WhyNotTraceable();
  return end;
}

std::string WhyNotTraceable() {
  return "system calls are traced on Linux on x86_64 only";
}

}  // namespace promfile

#endif
