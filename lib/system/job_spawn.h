#ifndef PROMFILE_SYSTEM_JOB_SPAWN_H_
#define PROMFILE_SYSTEM_JOB_SPAWN_H_

#include <signal.h>
#include <sys/types.h>

namespace promfile {

struct SpawnRequest {
  char* const* command = nullptr;  // its words, then a null pointer
  sigset_t mask;                   // the signal mask that it starts with
  // SIGCHLD is ignored in it, as it was before somebody put that right.
  bool ignore_child_signal = false;
  bool own_group = false;  // it leads a process group of its own
  int output = -1;         // its standard output; -1: the one of this process
  int error = -1;
};

// What came of it. No process is left unless both are 0.
struct SpawnResult {
  pid_t pid = -1;
  int fork_error = 0;  // errno: there is no room for one more process
  int exec_error = 0;  // errno: this command cannot be executed
};

// Starts a process that has everything else as this one has it. Its command is
// looked up in PATH unless it has a slash. Never through a shell: not
// posix_spawnp, which cannot ignore a signal, and not execvp, which hands a
// file that is no program to a shell. Asks for no memory: a job has to run when
// there is none left, too.
SpawnResult Spawn(const SpawnRequest& request);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_JOB_SPAWN_H_
