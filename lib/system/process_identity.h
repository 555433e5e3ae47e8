#ifndef PROMFILE_SYSTEM_PROCESS_IDENTITY_H_
#define PROMFILE_SYSTEM_PROCESS_IDENTITY_H_

#include <string>

#include "promfile/system/file_system.h"

namespace promfile {

// Names one process for all time: its number comes again, and the machine
// restarts. Words without blanks; "-" where /proc does not tell.
struct ProcessIdentity {
  std::string boot;  // the kernel's boot id
  // Its number, when it was there, and the namespace of the number. Whoever has
  // that number and started before that time is this process: a number comes
  // again only once it is free, and not in the same hundredth of a second.
  std::string process;

  // False where all processes look alike.
  bool known() const { return process != "-"; }
};

// This process, as /proc has it, now: every call makes another identity.
ProcessIdentity ThisProcess(FileSystem& files);

// False if that process has certainly ended: the machine has been restarted
// since, or nobody has its number, or somebody who started later. True also for
// a process of another namespace (a container), about which nothing is known.
bool MayBeRunning(FileSystem& files, const ProcessIdentity& identity);

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_PROCESS_IDENTITY_H_
