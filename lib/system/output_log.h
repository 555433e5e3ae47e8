#ifndef PROMFILE_SYSTEM_OUTPUT_LOG_H_
#define PROMFILE_SYSTEM_OUTPUT_LOG_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "promfile/system/standard_streams.h"
#include "promfile/system/unique_fd.h"

namespace promfile {

// What a job prints, kept until it is known whether anybody wants to see it.
// Memory is bounded: what is older than the last `memory_bytes` goes to a file
// without a name in /var/tmp or /tmp, of at most `file_bytes`. What comes after
// that, or fits neither memory nor the disk, is counted only. How the output
// was cut into pieces does not matter; where the stream changes, 8 bytes are
// used up. Not thread-safe.
class OutputLog {
 public:
  explicit OutputLog(size_t memory_bytes = 256 << 10,
                     uint64_t file_bytes = 64 << 20)
      : memory_bytes_(memory_bytes), file_bytes_(file_bytes) {}

  // Throws nothing.
  void Append(StandardStream stream, absl::string_view bytes);

  // Writes everything to this process's own streams, each to the one that it
  // was for, in the order in which it came.
  void Replay();

  // Bytes that were not kept, because there were too many.
  uint64_t dropped() const { return dropped_; }

 private:
  // Returns how many of `bytes` are in memory now: 0 where it is full.
  size_t AppendSome(StandardStream stream, absl::string_view bytes);
  bool Spill();

  size_t memory_bytes_;
  uint64_t file_bytes_;
  std::string memory_;     // pieces, each with a header
  size_t last_piece_ = 0;  // where its header is, if there is any
  UniqueFd file_;
  uint64_t file_used_ = 0;
  bool full_ = false;
  uint64_t dropped_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_OUTPUT_LOG_H_
