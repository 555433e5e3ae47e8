#include "tests/faults/call_label.h"

#include <fcntl.h>

#include "absl/strings/match.h"
#include "promfile/directory/textfile.h"
#include "promfile/store/temporary_name.h"

namespace promfile {
namespace {

constexpr char kLockName[] = ".promfile.lock";
constexpr char kJobLockPrefix[] = ".promfile-run-";
constexpr char kNewFile[] = "the new file";
constexpr char kNewLockFile[] = "the new lock file";
constexpr char kLockFile[] = "the lock file";
constexpr char kCommand[] = "COMMAND";

bool IsMemoryCall(const std::string& name) {
  return name == "brk" || name == "mmap" || name == "munmap" ||
         name == "mremap" || name == "madvise";
}

// What the C library calls before main(). promfile begins with another one.
bool IsStartUpCall(const std::string& name) {
  static const std::set<std::string> kCalls = {
      "brk",    "arch_prctl", "set_tid_address", "set_robust_list",
      "rseq",   "prlimit64",  "readlink",        "readlinkat",
      "futex",  "getrandom",  "mprotect",        "uname",
      "writev", "exit_group"};
  return kCalls.count(name) != 0;
}

bool TakesDescriptor(const std::string& name) {
  static const std::set<std::string> kCalls = {
      "read",   "write",      "pread64", "fsync",     "fchmod",
      "fchown", "flock",      "close",   "lseek",     "fcntl",
      "dup2",   "getdents64", "fstat",   "ftruncate", "statx"};
  return kCalls.count(name) != 0;
}

}  // namespace

std::string CallLabels::Named(const std::string& name, bool created) {
  if (name == kLockName) return created ? kNewLockFile : kLockFile;
  if (absl::StartsWith(name, kJobLockPrefix)) {
    return created ? kNewLockFile : "the job's lock file";
  }
  if (IsTemporaryName(name)) {
    if (created) ours_.insert(name);
    return ours_.count(name) != 0 ? kNewFile : "a leftover";
  }
  if (name == target_) return "the old file";
  if (name == "/dev/null") return "the standard streams";
  if (name == "promfile.prom") return "promfile.prom";
  if (IsTextfileName(name)) return "another file";
  if (!input_.empty() && name == input_) return "FILE";
  if (absl::StartsWith(name, "/proc/")) return "/proc";
  return name;
}

std::string CallLabels::Opened(const StoppedCall& call) {
  const std::string path = call.StringArgument(1);
  const uint64_t flags = call.argument(2);
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    if (path != ".") return "the output that is kept";
    return locked_ ? kNewFile : kNewLockFile;
  }
  if ((flags & O_DIRECTORY) != 0) return "the directory";
  return Named(path, (flags & O_CREAT) != 0);
}

std::string CallLabels::Descriptor(const StoppedCall& call, int fd) {
  const auto found = descriptors_.find(fd);
  if (found != descriptors_.end()) return found->second;
  constexpr const char* kStandard[] = {"standard input", "standard output",
                                       "standard error"};
  if (fd >= 0 && fd <= 2) return kStandard[fd];
  const std::string target = call.DescriptorTarget(fd);
  if (absl::StartsWith(target, "pipe:")) return "COMMAND's output";
  if (absl::StrContains(target, "signalfd")) return "signals";
  if (absl::StrContains(target, "pidfd")) return kCommand;
  return target;
}

std::string CallLabels::ObjectOf(const StoppedCall& call,
                                 const std::string& name) {
  if (call.in_child()) return kCommand;
  if (!started_) return kStartUp;
  if (IsMemoryCall(name)) return "memory";
  if (absl::StartsWith(name, "openat")) return Opened(call);
  if (name == "readlink") return Named(call.StringArgument(0), false);
  if (name == "newfstatat" || name == "unlinkat") {
    return Named(call.StringArgument(1), false);
  }
  if (name == "linkat" || name == "linkat by descriptor") {
    return Named(call.StringArgument(3), true);
  }
  if (name == "renameat") {
    const bool is_new = IsTemporaryName(call.StringArgument(1));
    return is_new ? kNewFile : "the damaged file";
  }
  if (TakesDescriptor(name)) {
    return Descriptor(call, static_cast<int>(call.argument(0)));
  }
  if (name == "pipe2") return "COMMAND's output";
  if (absl::StartsWith(name, "rt_sig") || name == "signalfd4") return "signals";
  if (name == "getrandom") return "random bytes";
  if (name == "geteuid" || name == "getpid" || name == "exit_group") {
    return "promfile itself";
  }
  if (name == "poll") return "what is waited for";
  if (name == "clock_nanosleep") return "a pause";
  if (name == "prlimit64") return "the limits";
  return kCommand;
}

CallLabel CallLabels::At(const StoppedCall& call) {
  std::string name = CallName(call.number());
  if (name == "newfstatat" && call.StringArgument(1).empty()) name = "fstat";
  if (name == "linkat" && call.StringArgument(1).empty()) {
    name = "linkat by descriptor";
  }
  // Two ways of the C library; a container may refuse the newer one.
  if (name == "clone3") name = "clone";
  const bool unnamed =
      name == "openat" && (call.argument(2) & O_TMPFILE) == O_TMPFILE;
  if (unnamed) name = "openat O_TMPFILE";
  CallLabel label = {name, "", call.in_child()};
  started_ = started_ || !IsStartUpCall(name);
  label.object = ObjectOf(call, name);
  return label;
}

void CallLabels::Done(const StoppedCall& call, const CallLabel& label) {
  if (call.in_child()) return;
  const bool fine = call.result() >= 0;
  const int argument = static_cast<int>(call.argument(0));
  if (absl::StartsWith(label.call, "openat") && fine) {
    descriptors_[static_cast<int>(call.result())] = label.object;
    if (label.object == "the directory") locked_ = false;
  } else if (label.call == "fcntl" && fine &&
             call.argument(1) == F_DUPFD_CLOEXEC) {
    descriptors_[static_cast<int>(call.result())] = label.object;
  } else if (label.call == "close") {
    descriptors_.erase(argument);
  } else if (label.call == "flock" && fine && label.object == kLockFile) {
    locked_ = true;
  }
}

}  // namespace promfile
