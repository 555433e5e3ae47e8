#include "tests/faults/failures.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

using Errors = std::vector<int>;
using Kind = CallFault::Kind;

Errors operator+(Errors a, const Errors& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// From opening by name, from changing what is on a disk.
const Errors kPath = {EACCES, EPERM,  ENOENT, ENOTDIR, ELOOP,
                      EIO,    ENOMEM, ESTALE, ENOSYS};
const Errors kChange = {ENOSPC, EDQUOT, EROFS};

// Calls that cannot fail, or never return.
bool CannotFail(const std::string& call) {
  return call == "geteuid" || call == "getpid" || call == "exit_group" ||
         call == "exit";
}

bool IsOpen(const std::string& call) {
  return absl::StartsWith(call, "openat");
}

// Errno values of each call. EAGAIN of flock, and of reading what is not there
// yet, are waited for; each is injected once, never for ever.
const std::map<std::string, Errors>& ErrorsByCall() {
  static const auto& kErrors = *new std::map<std::string, Errors>{
      {"fstat", {EACCES, EIO, ENOMEM, EOVERFLOW, ESTALE, ENOSYS}},
      {"newfstatat", kPath + Errors{EOVERFLOW}},
      {"read", {EINTR, EIO, EAGAIN, EISDIR, EINVAL, ENOMEM, ESTALE}},
      {"pread64", {EINTR, EIO, ENOMEM}},
      {"write", {EINTR, ENOSPC, EDQUOT, EIO, EFBIG, EPERM, ENOMEM, EINVAL}},
      {"fsync", {EINTR, EIO, ENOSPC, EDQUOT, EROFS, EINVAL}},
      {"fchmod", {EINTR, EPERM, EIO, EROFS, ENOMEM, EOPNOTSUPP, ENOSYS}},
      {"fchown",
       {EINTR, EPERM, EACCES, EIO, EROFS, EDQUOT, ENOMEM, EINVAL, ENOSYS}},
      {"linkat", kPath + kChange +
                     Errors{EINTR, EEXIST, EMLINK, EXDEV, EINVAL, EOPNOTSUPP}},
      {"linkat by descriptor",
       kPath + kChange + Errors{EINTR, EEXIST, EXDEV, EINVAL, EOPNOTSUPP}},
      {"renameat",
       kPath + kChange + Errors{EINTR, EBUSY, EISDIR, EXDEV, EINVAL}},
      {"unlinkat", kPath + Errors{EINTR, EROFS, EBUSY}},
      {"flock", {EINTR, EWOULDBLOCK, ENOLCK, ENOMEM, EIO, EOPNOTSUPP, ENOSYS}},
      {"getdents64", {EINTR, EIO, ENOENT, ENOMEM, ESTALE, ENOSYS}},
      {"lseek", {EINVAL, EOVERFLOW}},
      {"getrandom", {EINTR, EAGAIN, ENOSYS, EPERM}},
      {"poll", {EINTR, ENOMEM, EAGAIN, EINVAL}},
      {"clock_nanosleep", {EINTR, ENOSYS, EPERM}},
      {"rt_sigprocmask", {EPERM, ENOSYS}},
      {"rt_sigaction", {EPERM, ENOSYS}},
      {"rt_sigtimedwait", {EINTR, EAGAIN}},
      {"signalfd4", {EMFILE, ENFILE, ENOMEM, ENODEV, ENOSYS}},
      {"pipe2", {EMFILE, ENFILE, ENOMEM, ENOSYS}},
      {"fcntl", {EINTR, EMFILE, EPERM, EINVAL}},
      {"vfork", {EAGAIN, ENOMEM, ENOSYS, EPERM}},
      {"clone", {EAGAIN, ENOMEM, EPERM}},
      {"pidfd_open", {EMFILE, ENFILE, ENOMEM, ENODEV, EINVAL, ENOSYS}},
      // ECHILD is left out: the kernel says it of a child that is not there.
      {"wait4", {EINTR}},
      {"kill", {EPERM, ESRCH}},
      {"dup2", {EINTR, EBUSY, EMFILE}},
      {"setpgid", {EPERM, EACCES}},
      {"execve",
       {EACCES, EPERM, ENOENT, ENOTDIR, ELOOP, ENOMEM, EIO, E2BIG, EMFILE,
        ENFILE, ENOEXEC, ETXTBSY, EINVAL}},
      {"brk", {ENOMEM}},
      {"mmap", {ENOMEM, EAGAIN, EPERM}},
      {"munmap", {ENOMEM, EINVAL}},
      {"mremap", {ENOMEM, EAGAIN}},
      {"madvise", {ENOMEM, EINVAL, ENOSYS}},
      {"mprotect", {ENOMEM, EACCES}},
      // Without ENOSYS: there is no Linux without futexes, and glibc aborts.
      {"futex", {EINVAL}},
      {"arch_prctl", {EPERM, EINVAL}},
      {"set_tid_address", {ENOSYS}},
      {"set_robust_list", {ENOSYS, EINVAL}},
      {"rseq", {ENOSYS, EPERM, EINVAL}},
      {"prlimit64", {EPERM, EINVAL, ENOSYS}},
      {"readlink", {EACCES, ENOENT, EIO, ENOMEM, ENOSYS}},
      {"sigaltstack", {ENOMEM, EPERM}},
  };
  return kErrors;
}

Errors OpenErrors(uint64_t flags) {
  Errors errors =
      kPath + Errors{EINTR, EMFILE, ENFILE, ENXIO, ENODEV, EOVERFLOW, EINVAL};
  const bool unnamed = (flags & O_TMPFILE) == O_TMPFILE;
  if (unnamed) errors = errors + Errors{EOPNOTSUPP, EISDIR};
  if (unnamed || (flags & O_CREAT) != 0) errors = errors + kChange;
  if ((flags & O_EXCL) != 0 && !unnamed) errors.push_back(EEXIST);
  if ((flags & O_ACCMODE) != O_RDONLY) errors.push_back(EROFS);
  return errors;
}

// What a network file system that lost the answer, or a disk that wrote and
// then failed, makes of a call. close() is always done: Linux says so.
Errors ErrorsThoughDone(const std::string& call, uint64_t open_flags) {
  if (call == "close") return {EINTR, EIO, ENOSPC, EDQUOT};
  if (call == "linkat" || call == "renameat" || call == "unlinkat") {
    return {EIO, EINTR, ESTALE};
  }
  if (call == "linkat by descriptor") return {EIO};
  if (call == "fchmod" || call == "fchown" || call == "fsync") {
    return {EIO, EINTR};
  }
  if (call == "write") return {EIO, ENOSPC};
  if (IsOpen(call) && (open_flags & (O_CREAT | O_TMPFILE)) != 0) {
    return {EIO, EINTR};
  }
  return {};
}

// The argument that is a length which the kernel may move less of; or -1.
int LengthArgument(const std::string& call) {
  if (call == "read" || call == "write" || call == "pread64" ||
      call == "getdents64") {
    return 2;
  }
  return call == "getrandom" ? 1 : -1;
}

}  // namespace

std::string KindName(Kind kind) {
  switch (kind) {
    case Kind::kErrno:
      return "errno";
    case Kind::kDone:
      return "done but reported as failed";
    case Kind::kNothing:
      return "nothing moved";
    case Kind::kShort:
      return "short transfer";
    case Kind::kKillBefore:
      return "killed before";
    case Kind::kKillAfter:
      return "killed after";
  }
  return "";
}

std::string CallFault::Text() const {
  switch (kind) {
    case Kind::kErrno:
      return strerrorname_np(error);
    case Kind::kDone:
      return absl::StrCat(strerrorname_np(error), " (done)");
    case Kind::kNothing:
      return "0 bytes";
    case Kind::kShort:
      return absl::StrCat("at most ", length, " bytes");
    case Kind::kKillBefore:
      return "SIGKILL before";
    case Kind::kKillAfter:
      return "SIGKILL after";
  }
  return "";
}

std::vector<CallFault> PlausibleFaults(const StoppedCall& call,
                                       const CallLabel& label,
                                       std::string* unknown) {
  std::vector<CallFault> faults;
  const std::string& name = label.call;
  Errors errors;
  const uint64_t open_flags = IsOpen(name) ? call.argument(2) : 0;
  if (IsOpen(name)) {
    errors = OpenErrors(open_flags);
  } else if (ErrorsByCall().count(name) != 0) {
    errors = ErrorsByCall().at(name);
  } else if (name != "close" && !CannotFail(name)) {
    *unknown = name;
  }
  // Then the C library tries the older call.
  if (CallName(call.number()) == "clone3") errors.push_back(ENOSYS);
  // A pipe or a terminal as an output.
  if (name == "write" && call.argument(0) <= 2) {
    errors = errors + Errors{EAGAIN, EPIPE};
  }
  for (const int error : errors) {
    // A pipe with something in it never says so, and no plain file does.
    if (error == EAGAIN && name == "read" && call.argument(0) != 0) continue;
    faults.push_back({Kind::kErrno, error, 0});
  }
  for (const int error : ErrorsThoughDone(name, open_flags)) {
    faults.push_back({Kind::kDone, error, 0});
  }
  if (name == "write") faults.push_back({Kind::kNothing, 0, 0});
  const int length = LengthArgument(name);
  if (length >= 0) {
    const int whole = static_cast<int>(call.argument(length));
    // getdents64 gives whole entries; this is room for one with a long name.
    constexpr int kOneEntry = 280;
    const bool lists = name == "getdents64";
    faults.push_back({Kind::kShort, 0, lists ? kOneEntry : 1});
    if (!lists && whole > 7) faults.push_back({Kind::kShort, 0, 7});
  }
  faults.push_back({Kind::kKillBefore, 0, 0});
  const bool returns = name != "exit_group" && name != "execve";
  if (returns) faults.push_back({Kind::kKillAfter, 0, 0});
  return faults;
}

bool ApplyAtEntry(const CallFault& fault, const CallLabel& label,
                  uint64_t last_break, StoppedCall& call) {
  switch (fault.kind) {
    case Kind::kErrno:
      // brk has no errno: it returns the break as it is.
      call.Skip(label.call == "brk" ? static_cast<int64_t>(last_break)
                                    : -fault.error);
      return true;
    case Kind::kNothing:
      call.Skip(0);
      return true;
    case Kind::kShort:
      call.SetArgument(LengthArgument(label.call),
                       static_cast<uint64_t>(fault.length));
      return true;
    case Kind::kKillBefore:
      call.KillProgram();
      return true;
    case Kind::kDone:
    case Kind::kKillAfter:
      return false;
  }
  return false;
}

bool ApplyAtExit(const CallFault& fault, StoppedCall& call) {
  if (fault.kind == Kind::kKillAfter) {
    call.KillProgram();
    return true;
  }
  if (fault.kind != Kind::kDone || call.result() < 0) return false;
  call.SetResult(-fault.error);
  return true;
}

}  // namespace promfile
