// Lets every system call of every command that writes or runs go wrong in every
// plausible way, one at a time and some in pairs, and holds what is promised
// each time. Prints what was injected and what was survived, and holds the
// table in docs/ATOMICITY.md to what was observed.
//
//   sweep write|jobs PROMFILE JOB ATOMICITY.md [--update]
//
// --update writes the table there instead. SEED chooses the pairs of faults;
// PROMFILE_LONG=1 leaves nothing out and takes many more pairs.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "tests/faults/doc_part.h"
#include "tests/faults/fault_table.h"
#include "tests/faults/observation.h"
#include "tests/faults/scenario.h"
#include "tests/faults/tracer.h"
#include "tests/faults/verdict.h"
#include "tests/faults/world.h"

namespace promfile {
namespace {

// Of one call, in the table and in the short form.
constexpr int kMostOccurrences = 4;

struct Settings {
  std::string what;  // "write" or "jobs"
  std::string promfile;
  std::string job;
  std::string page;
  bool update = false;
  bool is_long = false;
  unsigned seed = 1;
};

// Injected and survived, by kind of fault.
class Score {
 public:
  void Add(const std::string& kind, bool survived) {
    ++counts_[kind].injected;
    if (survived) ++counts_[kind].survived;
  }
  void NotReached() { ++not_reached_; }

  // True if everything was survived.
  bool Print() const {
    Count total;
    for (const auto& row : counts_) {
      std::cout << row.first << ": " << row.second.injected << " injected, "
                << row.second.survived << " survived\n";
      total.injected += row.second.injected;
      total.survived += row.second.survived;
    }
    std::cout << "not reached: " << not_reached_ << "\n";
    std::cout << "total: " << total.injected << " injected, " << total.survived
              << " survived\n";
    return total.injected > 0 && total.injected == total.survived;
  }

 private:
  struct Count {
    size_t injected = 0;
    size_t survived = 0;
  };
  std::map<std::string, Count> counts_;
  size_t not_reached_ = 0;
};

class Sweep {
 public:
  Sweep(const Settings& settings, const Scenario& scenario, bool with_start,
        FaultTable* table, std::set<std::string>* met_before)
      : settings_(settings),
        scenario_(scenario),
        with_start_(with_start),
        table_(*table),
        met_before_(*met_before) {
    Prepare();
  }

  // Every fault by itself.
  void Singles(Score* score) {
    for (const MetCall& met : calls_) {
      if (scenario_.is_run && met.at.label.call == "wait4")
        when_ = ", after the job";
      if (!IsWanted(met.at)) continue;
      for (const CallFault& fault : met.faults) {
        if (!IsWanted(met.at.label, fault)) continue;
        const Injection injection = {met.at, fault, 0, 0};
        if (!Strike(injection, KindName(fault.kind), score)) {
          score->NotReached();
          std::cout << scenario_.name << ": not reached: " << fault.Text()
                    << " at " << met.at.label.Text() << " number "
                    << met.at.occurrence << "\n";
        }
      }
    }
  }

  // Two faults, the second somewhere after the first.
  void Pairs(size_t count, Score* score) {
    std::mt19937 chance(settings_.seed);
    // Many seconds come too late, because the program has ended.
    for (size_t n = 0, drawn = 0; n < count && drawn < 5 * count; ++drawn) {
      const MetCall& met = calls_[chance() % calls_.size()];
      const CallFault& fault = met.faults[chance() % met.faults.size()];
      if (fault.is_kill()) continue;
      const int distance = 1 + static_cast<int>(chance() % 12);
      const Injection injection = {met.at, fault, distance,
                                   static_cast<unsigned>(chance())};
      if (Strike(injection, "pair", score)) ++n;
    }
  }

 private:
  void Prepare() {
    const auto run_plainly = [&](const std::vector<std::string>& words) {
      Scenario plain;
      plain.arguments = words;
      const Observation seen =
          Observe(plain, settings_.promfile, world_, nullptr);
      if (seen.end.exit_code != 0)
        Stop(absl::StrCat("cannot prepare: ", seen.end.error));
    };
    scenario_.prepare(world_, run_plainly);
    world_.Keep();
    old_ = world_.Read(absl::StrCat("d/", scenario_.target));
    const Observation seen =
        Observe(scenario_, settings_.promfile, world_, nullptr);
    if (!seen.unknown_call.empty()) {
      Stop(
          absl::StrCat("nobody has said how ", seen.unknown_call, " may fail"));
    }
    const auto broken = BrokenPromises(scenario_, old_, seen, nullptr);
    if (!broken.empty()) {
      Stop(absl::StrCat("without a fault: ", absl::StrJoin(broken, "; "), ": ",
                        seen.end.error));
    }
    calls_ = seen.calls;
  }

  [[noreturn]] void Stop(const std::string& why) {
    std::cout << scenario_.name << ": " << why << "\n";
    std::exit(1);
  }

  // All, in the long form. Else a call that is made again and again is one for
  // each of its first times, and the C library's start is one for all commands.
  bool IsWanted(const Place& at) const {
    if (settings_.is_long) return true;
    if (at.label.object == kStartUp && !with_start_) return false;
    return at.occurrence <= kMostOccurrences;
  }

  // In the short form, of what another command has met already, a third.
  bool IsWanted(const CallLabel& label, const CallFault& fault) {
    const bool is_new =
        met_before_.insert(absl::StrCat(label.Text(), ": ", fault.Text()))
            .second;
    if (settings_.is_long || scenario_.in_table || fault.is_kill()) return true;
    return is_new || ++repeated_ % 3 == 0;
  }

  // False if the fault, or one of two, did not come into effect.
  bool Strike(const Injection& injection, const std::string& kind,
              Score* score) {
    // What a job does meanwhile may take a call away: once more, then.
    constexpr int kAttempts = 3;
    Observation seen;
    for (int attempt = 0; attempt < kAttempts && !seen.struck; ++attempt) {
      world_.Reset();
      seen = Observe(scenario_, settings_.promfile, world_, &injection);
    }
    const bool is_pair = injection.distance > 0;
    if (!seen.struck || (is_pair && !seen.struck_second)) return false;
    auto broken = BrokenPromises(scenario_, old_, seen, &injection);
    if (NeedsCleanRun(seen)) {
      const Observation clean =
          Observe(scenario_, settings_.promfile, world_, nullptr);
      for (std::string& problem : BrokenAfterwards(scenario_, seen, clean)) {
        broken.push_back(std::move(problem));
      }
    }
    score->Add(kind, broken.empty());
    if (!broken.empty()) Complain(injection, seen, broken);
    if (scenario_.in_table && !is_pair &&
        injection.at.occurrence <= kMostOccurrences) {
      table_.Add(scenario_, when_, old_, injection, seen);
    }
    return true;
  }

  void Complain(const Injection& injection, const Observation& seen,
                const std::vector<std::string>& broken) {
    std::cout << scenario_.name << ": " << injection.fault.Text() << " at "
              << injection.at.label.Text() << " number "
              << injection.at.occurrence;
    if (!seen.second.empty()) std::cout << ", then " << seen.second;
    std::cout << "\n  broken: " << absl::StrJoin(broken, "; ") << "\n  exit "
              << seen.end.exit_code << ", signal " << seen.end.signal << ": "
              << seen.end.error << "\n";
  }

  const Settings& settings_;
  const Scenario& scenario_;
  const bool with_start_;
  FaultTable& table_;
  std::set<std::string>& met_before_;
  size_t repeated_ = 0;
  std::string when_;
  World world_;
  absl::optional<std::string> old_;
  std::vector<MetCall> calls_;
};

// True if the page has the table, or cannot be held to it here.
bool HoldsTable(const Settings& settings, const FaultTable& table) {
  const std::string name =
      absl::StrCat("faults of ", settings.what == "write" ? "write" : "run");
  const std::string text = absl::StrCat("\n", table.Markdown(), "\n");
  if (!World().in_memory() || geteuid() != 0) {
    std::cout << "table: not checked: it is made as root, with a tmpfs in "
                 "/dev/shm\n";
    return true;
  }
  const std::string problem = settings.update
                                  ? ReplacePart(settings.page, name, text)
                                  : DifferenceOfPart(settings.page, name, text);
  if (problem.empty()) return true;
  std::cout << problem << "\n" << text;
  return false;
}

int Main(const Settings& settings) {
  const std::string why = WhyNotTraceable();
  if (!why.empty()) {
    std::cout << "not checked: " << why << "\n";
    return 0;
  }
  const std::vector<Scenario> scenarios = settings.what == "write"
                                              ? WriteScenarios(settings.job)
                                              : JobScenarios(settings.job);
  Score score;
  FaultTable table;
  std::set<std::string> met_before;
  bool first = true;
  for (const Scenario& scenario : scenarios) {
    if (settings.update && !scenario.in_table) continue;
    const absl::Time began = absl::Now();
    Sweep sweep(settings, scenario, first || settings.is_long, &table,
                &met_before);
    first = false;
    sweep.Singles(&score);
    sweep.Pairs(settings.is_long ? 2000 : 100, &score);
    std::cout << scenario.name << ": "
              << absl::FormatDuration(absl::Now() - began) << std::endl;
  }
  std::cout << "seed " << settings.seed << "\n";
  const bool survived = score.Print();
  return HoldsTable(settings, table) && survived ? 0 : 1;
}

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 4) return 64;
  const auto absolute = [](const std::string& path) {
    return std::filesystem::absolute(path).string();
  };
  promfile::Settings settings;
  settings.what = words[0];
  settings.promfile = absolute(words[1]);
  settings.job = absolute(words[2]);
  settings.page = words[3];
  settings.update = words.size() > 4 && words[4] == "--update";
  settings.is_long = getenv("PROMFILE_LONG") != nullptr;
  if (const char* seed = getenv("SEED")) {
    settings.seed = static_cast<unsigned>(atoi(seed));
  }
  return promfile::Main(settings);
}
