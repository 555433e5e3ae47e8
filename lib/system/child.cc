#include "promfile/system/child.h"

#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace promfile {

int Child::Start(const std::vector<std::string>& command, int output,
                 const sigset_t& mask, bool own_group) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  if (const int error = posix_spawn_file_actions_init(&actions)) return error;
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  short flags = POSIX_SPAWN_SETSIGMASK;
  if (own_group) flags |= POSIX_SPAWN_SETPGROUP;
  posix_spawnattr_setflags(&attributes, flags);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &mask);
  int error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  // Not execvp: that one gives a file without "#!" to a shell.
  if (error == 0) {
    error = posix_spawnp(&pid_, arguments[0], &actions, &attributes,
                         arguments.data(), environ);
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return error;

  own_group_ = own_group;
#ifdef SYS_pidfd_open
  descriptor_ =
      AboveStandard(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
#endif
  return 0;
}

bool Child::Ended(int* wait_status) {
  *wait_status = 0;
  // -1: somebody else has waited for it, or SIGCHLD is ignored.
  return RetryInterrupted(
             [&] { return waitpid(pid_, wait_status, WNOHANG); }) != 0;
}

void Child::Signal(int signal) const {
  kill(own_group_ ? -pid_ : pid_, signal);
}

}  // namespace promfile
