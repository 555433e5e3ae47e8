#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/optional.h"
#include "gtest/gtest.h"
#include "promfile/store/publish.h"
#include "promfile/store/update.h"
#include "promfile/system/posix_file_system.h"

namespace promfile {
namespace {

constexpr int kProcesses = 16;

bool IsLong() { return std::getenv("PROMFILE_LONG") != nullptr; }

double Seconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// In memory where that can be: what is held here is the order of calls, and
// what a disk keeps after a power cut is for other tests.
class Scratch {
 public:
  Scratch() {
    const bool memory = std::filesystem::is_directory("/dev/shm");
    path_ = absl::StrCat(memory ? "/dev/shm" : testing::TempDir(),
                         "/promfile-concurrency-XXXXXX");
    if (mkdtemp(&path_[0]) == nullptr) std::abort();
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Memory that all processes see.
template <typename T>
T* Shared() {
  void* memory = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return new (memory) T();
}

pid_t Start(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid == 0) _exit(body());
  return pid;
}

// True if it has exited with 0.
bool Succeeded(pid_t pid) {
  int status = -1;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

PublishOptions WithoutSync() {
  PublishOptions options;
  options.replace.durability = Durability::kNone;
  return options;
}

// --- Writers and a reader.

constexpr char kHead[] = "# HELP m Lines of one version.\n# TYPE m gauge\n";
constexpr int kLines = 60;
constexpr size_t kTag = 10;  // "12-0000345"

std::string Tag(int writer, int version) {
  return absl::StrFormat("%02d-%07d", writer, version);
}

// A text of which every line tells whose it is. All are of one size.
std::string Version(int writer, int version) {
  std::string text = kHead;
  for (int line = 0; line < kLines; ++line) {
    absl::StrAppendFormat(&text, "m{line=\"%02d\",version=\"%s\"} 1\n", line,
                          Tag(writer, version));
  }
  return text;
}

struct Race {
  std::atomic<bool> over{false};
  // The last version that each writer has begun to publish.
  std::atomic<int> begun[kProcesses];
  std::atomic<int> published[kProcesses];
};

int Write(const std::string& path, int writer, Race& race) {
  PosixFileSystem files;
  auto directory = files.OpenDirectory(path);
  if (!directory.ok()) return 1;
  const PublishOptions options = WithoutSync();
  for (int version = 1; !race.over; ++version) {
    race.begun[writer] = version;
    const PublishResult result = Publish(files, **directory, "x.prom",
                                         Version(writer, version), options);
    if (!result.replace.status.ok() || !result.replace.replaced) {
      std::fprintf(stderr, "%s\n", result.replace.status.ToString().c_str());
      return 2;
    }
    race.published[writer] = version;
  }
  return 0;
}

// What a reader found, and what it should have.
struct Seen {
  size_t reads = 0;
  size_t versions = 0;  // other than the one before
  size_t missing = 0;
  size_t empty = 0;
  size_t torn = 0;
  size_t foreign = 0;  // nobody has written this
  size_t older = 0;    // than one of the same writer that was seen before
};

class Reader {
 public:
  Reader(const std::string& path, const Race& race)
      : path_(path + "/x.prom"), race_(race), plan_(Version(0, 1)) {}

  void Read(Seen* seen) {
    ++seen->reads;
    // As a collector does: by name, every time anew.
    const int fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
      ++seen->missing;
      return;
    }
    ssize_t size = 0;
    for (ssize_t count = 1; count > 0; size += count) {
      count = read(fd, text_ + size, sizeof text_ - static_cast<size_t>(size));
    }
    close(fd);
    Judge(absl::string_view(text_, static_cast<size_t>(size)), seen);
  }

 private:
  void Judge(absl::string_view text, Seen* seen) {
    if (text.empty()) {
      ++seen->empty;
      return;
    }
    constexpr absl::string_view kBefore = "m{line=\"00\",version=\"";
    constexpr size_t kFirst = sizeof kHead - 1 + kBefore.size();
    const size_t line_size = (plan_.size() - (sizeof kHead - 1)) / kLines;
    if (text.size() != plan_.size()) {
      ++seen->torn;
      return;
    }
    char tag[kTag + 1] = {};
    std::memcpy(tag, text.data() + kFirst, kTag);
    // With the tag in its place, the plan is what the text has to be.
    for (size_t line = 0; line < kLines; ++line) {
      std::memcpy(&plan_[kFirst + line * line_size], tag, kTag);
    }
    if (text != plan_) {
      ++seen->torn;
      return;
    }
    int writer = -1;
    int version = -1;
    const bool is_tag = absl::SimpleAtoi(absl::string_view(tag, 2), &writer) &&
                        absl::SimpleAtoi(absl::string_view(tag + 3), &version);
    if (!is_tag || writer < 0 || writer >= kProcesses ||
        version > race_.begun[writer] || version < 1) {
      ++seen->foreign;
      return;
    }
    seen->older += version < last_[writer];
    seen->versions += version != last_[writer];
    last_[writer] = version;
  }

  const std::string path_;
  const Race& race_;
  std::string plan_;
  int last_[kProcesses] = {};
  char text_[64 << 10];
};

TEST(ManyProcessesTest, AReaderSeesWholeVersionsOnly) {
  const Scratch scratch;
  Race& race = *Shared<Race>();
  {
    PosixFileSystem files;
    auto directory = files.OpenDirectory(scratch.path());
    race.begun[0] = 1;
    ASSERT_TRUE(
        Publish(files, **directory, "x.prom", Version(0, 1), WithoutSync())
            .replace.status.ok());
  }
  std::vector<pid_t> writers;
  for (int writer = 0; writer < kProcesses; ++writer) {
    writers.push_back(
        Start([&, writer] { return Write(scratch.path(), writer, race); }));
  }
  const size_t reads = IsLong() ? 10000000 : 1000000;
  Seen seen;
  Reader reader(scratch.path(), race);
  const double began = Seconds();
  while (seen.reads < reads) reader.Read(&seen);
  const double took = Seconds() - began;
  race.over = true;
  for (const pid_t writer : writers) EXPECT_TRUE(Succeeded(writer));
  int published = 0;
  for (const std::atomic<int>& versions : race.published) published += versions;
  std::printf(
      "%zu reads in %.1f s, %zu times another version than before; %d "
      "published by %d processes\n"
      "%zu missing, %zu empty, %zu torn, %zu foreign, %zu older\n",
      seen.reads, took, seen.versions, published, kProcesses, seen.missing,
      seen.empty, seen.torn, seen.foreign, seen.older);
  EXPECT_EQ(seen.missing + seen.empty + seen.torn + seen.foreign + seen.older,
            0u);
  // Both were busy at the same time.
  EXPECT_GT(seen.versions, 100u);
  EXPECT_GE(published, kProcesses);
}

// --- Read, change, publish.

absl::StatusOr<std::string> CountUp(
    const absl::optional<std::string>& previous) {
  long long count = 0;
  if (previous.has_value()) {
    const size_t value = previous->rfind(' ');
    if (value == std::string::npos ||
        !absl::SimpleAtoi(previous->substr(value + 1), &count)) {
      return absl::DataLossError("no number");
    }
  }
  return absl::StrCat(
      "# HELP changes_total What was counted.\n# TYPE changes_total counter\n"
      "changes_total ",
      count + 1, "\n");
}

long long Counted(const std::string& directory) {
  std::FILE* file = std::fopen((directory + "/c.prom").c_str(), "r");
  if (file == nullptr) return 0;
  char text[256] = {};
  const size_t size = std::fread(text, 1, sizeof text - 1, file);
  std::fclose(file);
  const absl::string_view read(text, size);
  long long count = -1;
  if (!absl::SimpleAtoi(read.substr(read.rfind(' ') + 1), &count)) return -1;
  return count;
}

struct Changes {
  std::atomic<int> done[kProcesses];
  std::atomic<int> begun[kProcesses];
  std::atomic<int> longest_ms[kProcesses];
};

// `changes` times one more. Exit code 0 if each was done.
int Change(const std::string& path, int changes, int process, Changes& all) {
  PosixFileSystem files;
  auto directory = files.OpenDirectory(path);
  if (!directory.ok()) return 1;
  const PublishOptions options = WithoutSync();
  for (int i = 0; i < changes; ++i) {
    const double began = Seconds();
    ++all.begun[process];
    const PublishResult result =
        Update(files, **directory, "c.prom", options, CountUp);
    if (!result.replace.status.ok()) {
      std::fprintf(stderr, "%s\n", result.replace.status.ToString().c_str());
      return 2;
    }
    ++all.done[process];
    const int ms = static_cast<int>((Seconds() - began) * 1000);
    all.longest_ms[process] = std::max(all.longest_ms[process].load(), ms);
  }
  return 0;
}

TEST(ManyProcessesTest, EveryChangeIsCounted) {
  const Scratch scratch;
  Changes& all = *Shared<Changes>();
  const int total = IsLong() ? 1000000 : 100000;
  const double began = Seconds();
  std::vector<pid_t> processes;
  for (int process = 0; process < kProcesses; ++process) {
    processes.push_back(Start([&, process] {
      return Change(scratch.path(), total / kProcesses, process, all);
    }));
  }
  // Nobody gives up: the lock is waited for ten seconds at most.
  for (const pid_t process : processes) EXPECT_TRUE(Succeeded(process));
  const double took = Seconds() - began;
  int longest = 0;
  for (const std::atomic<int>& ms : all.longest_ms) {
    longest = std::max(longest, ms.load());
  }
  std::printf("%lld changes by %d processes in %.1f s, the longest %d ms\n",
              Counted(scratch.path()), kProcesses, took, longest);
  EXPECT_EQ(Counted(scratch.path()), total);
}

TEST(ManyProcessesTest, AKilledOneHasCountedOnceOrNotAtAll) {
  const Scratch scratch;
  Changes& all = *Shared<Changes>();
  const int kills = IsLong() ? 5000 : 300;
  std::mt19937 chance(1);
  std::vector<pid_t> processes(kProcesses);
  const auto start = [&](int process) {
    processes[process] = Start(
        [&, process] { return Change(scratch.path(), 1 << 30, process, all); });
  };
  for (int process = 0; process < kProcesses; ++process) start(process);
  for (int kill_count = 0; kill_count < kills; ++kill_count) {
    const int process = static_cast<int>(chance() % kProcesses);
    usleep(chance() % 4000);
    kill(processes[process], SIGKILL);
    waitpid(processes[process], nullptr, 0);
    start(process);
  }
  for (const pid_t process : processes) kill(process, SIGKILL);
  for (const pid_t process : processes) waitpid(process, nullptr, 0);

  int done = 0;
  int begun = 0;
  for (int process = 0; process < kProcesses; ++process) {
    done += all.done[process];
    begun += all.begun[process];
  }
  const long long counted = Counted(scratch.path());
  std::printf("%d kills: %d changes done, %d begun, %lld counted\n",
              kills + kProcesses, done, begun, counted);
  EXPECT_GE(counted, done);
  EXPECT_LE(counted, begun);
  EXPECT_GT(done, kills);
  // What the killed have left goes with the next change.
  EXPECT_EQ(Change(scratch.path(), 1, 0, all), 0);
  EXPECT_EQ(Counted(scratch.path()), counted + 1);
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(scratch.path())) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{".promfile.lock", "c.prom"}));
}

}  // namespace
}  // namespace promfile
