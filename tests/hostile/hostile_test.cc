// Root writes into a directory that belongs to an attacker, who makes one move
// while promfile stands before or after one of its system calls: at every call,
// every move of the table, for every command that writes.
//
//   hostile_test PROMFILE [STEPS]
//
// Prints "steps tried N, lost 0". Tries a sample of STEPS, the same one every
// time; PROMFILE_LONG=1 tries them all.

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/faults/tracer.h"
#include "tests/hostile/moves.h"
#include "tests/hostile/textfile_world.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

constexpr size_t kShortSteps = 1500;
constexpr char kNewText[] = "batch_job_runs_total";

// A command that writes, and what it has to do.
struct Command {
  const char* name;
  std::vector<std::string> arguments;  // before "-d DIRECTORY"
  std::vector<std::string> rest;       // after it
  const char* target;
  const char* text;  // what is published holds this
  bool has_unnamed_files;
  bool runs_a_job;  // exits 0 whatever becomes of its metrics
};

const std::vector<Command>& Commands() {
  static const auto& commands = *new std::vector<Command>{
      {"write", {"write"}, {"x"}, "x.prom", "new 1\n", true, false},
      {"write without O_TMPFILE",
       {"write"},
       {"x"},
       "x.prom",
       "new 1\n",
       false,
       false},
      {"run",
       {"run"},
       {"job", "--", "/bin/true"},
       "job.prom",
       kNewText,
       true,
       true},
      {"report",
       {"report"},
       {"job", "--exit-code", "0"},
       "job.prom",
       kNewText,
       true,
       false},
      {"declare",
       {"declare"},
       {"job", "--every", "1h"},
       "job.prom",
       kNewText,
       true,
       false},
  };
  return commands;
}

struct Step {
  const Command* command;
  int stop;  // 1, 2, 3, ...: entries and exits of calls, counted
  Move move;
};

// One command, and one move while it stands still.
class Attack {
 public:
  Attack(const std::string& promfile, TextfileWorld* world, const Step& step)
      : promfile_(promfile), world_(world), step_(step) {}

  // Returns what went wrong. `stops` counts, and no move is made at stop 0.
  std::vector<std::string> Run() {
    const Command& command = *step_.command;
    Program program;
    program.arguments = {promfile_};
    Append(command.arguments, &program);
    Append({"-d", world_->given_directory()}, &program);
    Append(command.rest, &program);
    program.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
    program.input = command.text;
    end_ = Trace(program, [this](StoppedCall& call) { Stopped(call); });
    return Judge();
  }

  int stops() const { return stops_; }
  bool moved() const { return moved_; }
  const TracedEnd& end() const { return end_; }

 private:
  static void Append(const std::vector<std::string>& words, Program* program) {
    program->arguments.insert(program->arguments.end(), words.begin(),
                              words.end());
  }

  void Stopped(StoppedCall& call) {
    constexpr uint64_t kUnnamed = 020000000;  // O_TMPFILE without O_DIRECTORY
    if (!step_.command->has_unnamed_files && !call.is_exit() &&
        call.number() == SYS_openat && (call.argument(2) & kUnnamed) != 0) {
      call.Skip(-EOPNOTSUPP);
    }
    if (call.is_exit() && call.number() == SYS_renameat && call.result() == 0 &&
        call.StringArgument(3) == step_.command->target) {
      const std::string directory =
          call.DescriptorTarget(static_cast<int>(call.argument(2)));
      in_place_ = HoldsText(absl::StrCat(directory, "/", step_.command->target),
                            step_.command->text);
    }
    if (moved_ && call.is_exit() && call.number() == SYS_openat &&
        call.result() >= 0 &&
        call.StringArgument(1) == world_->given_directory()) {
      opened_after_move_ = true;
    }
    if (++stops_ != step_.stop) return;
    moved_ = Make(step_.move, step_.command->target, world_);
  }

  std::vector<std::string> Judge() const {
    // Who may rename the directory itself decides where it is, for those who
    // come later.
    const bool leads_there = opened_after_move_ &&
                             step_.move.place == Place::kDirectory &&
                             step_.move.thing == Thing::kLinkToVictim;
    std::vector<std::string> wrong = world_->Harm(leads_there);
    const auto expect = [&](bool holds, const std::string& sentence) {
      if (!holds) wrong.push_back(sentence);
    };
    expect(end_.problem.empty(), end_.problem);
    expect(!end_.timed_out, "blocked");
    expect(end_.timed_out || end_.signal == 0,
           absl::StrCat("killed by signal ", end_.signal));
    constexpr int kAllowed[] = {0, 73, 74, 77, 78};
    expect(std::find(std::begin(kAllowed), std::end(kAllowed),
                     end_.exit_code) != std::end(kAllowed),
           absl::StrCat("exit code ", end_.exit_code));
    if (step_.command->runs_a_job) {
      expect(end_.exit_code == 0, "the job did not run");
    } else {
      expect(end_.exit_code != 0 || in_place_,
             "exit 0, but something else was renamed");
      expect((end_.exit_code == 0) == end_.error.empty(),
             "a failure without a message, or the other way round");
    }
    expect(!absl::StrContains(end_.output, kSecret) &&
               !absl::StrContains(end_.error, kSecret),
           "the secret is told");
    return wrong;
  }

  const std::string& promfile_;
  TextfileWorld* world_;
  Step step_;
  int stops_ = 0;
  bool moved_ = false;
  bool in_place_ = false;
  bool opened_after_move_ = false;
  TracedEnd end_;
};

// Every stop of every command with every move; the stops are those of a run in
// peace.
std::vector<Step> AllSteps(const std::string& promfile, TextfileWorld* world) {
  std::vector<Step> steps;
  const std::vector<Move> moves = AllMoves();
  for (const Command& command : Commands()) {
    world->Build();
    Attack peace(promfile, world, {&command, 0, moves[0]});
    const std::vector<std::string> wrong = peace.Run();
    world->Remove();
    std::printf("%s: %d system calls, %d stops\n", command.name,
                peace.end().calls, peace.stops());
    if (!wrong.empty() || peace.end().exit_code != 0) {
      std::printf("LOST without any move: %s\n%s",
                  absl::StrJoin(wrong, "; ").c_str(),
                  peace.end().error.c_str());
      return {};
    }
    for (int stop = 1; stop <= peace.stops(); ++stop) {
      for (const Move& move : moves) steps.push_back({&command, stop, move});
    }
  }
  return steps;
}

// False if any step is lost.
bool TryAll(const std::string& promfile, TextfileWorld* world,
            const std::vector<Step>& steps) {
  int tried = 0;
  int lost = 0;
  std::map<int, int> codes;
  for (const Step& step : steps) {
    world->Build();
    Attack attack(promfile, world, step);
    const std::vector<std::string> wrong = attack.Run();
    world->Remove();
    if (!attack.moved()) continue;
    ++tried;
    ++codes[attack.end().exit_code];
    if (wrong.empty()) continue;
    ++lost;
    if (lost > 40) continue;
    std::printf("LOST: %s, stop %d, %s: %s\n%s", step.command->name, step.stop,
                Describe(step.move).c_str(), absl::StrJoin(wrong, "; ").c_str(),
                attack.end().error.c_str());
  }
  for (const auto& code : codes) {
    std::printf("exit code %d: %d times\n", code.first, code.second);
  }
  std::printf("steps tried %d, lost %d\n", tried, lost);
  return lost == 0 && tried > 0;
}

int Main(const std::string& promfile, size_t sample) {
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
  if (std::getenv("PROMFILE_LONG") == nullptr) {
    std::shuffle(steps.begin(), steps.end(), std::mt19937(4));
    steps.resize(std::min(steps.size(), sample));
  }
  const bool won = TryAll(promfile, &world, steps);
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
  const size_t sample =
      argc == 3 ? std::strtoul(argv[2], nullptr, 10) : promfile::kShortSteps;
  return promfile::Main(argv[1], sample);
}
