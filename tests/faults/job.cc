// A batch job for the sweep: leaves one byte in a file each time it runs,
// prints a line, and exits as it is told.
//
//   job LOG TEXT CODE

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

int main(int argc, char** argv) {
  if (argc != 4) return 99;
  const int log = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (log < 0 || write(log, "x", 1) != 1) return 98;
  const size_t size = strlen(argv[2]);
  if (write(STDOUT_FILENO, argv[2], size) != static_cast<ssize_t>(size)) {
    return 97;
  }
  return atoi(argv[3]);
}
