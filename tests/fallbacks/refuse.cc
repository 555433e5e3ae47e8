// Runs a program on a kernel that seems to be older, or stricter, than it is:
//
//   refuse CALL=ERRNO... -- PROGRAM ARGUMENT...
//
// Each CALL of the table below fails with ERRNO (ENOSYS, EPERM, ... or KILL,
// which ends the process at that call) for PROGRAM and all that it starts. The
// filter is seccomp's, installed without its library, so that nothing but the
// calls that are named changes. Exit code 125 with a sentence: there is no such
// call, or this machine takes no filter.

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr int kCannot = 125;
constexpr int kAnyArguments = -1;

// What a rule may name: a system call, and where only some of its uses are
// meant, the argument whose bits tell them.
struct Call {
  const char* name;
  int number;
  int argument;
  unsigned bits;
};

constexpr Call kCalls[] = {
    {"clone3", SYS_clone3, kAnyArguments, 0},
    {"close_range", SYS_close_range, kAnyArguments, 0},
    {"fchmod", SYS_fchmod, kAnyArguments, 0},
    {"fchown", SYS_fchown, kAnyArguments, 0},
    {"flock", SYS_flock, kAnyArguments, 0},
    {"fsync", SYS_fsync, kAnyArguments, 0},
    {"getrandom", SYS_getrandom, kAnyArguments, 0},
    {"linkat", SYS_linkat, kAnyArguments, 0},
    {"linkat-by-descriptor", SYS_linkat, 4, AT_EMPTY_PATH},
    {"linkat-by-proc", SYS_linkat, 4, AT_SYMLINK_FOLLOW},
    {"O_PATH", SYS_openat, 2, O_PATH},
    {"O_TMPFILE", SYS_openat, 2, O_TMPFILE & ~O_DIRECTORY},
    {"openat2", SYS_openat2, kAnyArguments, 0},
    {"pidfd_open", SYS_pidfd_open, kAnyArguments, 0},
    {"poll", SYS_poll, kAnyArguments, 0},
    {"renameat", SYS_renameat, kAnyArguments, 0},
    {"renameat2", SYS_renameat2, kAnyArguments, 0},
    {"signalfd", SYS_signalfd4, kAnyArguments, 0},
    {"statx", SYS_statx, kAnyArguments, 0},
};

constexpr struct {
  const char* name;
  int number;
} kErrors[] = {
    {"EACCES", EACCES},         {"EINVAL", EINVAL}, {"EISDIR", EISDIR},
    {"ENOENT", ENOENT},         {"ENOLCK", ENOLCK}, {"ENOSYS", ENOSYS},
    {"EOPNOTSUPP", EOPNOTSUPP}, {"EPERM", EPERM},   {"EXDEV", EXDEV}};

// 0: unknown.
unsigned VerdictCalled(const std::string& name) {
  if (name == "KILL") return SECCOMP_RET_KILL_PROCESS;
  for (const auto& error : kErrors) {
    if (name == error.name) {
      return SECCOMP_RET_ERRNO | static_cast<unsigned>(error.number);
    }
  }
  return 0;
}

const Call* CallNamed(const std::string& name) {
  for (const Call& call : kCalls) {
    if (name == call.name) return &call;
  }
  return nullptr;
}

class Filter {
 public:
  Filter() {
    // Calls of another architecture have other numbers.
    Load(offsetof(seccomp_data, arch));
    program_.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
    Return(SECCOMP_RET_KILL_PROCESS);
  }

  void Add(const Call& call, unsigned verdict) {
    const bool any = call.argument == kAnyArguments;
    const unsigned char behind = any ? 1 : 3;
    Load(offsetof(seccomp_data, nr));
    program_.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                static_cast<unsigned>(call.number), 0, behind));
    if (!any) {
      // The lower half; that is where flags are.
      Load(offsetof(seccomp_data, args) +
           static_cast<unsigned>(call.argument) * sizeof(__u64));
      program_.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, call.bits, 0, 1));
    }
    Return(verdict);
  }

  bool Install() {
    Return(SECCOMP_RET_ALLOW);
    const sock_fprog filter = {static_cast<unsigned short>(program_.size()),
                               program_.data()};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
  }

 private:
  void Load(size_t offset) {
    program_.push_back(
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset)));
  }
  void Return(unsigned verdict) {
    program_.push_back(BPF_STMT(BPF_RET | BPF_K, verdict));
  }

  std::vector<sock_filter> program_;
};

// Adds what "CALL=ERRNO" asks for; false if it says nothing that is known.
bool AddRule(const std::string& rule, Filter* filter) {
  const size_t equals = rule.find('=');
  if (equals == std::string::npos) return false;
  const Call* const call = CallNamed(rule.substr(0, equals));
  const unsigned verdict = VerdictCalled(rule.substr(equals + 1));
  if (call == nullptr || verdict == 0) return false;
  filter->Add(*call, verdict);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Filter filter;
  int i = 1;
  for (; i < argc && std::strcmp(argv[i], "--") != 0; ++i) {
    if (!AddRule(argv[i], &filter)) {
      std::fprintf(stderr, "refuse: cannot refuse '%s'\n", argv[i]);
      return kCannot;
    }
  }
  if (i + 1 >= argc) {
    std::fprintf(stderr, "usage: refuse CALL=ERRNO... -- PROGRAM...\n");
    return kCannot;
  }
  if (!filter.Install()) {
    std::fprintf(stderr, "refuse: no filter: %s\n", std::strerror(errno));
    return kCannot;
  }
  execv(argv[i + 1], argv + i + 1);
  std::fprintf(stderr, "refuse: %s: %s\n", argv[i + 1], std::strerror(errno));
  return kCannot;
}
