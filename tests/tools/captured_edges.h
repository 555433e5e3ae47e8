#ifndef PROMFILE_TESTS_TOOLS_CAPTURED_EDGES_H_
#define PROMFILE_TESTS_TOOLS_CAPTURED_EDGES_H_

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/support/memory_file_system.h"
#include "tools/console.h"
#include "tools/edges.h"

// Header only.

namespace promfile {

// Keeps what is printed.
class CapturedConsole : public Console {
 public:
  std::string out() {
    (void)Flush();
    return out_;
  }
  const std::string& error() const { return error_; }
  // From now on standard output cannot be written.
  void FailOut(absl::Status status) { fail_ = std::move(status); }

 protected:
  absl::Status WriteOut(absl::string_view bytes) override {
    if (!fail_.ok()) return fail_;
    out_.append(bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  void WriteError(absl::string_view bytes) override {
    error_.append(bytes.data(), bytes.size());
  }

 private:
  std::string out_;
  std::string error_;
  absl::Status fail_;
};

// Variables of a test.
class MapEnvironment : public Environment {
 public:
  absl::optional<std::string> Get(const std::string& name) override {
    const auto found = variables.find(name);
    if (found == variables.end()) return absl::nullopt;
    return found->second;
  }

  std::map<std::string, std::string> variables;
};

// Gives a text, then an error or the end.
class TextFile : public ReadableFile {
 public:
  explicit TextFile(std::string text, absl::Status end = absl::OkStatus())
      : text_(std::move(text)), end_(std::move(end)) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const size_t count = std::min(size, text_.size() - read_);
    if (count == 0 && !end_.ok()) return end_;
    std::memcpy(buffer, text_.data() + read_, count);
    read_ += count;
    return count;
  }
  absl::StatusOr<FileInfo> Info() override { return FileInfo(); }

 private:
  std::string text_;
  absl::Status end_;
  size_t read_ = 0;
};

// A machine in memory: nothing that a command does through these edges leaves
// the test.
struct CapturedEdges {
  CapturedEdges() { files.MakeDirectory("/textfile"); }
  explicit CapturedEdges(absl::string_view input) : CapturedEdges() {
    standard_input = std::string(input);
  }

  // Over another file system where one is given.
  Edges Get(FileSystem* other = nullptr) {
    return Edges{
        other == nullptr ? files : *other,
        console,
        environment,
        [this](absl::Duration) {
          return std::make_unique<TextFile>(standard_input, input_end);
        },
        [this](const std::vector<std::string>& words,
               const CommandOptions& options) {
          command = words;
          command_options = options;
          return command_outcome;
        },
        [this] { return now; },
    };
  }

  MemoryFileSystem files;
  CapturedConsole console;
  MapEnvironment environment;
  std::string standard_input;
  absl::Status input_end;  // what the input ends with
  std::vector<std::string> command;
  CommandOptions command_options;
  absl::StatusOr<CommandOutcome> command_outcome = CommandOutcome();
  absl::Time now = absl::FromUnixSeconds(1000000);
};

}  // namespace promfile

#endif  // PROMFILE_TESTS_TOOLS_CAPTURED_EDGES_H_
