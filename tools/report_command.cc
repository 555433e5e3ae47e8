#include "tools/report_command.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "promfile/job/job_name.h"
#include "promfile/job/job_state.h"
#include "tools/exit_code.h"
#include "tools/job_options.h"
#include "tools/job_publisher.h"
#include "tools/systemd_result.h"
#include "tools/usage.h"

namespace promfile {
namespace {

constexpr char kCommand[] = "report";

struct ReportOptions {
  JobOptions job;
  absl::optional<int> exit_code;
  bool systemd = false;
  absl::optional<absl::Time> started;
  absl::optional<absl::Duration> duration;
  SuccessCodes success_codes;
};

template <typename Parsed, typename To>
absl::Status Set(absl::StatusOr<Parsed> parsed, To* to) {
  if (!parsed.ok()) return parsed.status();
  *to = *std::move(parsed);
  return absl::OkStatus();
}

absl::Status Apply(const GivenOption& option, ReportOptions* options) {
  bool taken = false;
  const absl::Status status = ApplyJobOption(option, &options->job, &taken);
  if (taken) return status;
  const absl::string_view name = option.name;
  if (name == "exit-code") {
    return Set(ParseExitCode(name, option.value), &options->exit_code);
  }
  if (name == "started") {
    return Set(ParseMoment(name, option.value), &options->started);
  }
  if (name == "duration") {
    return Set(ParseLength(name, option.value), &options->duration);
  }
  if (name == "success-codes") {
    return Set(ParseSuccessCodes(name, option.value), &options->success_codes);
  }
  if (name == "systemd") options->systemd = true;
  return absl::OkStatus();
}

absl::StatusOr<ReportOptions> Parse(const Arguments& arguments) {
  ReportOptions options;
  options.job.name = arguments.operands[0];
  const absl::StatusOr<JobName> name = MakeJobName(options.job.name);
  if (!name.ok()) return name.status();
  for (const GivenOption& option : arguments.options) {
    const absl::Status status = Apply(option, &options);
    if (!status.ok()) return status;
  }
  if (options.systemd == options.exit_code.has_value()) {
    return absl::InvalidArgumentError(
        "give one of '--exit-code' and '--systemd', as in: job; promfile "
        "report job --exit-code $?");
  }
  return options;
}

// A shell has no more than the code: from 129 on it most likely means a signal,
// and 124 to 127 are what run, timeout(1) and the shell itself say.
JobResult ResultOf(int code, const SuccessCodes& success) {
  if (success.Has(code)) return JobResult::kSuccess;
  if (code == kExitTimedOut) return JobResult::kTimeout;
  if (code == kExitCannotExecute || code == kExitCommandNotFound) {
    return JobResult::kNotStarted;
  }
  constexpr int kLastSignal = 64;
  const bool is_signal =
      code > kExitSignal && code <= kExitSignal + kLastSignal;
  return is_signal ? JobResult::kSignal : JobResult::kFailure;
}

absl::StatusOr<JobRun> RunOf(const ReportOptions& options, Edges& edges) {
  JobRun run;
  run.completed = edges.now();
  run.duration = options.duration;
  run.started = options.started;
  if (run.started.has_value() && *run.started > run.completed) {
    return absl::InvalidArgumentError(
        "the time of '--started' is in the future");
  }
  if (run.started.has_value() && run.duration.has_value()) {
    run.completed = *run.started + *run.duration;
  } else if (run.started.has_value()) {
    run.duration = run.completed - *run.started;
  } else if (run.duration.has_value()) {
    run.started = run.completed - *run.duration;
  }
  if (options.systemd) {
    const absl::StatusOr<SystemdResult> result =
        ReadSystemdResult(edges.environment);
    if (!result.ok()) return result.status();
    run.exit_code = result->exit_code;
    run.result = result->result;
    const bool own_code = run.result == JobResult::kFailure &&
                          options.success_codes.Has(run.exit_code);
    if (own_code) run.result = JobResult::kSuccess;
  } else {
    run.exit_code = *options.exit_code;
    run.result = ResultOf(run.exit_code, options.success_codes);
  }
  return run;
}

}  // namespace

int RunReport(const Arguments& arguments, Edges& edges) {
  const absl::StatusOr<ReportOptions> options = Parse(arguments);
  if (!options.ok()) {
    return WrongUse(edges.console, kCommand, options.status());
  }
  const absl::StatusOr<JobRun> run = RunOf(*options, edges);
  if (!run.ok()) return WrongUse(edges.console, kCommand, run.status());
  JobPublisher publisher(options->job, edges);
  if (run->result == JobResult::kSkipped) {
    publisher.Skip();
  } else {
    publisher.End(*run, nullptr);
  }
  return publisher.exit_code();
}

}  // namespace promfile
