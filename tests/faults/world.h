#ifndef PROMFILE_TESTS_FAULTS_WORLD_H_
#define PROMFILE_TESTS_FAULTS_WORLD_H_

#include <map>
#include <string>
#include <vector>

#include "absl/types/optional.h"

namespace promfile {

// Where the sweep's program runs: a folder with the textfile directory `d` and,
// beside it, `out` for what is no metric. In memory where that is possible, so
// that thousands of runs wear no disk. Removed in the end.
class World {
 public:
  World();
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const std::string& path() const { return path_; }
  // True on the file system that the fault table is made on.
  bool in_memory() const { return in_memory_; }

  // Keeps what is there now; Reset() brings it back. Plain files only.
  void Keep();
  void Reset();

  // Of the textfile directory, sorted.
  std::vector<std::string> Names() const;
  // Of a plain file, "d/x.prom"; nullopt if there is none.
  absl::optional<std::string> Read(const std::string& name) const;
  // Permission bits of what has that name.
  absl::optional<unsigned> Mode(const std::string& name) const;
  void Write(const std::string& name, const std::string& content,
             unsigned mode = 0644) const;

 private:
  struct File {
    std::string content;
    unsigned mode;
  };
  std::vector<std::string> List(const std::string& folder) const;

  std::string path_;
  bool in_memory_ = false;
  std::map<std::string, File> kept_;
};

}  // namespace promfile

#endif  // PROMFILE_TESTS_FAULTS_WORLD_H_
