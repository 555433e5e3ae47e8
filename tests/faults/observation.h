#ifndef PROMFILE_TESTS_FAULTS_OBSERVATION_H_
#define PROMFILE_TESTS_FAULTS_OBSERVATION_H_

#include <map>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "tests/faults/call_label.h"
#include "tests/faults/failures.h"
#include "tests/faults/scenario.h"
#include "tests/faults/tracer.h"

namespace promfile {

// Where a fault strikes: the call number `occurrence` (1, 2, ...) of a label.
struct Place {
  CallLabel label;
  int occurrence = 1;
};

// A fault and its place. After a first one, the second of a pair strikes the
// call number `distance` that follows, whatever that is, with the `pick`th of
// its plausible faults.
struct Injection {
  Place at;
  CallFault fault;
  int distance = 0;  // 0: no second fault
  unsigned pick = 0;
};

// A call as it was met.
struct MetCall {
  Place at;
  std::vector<CallFault> faults;
};

// One run, as it was seen from outside and at its stops.
struct Observation {
  TracedEnd end;
  bool struck = false;         // the (first) fault came into effect
  bool struck_second = false;  // of a pair
  std::string second;          // "EIO at fsync of the new file"
  CallFault second_fault;
  CallLabel second_label;
  std::vector<MetCall> calls;
  // What a scrape must never meet, at the moment when it was there.
  std::vector<std::string> seen;
  // Afterwards.
  absl::optional<std::string> target;
  std::vector<std::string> names;         // of the textfile directory
  std::vector<std::string> names_before;  // the same, at the start
  absl::optional<unsigned> mode;          // of the target
  size_t command_runs = 0;
  std::string unknown_call;
};

// Runs `scenario` once in a world that has been reset, with `injection` or
// without a fault.
Observation Observe(const Scenario& scenario, const std::string& promfile,
                    World& world, const Injection* injection);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_OBSERVATION_H_
