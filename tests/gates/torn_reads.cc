// 16 writers replace one file again and again, one reader reads it:
//   torn_reads READS DIRECTORY PROMFILE
//
// It reads on until one of a hundred reads has seen another version than the
// one before, or a writer failed. Prints one JSON line: of how many reads the
// file was missing, empty, short (or long), mixed of two versions, how many
// were whole, how often the reader saw another version than before, how many
// writes ended with 0 and how many with anything else. Durability is that of
// tmpfs: the writers are faster.

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <vector>

namespace {

constexpr int kWriters = 16;
constexpr int kLines = 200;

struct Shared {
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> written{0};
  std::atomic<uint64_t> failed{0};
};

// All versions have as many bytes.
std::string Version(int writer) {
  std::string text;
  char line[64];
  for (int i = 0; i < kLines; ++i) {
    snprintf(line, sizeof line, "m{writer=\"%02d\",line=\"%03d\"} 1\n", writer,
             i);
    text += line;
  }
  return text;
}

void WriteUntilStopped(int writer, const char* directory, const char* promfile,
                       Shared* shared) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::string input =
      std::string(directory) + "/input" + std::to_string(writer);
  const std::string text = Version(writer);
  const int file = open(input.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (write(file, text.data(), text.size()) !=
      static_cast<ssize_t>(text.size())) {
    _exit(74);
  }
  close(file);
  const char* const command[] = {promfile,      "write",   "--durability=none",
                                 "-d",          directory, "x",
                                 input.c_str(), nullptr};
  while (!shared->stop) {
    pid_t pid;
    int status = 0;
    if (posix_spawn(&pid, promfile, nullptr, nullptr,
                    const_cast<char**>(command), environ) != 0 ||
        waitpid(pid, &status, 0) != pid || status != 0) {
      ++shared->failed;
    } else {
      ++shared->written;
    }
  }
  _exit(0);
}

struct Seen {
  uint64_t missing = 0;
  uint64_t empty = 0;
  uint64_t short_or_long = 0;
  uint64_t mixed = 0;
  uint64_t whole = 0;
  uint64_t changes = 0;
};

// Reads once; `versions` are the writers', `last` is the writer whose version
// was seen before.
void Read(const char* path, const std::vector<std::string>& versions,
          Seen* seen, size_t* last) {
  static char text[1 << 16];
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    ++seen->missing;
    return;
  }
  size_t got = 0;
  ssize_t more = 0;
  while ((more = read(file, text + got, sizeof text - got)) > 0) {
    got += static_cast<size_t>(more);
  }
  close(file);
  if (got == 0) {
    ++seen->empty;
  } else if (got != versions[0].size()) {
    ++seen->short_or_long;
  } else {
    const auto writer = static_cast<size_t>(atoi(text + strlen("m{writer=\"")));
    if (writer >= versions.size() ||
        versions[writer].compare(0, got, text, got) != 0) {
      ++seen->mixed;
    } else {
      ++seen->whole;
      if (*last != writer) ++seen->changes;
      *last = writer;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: torn_reads READS DIRECTORY PROMFILE\n");
    return 64;
  }
  void* const memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 71;
  Shared* const shared = new (memory) Shared;
  std::vector<pid_t> writers;
  for (int i = 0; i < kWriters; ++i) {
    const pid_t pid = fork();
    if (pid == 0) WriteUntilStopped(i, argv[2], argv[3], shared);
    writers.push_back(pid);
  }
  while (shared->written == 0 && shared->failed == 0) usleep(1000);
  const std::string path = std::string(argv[2]) + "/x.prom";
  std::vector<std::string> versions;
  for (int i = 0; i < kWriters; ++i) versions.push_back(Version(i));
  Seen seen;
  size_t last = versions.size();
  const auto most = static_cast<uint64_t>(atol(argv[1]));
  for (uint64_t reads = 0; reads < most || seen.changes < most / 100; ++reads) {
    Read(path.c_str(), versions, &seen, &last);
    if (shared->failed > 0) break;
  }
  shared->stop = true;
  for (const pid_t pid : writers) waitpid(pid, nullptr, 0);
  printf(
      "{\"missing\": %lu, \"empty\": %lu, \"short\": %lu, \"mixed\": %lu, "
      "\"whole\": %lu, \"changes\": %lu, \"written\": %lu, \"failed\": %lu}\n",
      seen.missing, seen.empty, seen.short_or_long, seen.mixed, seen.whole,
      seen.changes, shared->written.load(), shared->failed.load());
  return 0;
}
