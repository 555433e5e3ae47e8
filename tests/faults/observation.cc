#include "tests/faults/observation.h"

#include <errno.h>
#include <sys/personality.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/directory/textfile.h"
#include "promfile/store/temporary_name.h"

namespace promfile {
namespace {

// Calls after which other names or contents may be there.
bool ChangesNames(const std::string& call) {
  return absl::StartsWith(call, "openat") || absl::StartsWith(call, "linkat") ||
         call == "renameat" || call == "unlinkat";
}

class Observer {
 public:
  Observer(const Scenario& scenario, World& world, const Injection* injection,
           Observation* to)
      : scenario_(scenario),
        world_(world),
        injection_(injection),
        labels_(scenario.target, scenario.input_path),
        to_(*to) {
    old_ = world.Read(absl::StrCat("d/", scenario.target));
  }

  void AtStop(StoppedCall& call) {
    if (call.is_exit()) {
      AtExit(call);
    } else {
      AtEntry(call);
    }
  }

 private:
  struct Current {
    CallLabel label;
    const CallFault* fault = nullptr;
    bool is_second = false;
    size_t met = 0;  // in the list of calls
  };

  void AtEntry(StoppedCall& call) {
    Current& current = current_[call.process()];
    current = {labels_.At(call), nullptr, false, to_.calls.size()};
    const CallLabel& label = current.label;
    const int occurrence = ++met_[label];
    if (label.call == "brk" && !AsksForMemory(call)) return;
    if (injection_ == nullptr) {
      to_.calls.push_back({{label, occurrence},
                           PlausibleFaults(call, label, &to_.unknown_call)});
    }
    for (const Scenario::Standing& standing : scenario_.standing) {
      if (standing.label == label) call.Skip(-standing.error);
    }
    Choose(call, label, occurrence, &current);
    if (current.fault != nullptr) {
      Struck(current, ApplyAtEntry(*current.fault, label, last_break_, call));
    }
  }

  // Within a page, and downwards, the kernel never refuses.
  bool AsksForMemory(const StoppedCall& call) const {
    constexpr uint64_t kPage = 4096;
    return call.argument(0) > (last_break_ + kPage - 1) / kPage * kPage;
  }

  void Choose(StoppedCall& call, const CallLabel& label, int occurrence,
              Current* current) {
    if (injection_ == nullptr) return;
    if (first_at_ == 0) {
      if (injection_->at.label == label &&
          injection_->at.occurrence == occurrence) {
        first_at_ = call.index();
        current->fault = &injection_->fault;
      }
      return;
    }
    const bool is_second = injection_->distance > 0 &&
                           call.index() == first_at_ + injection_->distance;
    if (!is_second) return;
    std::string unknown;
    const std::vector<CallFault> faults =
        PlausibleFaults(call, label, &unknown);
    if (faults.empty()) return;
    to_.second_fault = faults[injection_->pick % faults.size()];
    to_.second_label = label;
    to_.second = absl::StrCat(to_.second_fault.Text(), " at ", label.Text());
    current->fault = &to_.second_fault;
    current->is_second = true;
  }

  void AtExit(StoppedCall& call) {
    const Current& current = current_[call.process()];
    if (current.fault != nullptr) {
      Struck(current, ApplyAtExit(*current.fault, call));
    }
    // What fails by itself is not done.
    if (call.result() < 0 && current.met < to_.calls.size()) {
      std::vector<CallFault>& faults = to_.calls[current.met].faults;
      faults.erase(std::remove_if(faults.begin(), faults.end(),
                                  [](const CallFault& fault) {
                                    return fault.kind == CallFault::Kind::kDone;
                                  }),
                   faults.end());
    }
    if (current.label.call == "brk") {
      last_break_ = static_cast<uint64_t>(call.result());
    }
    labels_.Done(call, current.label);
    if (ChangesNames(current.label.call)) Look(current.label);
  }

  void Struck(const Current& current, bool effect) {
    if (effect) (current.is_second ? to_.struck_second : to_.struck) = true;
  }

  // What a scrape would meet now.
  void Look(const CallLabel& after) {
    size_t temporary = 0;
    for (const std::string& name : world_.Names()) {
      if (IsTemporaryName(name)) ++temporary;
      const bool was_there =
          std::find(to_.names_before.begin(), to_.names_before.end(), name) !=
          to_.names_before.end();
      const bool may_be_there = was_there || name == scenario_.target ||
                                (scenario_.is_job && name == "promfile.prom");
      if (IsTextfileName(name) && !may_be_there) {
        to_.seen.push_back(
            absl::StrCat("'", name, "' is visible after ", after.Text()));
      }
    }
    // A leftover of somebody before, and one of ours.
    if (temporary > 2) {
      to_.seen.push_back(
          absl::StrCat(temporary, " temporary files after ", after.Text()));
    }
    if (!scenario_.new_text.has_value()) return;
    const auto now = world_.Read(absl::StrCat("d/", scenario_.target));
    if (now != old_ && now != scenario_.new_text) {
      to_.seen.push_back(absl::StrCat("neither the old nor the new file after ",
                                      after.Text()));
    }
  }

  const Scenario& scenario_;
  World& world_;
  const Injection* injection_;
  CallLabels labels_;
  Observation& to_;
  std::map<pid_t, Current> current_;
  std::map<CallLabel, int> met_;
  int first_at_ = 0;
  uint64_t last_break_ = 0;
  absl::optional<std::string> old_;
};

}  // namespace

Observation Observe(const Scenario& scenario, const std::string& promfile,
                    World& world, const Injection* injection) {
  Observation observation;
  Program program;
  program.arguments = scenario.arguments;
  program.arguments.insert(program.arguments.begin(), promfile);
  program.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  program.directory = world.path();
  program.input = scenario.input;
  program.deadline = absl::Seconds(30);
  // The same calls for memory in every run, where that may be asked for.
  const bool closed = scenario.closed_streams;
  program.prepare = [closed] {
    personality(ADDR_NO_RANDOMIZE);
    for (int fd = 0; closed && fd <= 2; ++fd) close(fd);
  };
  observation.names_before = world.Names();
  Observer observer(scenario, world, injection, &observation);
  observation.end =
      Trace(program, [&](StoppedCall& call) { observer.AtStop(call); });
  observation.target = world.Read(absl::StrCat("d/", scenario.target));
  observation.names = world.Names();
  observation.mode = world.Mode(absl::StrCat("d/", scenario.target));
  observation.command_runs = world.Read("out/log").value_or("").size();
  return observation;
}

}  // namespace promfile
