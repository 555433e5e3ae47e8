#ifndef PROMFILE_SYSTEM_DEADLINE_H_
#define PROMFILE_SYSTEM_DEADLINE_H_

#include "absl/time/time.h"

namespace promfile {

// A moment on the monotonic clock: a wall clock that jumps changes nothing.
class Deadline {
 public:
  // Never comes.
  Deadline() : at_(absl::InfiniteDuration()) {}
  // Makes no system call for an infinite `wait`.
  static Deadline After(absl::Duration wait);

  bool never() const { return at_ == absl::InfiniteDuration(); }
  // Zero when it has passed.
  absl::Duration Left() const;
  // What poll() wants: whole milliseconds, rounded up; -1 for never.
  int PollTimeout() const;

 private:
  explicit Deadline(absl::Duration at) : at_(at) {}
  absl::Duration at_;  // since an arbitrary start
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_DEADLINE_H_
