#include "promfile/system/job_spawn.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

namespace promfile {
namespace {

constexpr char kDefaultPath[] = "/bin:/usr/bin";

bool IsNextTried(int error) {
  return error == EACCES || error == ENOENT || error == ENOTDIR ||
         error == ENODEV || error == ESTALE || error == ETIMEDOUT;
}

// Runs in the child, where no memory may be allocated. Returns an errno if
// nothing could be executed.
int Execute(char* const* command) {
  const char* name = command[0];
  const size_t name_size = std::strlen(name) + 1;
  if (name_size == 1 || std::strchr(name, '/') != nullptr) {
    execve(name, command, environ);
    return errno;
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): this process has one thread.
  const char* folder = getenv("PATH");
  if (folder == nullptr) folder = kDefaultPath;
  bool forbidden = false;
  int error = ENOENT;
  for (int tried = 1;; ++tried) {
    const size_t size = std::strcspn(folder, ":");
    char path[PATH_MAX];
    if (size + 1 + name_size > sizeof path) return ENAMETOOLONG;
    char* end = std::copy_n(folder, size, path);
    // An empty folder is the working directory.
    if (size > 0) *end++ = '/';
    std::copy_n(name, name_size, end);
    execve(path, command, environ);
    error = errno;
    if (!IsNextTried(error)) return error;
    forbidden = forbidden || error == EACCES;
    if (folder[size] == '\0') {
      if (forbidden) return EACCES;
      return tried > 1 ? ENOENT : error;
    }
    folder += size + 1;
  }
}

int BecomeJob(const SpawnRequest& request) {
  if (request.own_group && setpgid(0, 0) != 0) return errno;
  if (request.output >= 0 && dup2(request.output, STDOUT_FILENO) < 0) {
    return errno;
  }
  if (request.error >= 0 && dup2(request.error, STDERR_FILENO) < 0) {
    return errno;
  }
  if (request.ignore_child_signal) (void)signal(SIGCHLD, SIG_IGN);
  pthread_sigmask(SIG_SETMASK, &request.mask, nullptr);
  return Execute(request.command);
}

// On its own, so that no variable of a caller lives in a register that the
// child changes.
__attribute__((noinline)) pid_t Fork(const SpawnRequest& request,
                                     volatile int* exec_error) {
  // Memory is shared until the child executes or ends, and this thread waits:
  // nothing is copied, whatever the size, and the child can say what failed.
  const pid_t pid = vfork();
  if (pid != 0) return pid;
  *exec_error = BecomeJob(request);
  _exit(127);
}

}  // namespace

SpawnResult Spawn(const SpawnRequest& request) {
  SpawnResult result;
  volatile int exec_error = 0;
  result.pid = Fork(request, &exec_error);
  if (result.pid < 0) result.fork_error = errno;
  result.exec_error = exec_error;
  return result;
}

}  // namespace promfile
