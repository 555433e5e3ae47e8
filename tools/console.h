#ifndef PROMFILE_TOOLS_CONSOLE_H_
#define PROMFILE_TOOLS_CONSOLE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "promfile/system/signals.h"

namespace promfile {

// Where a command prints. Standard output is collected and written in large
// pieces; standard error is written at once, after what was printed before. Not
// thread-safe.
class Console {
 public:
  virtual ~Console() = default;

  // To standard output, as it is.
  void Out(absl::string_view bytes);

  // To standard error, as it is: the caller has ended every line.
  void Error(absl::string_view lines);

  // To standard error, one fact a line, each after "promfile: ". `message` may
  // have several lines; the last one is not ended. All of it must be fit to
  // print: see Printable.
  void Problem(absl::string_view message);

  // Writes what is still collected. OK if every byte of standard output has
  // been written, since the console was made; else the first error, whose
  // message is the reason alone. After an error nothing is written any more.
  absl::Status Flush();

 protected:
  virtual absl::Status WriteOut(absl::string_view bytes) = 0;
  // There is nobody to tell that it failed.
  virtual void WriteError(absl::string_view bytes) = 0;

 private:
  std::string collected_;
  absl::Status out_status_;
};

// The process's own standard output and standard error.
class ProcessConsole : public Console {
 public:
  // Blocks `signals`, which it borrows, before it writes: most runs of `write`
  // have nothing to say.
  explicit ProcessConsole(WriteSignals& signals) : signals_(signals) {}

 protected:
  absl::Status WriteOut(absl::string_view bytes) override;
  void WriteError(absl::string_view bytes) override;

 private:
  WriteSignals& signals_;
};

}  // namespace promfile

#endif  // PROMFILE_TOOLS_CONSOLE_H_
