#include "promfile/system/deadline.h"

#include <time.h>

#include <algorithm>
#include <cstdint>

namespace promfile {
namespace {

absl::Duration MonotonicNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::DurationFromTimespec(now);
}

}  // namespace

Deadline Deadline::After(absl::Duration wait) {
  if (wait == absl::InfiniteDuration()) return Deadline();
  return Deadline(MonotonicNow() + std::max(wait, absl::ZeroDuration()));
}

absl::Duration Deadline::Left() const {
  if (never()) return at_;
  return std::max(at_ - MonotonicNow(), absl::ZeroDuration());
}

int Deadline::PollTimeout() const {
  if (never()) return -1;
  constexpr int64_t kDay =
      int64_t{24} * 60 * 60 * 1000;  // Fits; the caller polls again.
  const absl::Duration up = absl::Ceil(Left(), absl::Milliseconds(1));
  return static_cast<int>(std::min(absl::ToInt64Milliseconds(up), kDay));
}

}  // namespace promfile
