#include "tools/write_input.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/system/input.h"
#include "promfile/system/remedy.h"
#include "tools/exit_code.h"
#include "tools/message_text.h"

namespace promfile {
namespace {

WriteInput Failed(int exit_code, std::string problem) {
  WriteInput input;
  input.exit_code = exit_code;
  input.problem = std::move(problem);
  return input;
}

WriteInput TooLarge(const std::string& target, const WriteOptions& options) {
  return Failed(
      kExitRefused,
      absl::StrCat(PrintableWhole(target), ": the text is longer than ",
                   options.publish.max_bytes,
                   " bytes; raise the bound with '--max-bytes'"));
}

WriteInput ReadFileOrStandardInput(const WriteOptions& options,
                                   const std::string& target, Edges& edges) {
  const bool is_standard_input = options.file == "-";
  const std::string source =
      is_standard_input ? "standard input" : QuotedWhole(options.file);
  if (!is_standard_input && options.timeout != absl::InfiniteDuration()) {
    const absl::StatusOr<FileInfo> info = edges.files.Stat(options.file);
    if (info.ok() && info->kind != FileInfo::Kind::kRegular &&
        info->kind != FileInfo::Kind::kDirectory) {
      return Failed(kExitUsage,
                    absl::StrCat("'--timeout' cannot watch ", source, ", ",
                                 KindName(info->kind),
                                 "; redirect it to standard input"));
    }
  }
  absl::StatusOr<std::unique_ptr<ReadableFile>> file =
      is_standard_input ? edges.standard_input(options.timeout)
                        : edges.files.OpenForReading(options.file);
  absl::StatusOr<std::string> text =
      file.ok() ? ReadToEnd(**file, options.publish.max_bytes) : file.status();
  if (absl::IsOutOfRange(text.status())) return TooLarge(target, options);
  if (absl::IsDeadlineExceeded(text.status())) {
    return Failed(kExitTimedOut,
                  absl::StrCat(source, " did not end within ",
                               absl::FormatDuration(options.timeout)));
  }
  if (!text.ok()) {
    return Failed(
        ExitCodeForInput(text.status()),
        absl::StrCat("cannot read ", source, ": ", WithRemedy(text.status())));
  }
  WriteInput input;
  input.text = *std::move(text);
  return input;
}

// What to say of a command that did not succeed.
std::string CommandProblem(const CommandOutcome& outcome,
                           const WriteOptions& options) {
  const std::string name = QuotedWhole(options.command[0]);
  switch (outcome.end) {
    case CommandOutcome::End::kExited:
    case CommandOutcome::End::kTooMuchOutput:
      break;
    case CommandOutcome::End::kOutputLost:
      return absl::StrCat("cannot read the output of ", name, ": ",
                          outcome.reason);
    case CommandOutcome::End::kSignalled:
      return absl::StrCat(name, " was killed by signal ", outcome.signal);
    case CommandOutcome::End::kTimedOut:
      return absl::StrCat(name, " did not end within ",
                          absl::FormatDuration(options.timeout),
                          " and was stopped");
    case CommandOutcome::End::kNotExecutable:
    case CommandOutcome::End::kNotFound:
      return absl::StrCat("cannot run ", name, ": ", outcome.reason);
  }
  return absl::StrCat(name, " failed with exit code ", outcome.exit_code);
}

WriteInput RunForOutput(const WriteOptions& options, const std::string& target,
                        Edges& edges) {
  CommandOptions how;
  how.max_output_bytes = options.publish.max_bytes;
  how.timeout = options.timeout;
  absl::StatusOr<CommandOutcome> outcome =
      edges.run_command(options.command, how);
  if (!outcome.ok()) {
    return Failed(kExitIo,
                  absl::StrCat("cannot run ", QuotedWhole(options.command[0]),
                               ": ", WithRemedy(outcome.status())));
  }
  if (outcome->end == CommandOutcome::End::kTooMuchOutput) {
    return TooLarge(target, options);
  }
  if (outcome->end == CommandOutcome::End::kOutputLost) {
    return Failed(kExitIo, CommandProblem(*outcome, options));
  }
  if (outcome->ShellCode() != 0) {
    return Failed(outcome->ShellCode(), CommandProblem(*outcome, options));
  }
  WriteInput input;
  input.text = std::move(outcome->output);
  return input;
}

}  // namespace

WriteInput ReadWriteInput(const WriteOptions& options,
                          const std::string& target, Edges& edges) {
  return options.command.empty()
             ? ReadFileOrStandardInput(options, target, edges)
             : RunForOutput(options, target, edges);
}

}  // namespace promfile
