#ifndef PROMFILE_TESTS_FAULTS_SCENARIO_H_
#define PROMFILE_TESTS_FAULTS_SCENARIO_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "tests/faults/call_label.h"
#include "tests/faults/tracer.h"
#include "tests/faults/world.h"

namespace promfile {

// A command of promfile in a world of its own, and what must come of it.
struct Scenario {
  std::string name;
  std::vector<std::string> arguments;  // what follows "promfile"
  std::string input;                   // standard input
  // Makes the world; `promfile` runs the program there, without faults.
  using RunPlainly = std::function<void(const std::vector<std::string>&)>;
  std::function<void(World&, const RunPlainly& promfile)> prepare;

  std::string target = "x.prom";
  std::string input_path;  // of a file that is read, "out/input"
  // For `write`: the bytes that the target gets. Unset: a job's file.
  absl::optional<std::string> new_text;
  unsigned mode = 0644;  // of the new file
  // Without a fault.
  int exit_code = 0;
  bool talks = false;  // on standard error, also when all is well

  // COMMAND leaves a byte in out/log.
  bool runs_command = false;
  // COMMAND runs whatever is wrong, and its code comes back: `run`.
  bool is_run = false;
  // A file of a job that is counted on.
  bool is_job = false;
  // The old file is damaged: it may be kept aside, and nothing is counted on.
  bool damaged = false;

  // The standard streams are closed: nothing is heard of it.
  bool closed_streams = false;

  // Calls that always fail, beside the fault: an old kernel, a sandbox.
  struct Standing {
    CallLabel label;
    int error;
  };
  std::vector<Standing> standing;

  // What is observed goes to the fault table.
  bool in_table = false;
};

// `job` is the path of the program in job.cc.
std::vector<Scenario> WriteScenarios(const std::string& job);
std::vector<Scenario> JobScenarios(const std::string& job);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_SCENARIO_H_
