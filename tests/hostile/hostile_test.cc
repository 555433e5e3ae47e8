// Root writes into a directory that belongs to an attacker, who makes one move
// while promfile stands between two of its system calls: before every call,
// every move of the table, for every command that writes.
//
//   hostile_test PROMFILE [STEPS]
//
// Prints "steps tried N of M, lost 0". Tries STEPS of them, with every call and
// every move among them, the others chosen by SEED; PROMFILE_LONG=1 tries all.

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/faults/tracer.h"
#include "tests/hostile/attack.h"
#include "tests/hostile/moves.h"
#include "tests/hostile/steps.h"
#include "tests/hostile/textfile_world.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

constexpr size_t kShortSteps = 1000;
constexpr int kMostWorkers = 4;
constexpr int kMostAttempts = 5;
constexpr int kMostShown = 40;
constexpr size_t kProgress = 2000;

// What the workers have done together.
struct Totals {
  std::atomic<size_t> next{0};  // the step to be tried
  std::atomic<int> tried{0};
  std::atomic<int> not_made{0};
  std::atomic<int> lost{0};
  std::atomic<int> codes[256] = {};
};

// Every moment of every command with every move; the moments are those of a run
// in peace. Empty if that fails.
std::vector<Step> AllSteps(const std::string& promfile, TextfileWorld* world) {
  std::vector<Step> all;
  for (const Command& command : Commands()) {
    Attack peace(promfile, world, {&command, 0, AllMoves()[0]});
    const std::vector<std::string> wrong = peace.Run();
    if (!wrong.empty() || peace.end().exit_code != 0) {
      std::printf("LOST without any move: %s: %s\n%s", command.name.c_str(),
                  absl::StrJoin(wrong, "; ").c_str(),
                  peace.end().error.c_str());
      return {};
    }
    const std::vector<Step> steps = StepsOf(command, peace.moments());
    all.insert(all.end(), steps.begin(), steps.end());
    std::printf("%s: %zu system calls, %zu steps\n", command.name.c_str(),
                peace.moments().size(), steps.size());
  }
  return all;
}

// False if the moment did not come.
bool Try(const std::string& promfile, TextfileWorld* world, const Step& step,
         Totals* totals) {
  Attack attack(promfile, world, step);
  const std::vector<std::string> wrong = attack.Run();
  if (!attack.moved()) return false;
  ++totals->tried;
  ++totals->codes[attack.end().exit_code & 0xff];
  if (wrong.empty() || ++totals->lost > kMostShown) return true;
  std::printf("LOST: %s, before call %d, %s: %s\n%s",
              step.command->name.c_str(), step.moment,
              Describe(step.move).c_str(), absl::StrJoin(wrong, "; ").c_str(),
              attack.end().error.c_str());
  return true;
}

// A process that tries steps in a world of its own below `root` until none is
// left.
pid_t StartWorker(const std::string& promfile, const std::string& root,
                  const std::vector<Step>& steps, Totals* totals) {
  const pid_t parent = getpid();
  const pid_t worker = fork();
  if (worker != 0) return worker;
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != parent) _exit(1);
  const std::string own = absl::StrCat(root, "/", getpid());
  if (mkdir(own.c_str(), 0755) != 0) _exit(1);
  TextfileWorld world(own);
  for (size_t next; (next = totals->next++) < steps.size();) {
    int attempts = 0;
    while (!Try(promfile, &world, steps[next], totals)) {
      // How fast a job ends may add a call or take one away.
      if (++attempts == kMostAttempts) {
        ++totals->not_made;
        break;
      }
    }
    if ((next + 1) % kProgress == 0) {
      std::printf("%zu of %zu, lost %d\n", next + 1, steps.size(),
                  totals->lost.load());
    }
  }
  rmdir(own.c_str());
  _exit(0);
}

// As many as there are processors for this process.
int Workers() {
  cpu_set_t processors;
  if (sched_getaffinity(0, sizeof processors, &processors) != 0) return 1;
  return std::min(CPU_COUNT(&processors), kMostWorkers);
}

// False if any step is lost, or a worker does not come to its end.
bool TryAll(const std::string& promfile, const std::string& root,
            const std::vector<Step>& steps) {
  void* const shared = mmap(nullptr, sizeof(Totals), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return false;
  auto* const totals = new (shared) Totals;
  int started = 0;
  while (started < Workers() &&
         StartWorker(promfile, root, steps, totals) > 0) {
    ++started;
  }
  bool all_ended = started > 0;
  for (int status; started > 0 && wait(&status) > 0; --started) {
    if (status == 0) continue;
    std::printf("a worker has ended with status %d\n", status);
    all_ended = false;
  }
  for (int code = 0; code < 256; ++code) {
    const int times = totals->codes[code];
    if (times > 0) std::printf("exit code %d: %d times\n", code, times);
  }
  std::printf("steps tried %d of %zu, lost %d\n", totals->tried.load(),
              steps.size(), totals->lost.load());
  const bool nearly_all = totals->not_made * 100 <= totals->tried;
  if (totals->not_made > 0) {
    std::printf("moves that could not be made: %d\n", totals->not_made.load());
  }
  return all_ended && nearly_all && totals->lost == 0;
}

int Main(const std::string& promfile, size_t count) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (geteuid() != 0) {
    std::printf(
        "not checked: whether root is safe, because this is not root\n");
    return 0;
  }
  const std::string why = WhyNotTraceable();
  if (!why.empty()) {
    std::printf("not checked: any step: %s\n", why.c_str());
    return 0;
  }
  const TemporaryDirectory scratch;
  const std::string root = scratch / "world";
  if (mkdir(root.c_str(), 0755) != 0) return 1;
  // A thousand directories a second; the disk itself is not what is attacked.
  // Seen by this process and its children only, so that it ends with them.
  const bool in_memory =
      unshare(CLONE_NEWNS) == 0 &&
      mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      mount("none", root.c_str(), "tmpfs", 0, "") == 0;
  if (!in_memory) std::printf("on a disk: no tmpfs can be mounted here\n");
  TextfileWorld world(root);
  std::vector<Step> steps = AllSteps(promfile, &world);
  bool won = !steps.empty();
  if (won && std::getenv("PROMFILE_LONG") == nullptr) {
    const char* const given = std::getenv("SEED");
    const unsigned seed =
        given == nullptr ? 4 : std::strtoul(given, nullptr, 10);
    const size_t all = steps.size();
    steps = Sample(std::move(steps), count, seed);
    std::printf(
        "SEED=%u: %zu steps of %zu, every call and every move among them\n",
        seed, steps.size(), all);
  }
  won = won && TryAll(promfile, root, steps);
  if (in_memory) umount2(root.c_str(), MNT_DETACH);
  return won ? 0 : 1;
}

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: hostile_test PROMFILE [STEPS]\n");
    return 64;
  }
  const size_t count =
      argc == 3 ? std::strtoul(argv[2], nullptr, 10) : promfile::kShortSteps;
  return promfile::Main(argv[1], count);
}
