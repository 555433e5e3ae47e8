// promfile: finds the command, builds the real edges, returns the exit code.

#include <exception>
#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "promfile/system/environment.h"
#include "promfile/system/input.h"
#include "promfile/system/job_process.h"
#include "promfile/system/posix_file_system.h"
#include "promfile/system/process.h"
#include "promfile/system/signals.h"
#include "tools/command_line.h"
#include "tools/commands.h"
#include "tools/console.h"
#include "tools/edges.h"
#include "tools/exit_code.h"
#include "tools/help_text.h"
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

int Main(int argc, char** argv, Console& console, WriteSignals& signals) {
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
      [&signals](const std::vector<std::string>& command,
                 JobProcessOptions options) {
        options.signal_mask = signals.Block();
        return RunJobProcess(command, options);
      },
      [&signals] {
        signals.Block();
        HoldJobSignals();
      },
  };
  // argv[0] may be missing altogether.
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const int code = Dispatch(words, edges);
  if (const absl::Status status = console.Flush(); !status.ok()) {
    console.Problem(
        absl::StrCat("cannot write to standard output: ", status.message()));
    return kExitIo;
  }
  return code;
}

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  promfile::WriteSignals signals;
  promfile::ProcessConsole console(signals);
  try {
    return promfile::Main(argc, argv, console, signals);
  } catch (const std::bad_alloc&) {
    // Without asking for more of it.
    console.Error("promfile: out of memory\n");
  } catch (const std::exception& error) {
    console.Problem(error.what());
  } catch (...) {
    console.Problem("an unknown exception");
  }
  return promfile::kExitInternal;
}
