// Lets every system call of every command that writes or runs go wrong in every
// plausible way, one at a time and some in pairs, and holds what is promised
// each time. Prints what was injected and what was survived.
//
//   sweep write|jobs PROMFILE JOB [--table]

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "tests/faults/observation.h"
#include "tests/faults/scenario.h"
#include "tests/faults/tracer.h"
#include "tests/faults/verdict.h"
#include "tests/faults/world.h"

namespace promfile {
namespace {

struct Settings {
  std::string promfile;
  std::string job;
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
  Sweep(const Settings& settings, const Scenario& scenario, bool with_start)
      : settings_(settings), scenario_(scenario), with_start_(with_start) {
    Prepare();
  }

  // Every fault by itself.
  void Singles(Score* score) {
    for (const MetCall& met : calls_) {
      const bool is_start = met.at.label.object == kStartUp;
      if (is_start && !with_start_) continue;
      for (const Fault& fault : met.faults) {
        const Injection injection = {met.at, fault, 0, 0};
        if (!Strike(injection, KindName(fault.kind), score)) {
          score->NotReached();
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
      const Fault& fault = met.faults[chance() % met.faults.size()];
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
  World world_;
  absl::optional<std::string> old_;
  std::vector<MetCall> calls_;
};

int Main(const std::string& what, const Settings& settings) {
  const std::string why = WhyNotTraceable();
  if (!why.empty()) {
    std::cout << "not checked: " << why << "\n";
    return 0;
  }
  const std::vector<Scenario> scenarios = what == "write"
                                              ? WriteScenarios(settings.job)
                                              : JobScenarios(settings.job);
  Score score;
  bool first = true;
  for (const Scenario& scenario : scenarios) {
    const absl::Time began = absl::Now();
    Sweep sweep(settings, scenario, first || settings.is_long);
    first = false;
    sweep.Singles(&score);
    sweep.Pairs(settings.is_long ? 2000 : 100, &score);
    std::cout << scenario.name << ": "
              << absl::FormatDuration(absl::Now() - began) << std::endl;
  }
  std::cout << "seed " << settings.seed << "\n";
  return score.Print() ? 0 : 1;
}

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  promfile::Settings settings;
  settings.promfile = argv[2];
  settings.job = argv[3];
  char* whole = realpath(argv[2], nullptr);
  if (whole != nullptr) settings.promfile = whole;
  whole = realpath(argv[3], nullptr);
  if (whole != nullptr) settings.job = whole;
  settings.is_long = getenv("PROMFILE_LONG") != nullptr;
  if (const char* seed = getenv("SEED")) settings.seed = atoi(seed);
  return promfile::Main(argv[1], settings);
}
