#include "promfile/system/standard_streams.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "promfile/system/errno_status.h"
#include "promfile/system/unique_fd.h"

namespace promfile {

absl::Status WriteStandardStream(StandardStream stream,
                                 absl::string_view bytes) {
  const int fd = static_cast<int>(stream);
  while (!bytes.empty()) {
    const ssize_t written =
        RetryInterrupted([&] { return write(fd, bytes.data(), bytes.size()); });
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
      continue;
    }
    if (errno != EAGAIN) return ErrnoStatus(errno);
    pollfd writable = {fd, POLLOUT, 0};
    if (RetryInterrupted([&] { return poll(&writable, 1, -1); }) == -1) {
      return ErrnoStatus(errno);
    }
  }
  return absl::OkStatus();
}

}  // namespace promfile
