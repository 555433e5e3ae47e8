#include "promfile/system/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "promfile/system/errno_status.h"
#include "promfile/system/unique_fd.h"

namespace promfile {

absl::Status FillStandardStreams() {
  // One call tells for all three which are closed; it waits for nothing.
  pollfd streams[] = {
      {STDIN_FILENO, 0, 0}, {STDOUT_FILENO, 0, 0}, {STDERR_FILENO, 0, 0}};
  if (RetryInterrupted([&] { return poll(streams, 3, 0); }) == -1) {
    return ErrnoStatus(errno);
  }
  for (const pollfd& stream : streams) {
    if ((stream.revents & POLLNVAL) == 0) continue;
    const int wrong_way = stream.fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    // The lowest free number is what open() returns, and that is this one. A
    // program that we start has it closed, as we had.
    if (RetryInterrupted(
            [&] { return open("/dev/null", wrong_way | O_CLOEXEC); }) == -1) {
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
