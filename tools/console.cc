#include "tools/console.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "promfile/system/standard_streams.h"

namespace promfile {
namespace {

constexpr size_t kCollectedBytes = 64 << 10;

}  // namespace

void Console::Out(absl::string_view bytes) {
  // Nobody reads on after an error, and memory must not grow.
  if (!out_status_.ok()) return;
  collected_.append(bytes.data(), bytes.size());
  if (collected_.size() >= kCollectedBytes) (void)Flush();
}

void Console::Error(absl::string_view lines) {
  (void)Flush();
  WriteError(lines);
}

void Console::Problem(absl::string_view message) {
  std::string lines;
  for (const absl::string_view line : absl::StrSplit(message, '\n')) {
    absl::StrAppend(&lines, "promfile: ", line, "\n");
  }
  Error(lines);
}

absl::Status Console::Flush() {
  if (out_status_.ok() && !collected_.empty()) {
    out_status_ = WriteOut(collected_);
    collected_.clear();
  }
  return out_status_;
}

absl::Status ProcessConsole::WriteOut(absl::string_view bytes) {
  signals_.Block();
  return WriteStandardStream(StandardStream::kOutput, bytes);
}

void ProcessConsole::WriteError(absl::string_view bytes) {
  signals_.Block();
  (void)WriteStandardStream(StandardStream::kError, bytes);
}

}  // namespace promfile
