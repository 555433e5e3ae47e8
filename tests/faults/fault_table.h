#ifndef PROMFILE_TESTS_FAULTS_FAULT_TABLE_H_
#define PROMFILE_TESTS_FAULTS_FAULT_TABLE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "tests/faults/observation.h"
#include "tests/faults/scenario.h"

namespace promfile {

// What a user sees when a call fails, and what is in place then, as Markdown:
// made of what was observed, the same on every machine. Faults of a call with
// one message share a row, calls with the same rows share them.
class FaultTable {
 public:
  // One fault, in the order in which the calls are made. `when` tells calls
  // apart that a command makes more than once: ", after the job". `old` is what
  // the target was before.
  void Add(const Scenario& scenario, const std::string& when,
           const absl::optional<std::string>& old, const Injection& injection,
           const Observation& seen);

  std::string Markdown() const;

 private:
  // Faults of one call with one outcome; but for the code, which may depend on
  // the fault.
  struct Row {
    std::string says;
    std::string in_place;
    std::map<std::string, std::vector<std::string>> faults_by_exit;

    bool is_fine() const;
    size_t faults() const;
    // "74; 77: EPERM, EROFS".
    std::string Exits() const;
  };
  // What was seen of one call.
  struct Group {
    std::string scenario;
    std::string object;
    std::string call;
    std::vector<Row> rows;

    // The rows as cells, the commonest first; none for calls whose failure
    // changes nothing.
    std::vector<std::vector<std::string>> Cells() const;
  };
  // As it is printed.
  struct Shown {
    std::string call;
    std::string object;
    std::string when;  // "after the job"
    std::vector<std::vector<std::string>> cells;
  };
  struct Kill {
    std::string where;
    std::string in_place;
  };

  Group* GroupOf(const std::string& call, const std::string& object,
                 const std::string& scenario);
  std::vector<Shown> Folded() const;
  std::string Kills() const;

  std::vector<Group> groups_;                       // in order
  std::map<std::string, std::vector<Kill>> kills_;  // by scenario
};

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_FAULT_TABLE_H_
