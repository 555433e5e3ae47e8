#ifndef PROMFILE_SYSTEM_UNIQUE_FD_H_
#define PROMFILE_SYSTEM_UNIQUE_FD_H_

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace promfile {

// Makes a system call again for as long as a signal interrupts it.
template <typename Call>
auto RetryInterrupted(Call call) -> decltype(call()) {
  for (;;) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

// Owns a file descriptor.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.Release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) Reset(other.Release());
    return *this;
  }
  ~UniqueFd() { Reset(-1); }

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }
  // Closes what it holds, keeping errno, and takes `fd`.
  void Reset(int fd) {
    if (fd_ >= 0) {
      const int error = errno;
      // Not repeated after EINTR: Linux has closed it already.
      close(fd_);
      errno = error;
    }
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

// Takes the result of open() and the like. A process that was started with its
// standard input, output or error closed gets those numbers for the first files
// that it opens, and a message would then be written into a metrics file: such
// a descriptor is moved above them, and the standard one stays closed, for
// children too. Costs nothing otherwise. Invalid, with errno, on failure.
inline UniqueFd AboveStandard(int fd) {
  UniqueFd opened(fd);
  if (fd < 0 || fd > STDERR_FILENO) return opened;
  return UniqueFd(RetryInterrupted(
      [&] { return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1); }));
}

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_UNIQUE_FD_H_
