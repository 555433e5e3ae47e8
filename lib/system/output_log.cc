#include "promfile/system/output_log.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>

namespace promfile {
namespace {

// Stands before each piece.
struct Header {
  uint32_t stream;
  uint32_t size;
};

// TMPDIR is never used: whoever sets it may not be whom we run for.
UniqueFd OpenUnnamedFile() {
  for (const char* folder : {"/var/tmp", "/tmp"}) {
    UniqueFd fd = AboveStandard(RetryInterrupted([&] {
      return open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    }));
    if (fd.valid()) return fd;
    char name[32];
    (void)std::snprintf(name, sizeof name, "%s/promfile-XXXXXX", folder);
    fd = AboveStandard(mkostemp(name, O_CLOEXEC));
    if (!fd.valid()) continue;
    unlink(name);
    return fd;
  }
  return UniqueFd();
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        RetryInterrupted([&] { return write(fd, bytes.data(), bytes.size()); });
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

// Takes pieces in any cut and writes what they hold.
class Player {
 public:
  void Play(absl::string_view bytes) {
    while (!bytes.empty()) {
      if (left_ == 0) {
        const size_t take = std::min(sizeof header_ - have_, bytes.size());
        std::memcpy(reinterpret_cast<char*>(&header_) + have_, bytes.data(),
                    take);
        bytes.remove_prefix(take);
        have_ += take;
        if (have_ < sizeof header_) return;
        have_ = 0;
        left_ = header_.size;
      }
      const absl::string_view piece = bytes.substr(0, left_);
      // There is nobody to tell that it failed.
      (void)WriteStandardStream(static_cast<StandardStream>(header_.stream),
                                piece);
      bytes.remove_prefix(piece.size());
      left_ -= piece.size();
    }
  }

 private:
  Header header_{};
  size_t have_ = 0;
  size_t left_ = 0;
};

}  // namespace

void OutputLog::Append(StandardStream stream, absl::string_view bytes) {
  while (!bytes.empty() && !full_) {
    const size_t taken = AppendSome(stream, bytes);
    bytes.remove_prefix(taken);
    // All that follows too: a log with holes misleads.
    full_ = taken == 0 && (memory_.empty() || !Spill());
  }
  dropped_ += bytes.size();
}

size_t OutputLog::AppendSome(StandardStream stream, absl::string_view bytes) {
  // What a job prints byte by byte has no header a byte.
  Header header = {static_cast<uint32_t>(stream), 0};
  size_t at = memory_.size();
  if (!memory_.empty()) {
    Header last;
    std::memcpy(&last, &memory_[last_piece_], sizeof last);
    if (last.stream == header.stream) {
      header = last;
      at = last_piece_;
    }
  }
  const size_t end = std::max(memory_.size(), at + sizeof header);
  if (end >= memory_bytes_) return 0;
  bytes = bytes.substr(0, memory_bytes_ - end);
  try {
    memory_.reserve(end + bytes.size());
  } catch (const std::bad_alloc&) {
    return 0;
  }
  memory_.resize(end);
  memory_.append(bytes.data(), bytes.size());
  header.size += static_cast<uint32_t>(bytes.size());
  std::memcpy(&memory_[at], &header, sizeof header);
  last_piece_ = at;
  return bytes.size();
}

bool OutputLog::Spill() {
  if (file_used_ + memory_.size() > file_bytes_) return false;
  if (!file_.valid()) file_ = OpenUnnamedFile();
  if (!file_.valid() || !WriteAll(file_.get(), memory_)) {
    // Half a piece may have been written: it is never read.
    return false;
  }
  file_used_ += memory_.size();
  memory_.clear();
  return true;
}

void OutputLog::Replay() {
  Player player;
  char buffer[16 * 1024];  // The stack may be small.
  uint64_t at = 0;
  while (at < file_used_) {
    const size_t size = std::min<uint64_t>(sizeof buffer, file_used_ - at);
    const ssize_t count = RetryInterrupted([&] {
      return pread(file_.get(), buffer, size, static_cast<off_t>(at));
    });
    if (count <= 0) return;
    player.Play(absl::string_view(buffer, static_cast<size_t>(count)));
    at += static_cast<uint64_t>(count);
  }
  player.Play(memory_);
}

}  // namespace promfile
