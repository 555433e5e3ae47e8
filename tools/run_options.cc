#include "tools/run_options.h"

#include "absl/status/status.h"
#include "tools/option_values.h"

namespace promfile {
namespace {

absl::Status Apply(const GivenOption& option, RunOptions* options) {
  bool taken = false;
  const absl::Status status = ApplyJobOption(option, &options->job, &taken);
  if (taken) return status;
  if (option.name == "lock") options->lock = true;
  if (option.name == "quiet-on-success") options->quiet_on_success = true;
  if (option.name == "metrics") options->metrics = true;
  if (option.name == "strict") options->strict = true;
  if (option.name == "success-codes") {
    absl::StatusOr<SuccessCodes> codes =
        ParseSuccessCodes(option.name, option.value);
    if (!codes.ok()) return codes.status();
    options->success_codes = *std::move(codes);
    return absl::OkStatus();
  }
  if (option.name != "timeout" && option.name != "kill-after" &&
      option.name != "lock-wait") {
    return absl::OkStatus();
  }
  const absl::StatusOr<absl::Duration> time =
      ParseDuration(option.name, option.value);
  if (!time.ok()) return time.status();
  if (option.name == "timeout") {
    // As with timeout(1), no time is no limit.
    options->timeout =
        *time == absl::ZeroDuration() ? absl::InfiniteDuration() : *time;
  } else if (option.name == "kill-after") {
    options->kill_after = *time;
  } else {
    options->lock = true;
    options->lock_wait = *time;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RunOptions> ParseRunOptions(const Arguments& arguments) {
  RunOptions options;
  options.job.name = arguments.operands[0];
  if (arguments.command.empty()) {
    return absl::InvalidArgumentError(
        "no command; write it after '--', as in: promfile run backup -- "
        "/usr/local/bin/backup --all");
  }
  for (const GivenOption& option : arguments.options) {
    const absl::Status status = Apply(option, &options);
    if (!status.ok()) return status;
  }
  for (const std::string& word : arguments.command) {
    options.command.push_back(const_cast<char*>(word.c_str()));
  }
  options.command.push_back(nullptr);
  return options;
}

}  // namespace promfile
