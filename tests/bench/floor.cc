// What nobody can be faster than, in process:
//   floor lines FILE SECONDS       finds every line feed of FILE by memchr
//   floor files DIRECTORY SECONDS  opens, asks the size of, reads and closes
//                                  every file in it whose name ends in .prom
// One JSON line.

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/bench/measure.h"

namespace {

uint64_t Lines(const std::string& text) {
  uint64_t lines = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  while ((at = static_cast<const char*>(
              memchr(at, '\n', static_cast<size_t>(end - at)))) != nullptr) {
    ++at;
    ++lines;
  }
  return lines;
}

struct Seen {
  uint64_t files = 0;
  uint64_t bytes = 0;
};

Seen ReadFiles(const char* path, std::string* buffer) {
  Seen seen;
  DIR* const directory = opendir(path);
  if (directory == nullptr) std::abort();
  const int fd = dirfd(directory);
  while (const dirent* const entry = readdir(directory)) {
    const size_t size = strlen(entry->d_name);
    if (size < 5 || strcmp(entry->d_name + size - 5, ".prom") != 0) continue;
    const int file = openat(fd, entry->d_name, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (file < 0 || fstat(file, &info) != 0) std::abort();
    ssize_t got = 0;
    while ((got = read(file, &(*buffer)[0], buffer->size())) > 0) {
      seen.bytes += static_cast<uint64_t>(got);
      if (got < static_cast<ssize_t>(buffer->size())) break;
    }
    close(file);
    ++seen.files;
  }
  closedir(directory);
  return seen;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && strcmp(argv[1], "lines") == 0) {
    const std::string text = promfile::ReadAll(argv[2]);
    const uint64_t lines = Lines(text);
    promfile::Measure("lines", text.size(), lines, std::atof(argv[3]), [&] {
      if (Lines(text) != lines) std::abort();
    });
    return 0;
  }
  if (argc == 4 && strcmp(argv[1], "files") == 0) {
    std::string buffer(size_t{256} << 10, '\0');
    const Seen once = ReadFiles(argv[2], &buffer);
    promfile::Measure("files", once.bytes, once.files, std::atof(argv[3]), [&] {
      if (ReadFiles(argv[2], &buffer).bytes != once.bytes) std::abort();
    });
    return 0;
  }
  std::fprintf(stderr, "usage: floor lines|files PATH SECONDS\n");
  return 64;
}
