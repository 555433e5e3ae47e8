#ifndef PROMFILE_SYSTEM_CHILD_H_
#define PROMFILE_SYSTEM_CHILD_H_

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "promfile/system/unique_fd.h"

namespace promfile {

// A running child process. Its owner must have waited for it before the end.
class Child {
 public:
  // Starts `command` with `output` as its standard output. 0 or an errno, of
  // fork or of exec.
  int Start(const std::vector<std::string>& command, int output,
            const sigset_t& mask, bool own_group);

  // Readable when the child has ended; -1 before Linux 5.3: ask Ended() often.
  int descriptor() const { return descriptor_.get(); }
  bool own_group() const { return own_group_; }

  // True, with what waitpid() says, once the child has ended; never waits.
  bool Ended(int* wait_status);
  // To its group where that is its own.
  void Signal(int signal) const;

 private:
  pid_t pid_ = -1;
  UniqueFd descriptor_;
  bool own_group_ = false;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_CHILD_H_
