// promfile: finds the command, builds the real edges, returns the exit code.

#include <malloc.h>

#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "promfile/system/environment.h"
#include "promfile/system/input.h"
#include "promfile/system/job_process.h"
#include "promfile/system/posix_file_system.h"
#include "promfile/system/process.h"
#include "promfile/system/remedy.h"
#include "promfile/system/signals.h"
#include "promfile/system/standard_streams.h"
#include "tools/command_line.h"
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/edges.h"
#include "tools/exit_code.h"
#include "tools/help_text.h"
#include "tools/out_of_memory.h"
#include "tools/usage.h"

namespace promfile {
namespace {

constexpr int kStandardInput = 0;

int Dispatch(const std::vector<std::string>& words, Edges& edges) {
  Console& console = edges.console;
  if (words.empty()) {
    console.Error(GeneralHelp(Commands()));
    return kExitUsage;
  }
  if (words[0] == "--help" || words[0] == "-h") {
    console.Out(GeneralHelp(Commands()));
    return kExitOk;
  }
  if (words[0] == "--version") {
    console.Out(absl::StrCat("promfile ", kVersion, "\n"));
    return kExitOk;
  }
  const auto command = FindCommand(words[0], Commands());
  if (!command.ok()) return WrongUse(console, "", command.status());
  const auto arguments =
      ParseArguments(**command, absl::MakeConstSpan(words).subspan(1));
  if (!arguments.ok()) {
    return WrongUse(console, (*command)->name, arguments.status());
  }
  if (arguments->help) {
    console.Out(CommandHelp(**command));
    return kExitOk;
  }
  return (*command)->run(*arguments, edges);
}

constexpr absl::string_view kNothingPublished =
    "nothing is published; what was published before is still in place";

// What promfile was started with, and what needs no memory to be used.
struct Start {
  int argc;
  char** argv;
  WriteSignals& signals;
  Console& console;

  bool Is(absl::string_view command) const {
    return argc > 1 && argv[1] == command;
  }
};

const Command* RowOf(absl::string_view name) {
  for (const Command& command : Commands()) {
    if (name == command.name) return &command;
  }
  return nullptr;
}

// What is left to do without memory: a job still has to run.
int GoOnWithoutMemory(const Start& start) {
  if (!start.Is("run")) {
    const bool publishes =
        start.Is("write") || start.Is("report") || start.Is("declare");
    TellOutOfMemory(start.console, start.argc, start.argv,
                    publishes ? kNothingPublished : "");
    return kExitInternal;
  }
  bool strict = false;
  char* const* words = FindCommandToRun(*RowOf("run"), start.argc - 1,
                                        start.argv + 1, "strict", &strict);
  if (words == nullptr) {
    TellOutOfMemory(start.console, start.argc, start.argv, "");
    return kExitInternal;
  }
  TellOutOfMemory(start.console, start.argc, start.argv,
                  "the job runs all the same, without any option");
  JobProcessOptions options;
  options.signal_mask = start.signals.Block();
  const absl::StatusOr<JobOutcome> outcome = RunJobProcess(words, options);
  const int code = outcome.ok() ? outcome->ShellCode() : kExitNotRun;
  return code == kExitOk && strict ? kExitNotRun : code;
}

// The C++ runtime lays aside at its start what it throws std::bad_alloc with;
// without that a failed allocation ends the program. It is most of what is
// allocated by now, so the C library's books tell whether it is there. Another
// allocator has other books, and is asked for as much: two system calls more.
bool HasMemoryForExceptions() {
  constexpr size_t kLaidAside = 64 << 10;
  if (mallinfo2().uordblks >= kLaidAside) return true;
  void* volatile probe = std::malloc(100 << 10);
  std::free(probe);
  return probe != nullptr;
}

// For an exception where none can be thrown: memory has ended twice.
[[noreturn]] void Terminate() {
  WriteSignals().Block();
  try {
    (void)WriteStandardStream(StandardStream::kError,
                              "promfile: out of memory\n");
  } catch (...) {
  }
  std::_Exit(kExitInternal);
}

// Everything is written: what is left, memory and descriptors to be given back
// one by one, the kernel does at once. Returns only where a sanitizer wants to
// see at the end what has leaked.
void End(int code) {
#if !defined(__SANITIZE_ADDRESS__)
  std::_Exit(code);
#endif
  (void)code;
}

int Main(const Start& start) {
  Console& console = start.console;
  WriteSignals& signals = start.signals;
  PosixFileSystem files;
  ProcessEnvironment environment;
  Edges edges = {
      files,
      console,
      environment,
      [](absl::Duration timeout) {
        return ReadDescriptor(kStandardInput, timeout);
      },
      // A program gets the signals as promfile got them.
      [&signals](const std::vector<std::string>& command,
                 CommandOptions options) {
        options.signal_mask = signals.Block();
        return RunCommand(command, options);
      },
      [] { return absl::Now(); },
      [&signals](char* const* command, JobProcessOptions options) {
        options.signal_mask = signals.Block();
        return RunJobProcess(command, options);
      },
      [&signals] {
        signals.Block();
        HoldJobSignals();
      },
  };
  // argv[0] may be missing altogether.
  const std::vector<std::string> words(start.argv + (start.argc > 0 ? 1 : 0),
                                       start.argv + start.argc);
  const int code = Dispatch(words, edges);
  if (const absl::Status status = console.Flush(); !status.ok()) {
    console.Problem(
        absl::StrCat("cannot write to standard output: ", WithRemedy(status)));
    return kExitIo;
  }
  End(code);
  return code;
}

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  std::set_terminate(promfile::Terminate);
  promfile::WriteSignals signals;
  promfile::ProcessConsole console(signals);
  const promfile::Start start = {argc, argv, signals, console};
  if (!promfile::HasMemoryForExceptions()) {
    return promfile::GoOnWithoutMemory(start);
  }
  try {
    return promfile::Main(start);
  } catch (const std::bad_alloc&) {
    return promfile::GoOnWithoutMemory(start);
  } catch (const std::exception& error) {
    console.Problem(error.what());
  } catch (...) {
    console.Problem("an unknown exception");
  }
  return promfile::kExitInternal;
}
