// What `promfile run` is measured against: the least that any wrapper does.
//   overhead_floor wrap COMMAND...          posix_spawn, wait4, its exit code
//   overhead_floor replace FILE COMMAND...  the same between two replaces of
//   FILE
//                                           by as many bytes as it has
//   overhead_floor time N COMMAND...        runs COMMAND N times and prints the
//                                           least and the median, in
//                                           microseconds

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace {

int Spawn(char** command) {
  pid_t pid;
  if (posix_spawnp(&pid, command[0], nullptr, nullptr, command, environ) != 0) {
    return 127;
  }
  int status = 0;
  rusage usage;
  wait4(pid, &status, 0, &usage);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Replace(const char* path) {
  static char text[1 << 16];
  const int old = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t size = read(old, text, sizeof text);
  close(old);
  char temporary[4096];
  snprintf(temporary, sizeof temporary, "%s.tmp", path);
  const int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = write(fd, text, static_cast<size_t>(size)) == size;
  fchmod(fd, 0644);
  close(fd);
  if (!written || rename(temporary, path) != 0) abort();
}

double Microseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e6 +
         static_cast<double>(now.tv_nsec) / 1e3;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 && strcmp(argv[1], "wrap") == 0) return Spawn(argv + 2);
  if (argc > 3 && strcmp(argv[1], "replace") == 0) {
    Replace(argv[2]);
    const int code = Spawn(argv + 3);
    Replace(argv[2]);
    return code;
  }
  if (argc > 3 && strcmp(argv[1], "time") == 0) {
    std::vector<double> times(static_cast<size_t>(atoi(argv[2])));
    for (double& time : times) {
      const double began = Microseconds();
      if (Spawn(argv + 3) != 0) return 1;
      time = Microseconds() - began;
    }
    std::sort(times.begin(), times.end());
    printf("%.1f %.1f\n", times[0], times[times.size() / 2]);
    return 0;
  }
  return 64;
}
