#include "promfile/system/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "promfile/system/errno_status.h"
#include "promfile/system/unique_fd.h"

namespace promfile {

absl::Status FillStandardStreams() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
    const int wrong_way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    // The lowest free number is what open() returns, and that is `fd`.
    if (RetryInterrupted([&] { return open("/dev/null", wrong_way); }) == -1) {
      return ErrnoStatus(errno);
    }
  }
  return absl::OkStatus();
}

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
