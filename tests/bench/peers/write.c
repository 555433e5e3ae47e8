/* The least that replaces a file with 20 lines: write PATH [fsync].
 * It checks nothing, and looks for no other file. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE(n) "job_result_value{step=\"" #n "\"} 1" #n ".25\n"

static const char kText[] =
    "# HELP job_result_value Result of the job.\n"
    "# TYPE job_result_value gauge\n" LINE(00) LINE(01) LINE(02) LINE(03)
        LINE(04) LINE(05) LINE(06) LINE(07) LINE(08) LINE(09) LINE(10) LINE(11)
            LINE(12) LINE(13) LINE(14) LINE(15) LINE(16) LINE(17);

int main(int argc, char** argv) {
  if (argc < 2 || strlen(argv[1]) > 4000) return 64;
  const int sync = argc > 2;
  char temporary[4096];
  char folder[4096];
  strcpy(folder, argv[1]);
  strcat(strcpy(temporary, argv[1]), ".tmp");
  char* const slash = strrchr(folder, '/');
  if (slash == NULL) return 64;
  *slash = '\0';
  const int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const ssize_t size = sizeof kText - 1;
  if (fd < 0 || write(fd, kText, sizeof kText - 1) != size) return 74;
  if (fchmod(fd, 0644) != 0 || (sync && fsync(fd) != 0)) return 74;
  close(fd);
  if (rename(temporary, argv[1]) != 0) return 74;
  if (!sync) return 0;
  const int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return directory < 0 || fsync(directory) != 0 ? 74 : 0;
}
