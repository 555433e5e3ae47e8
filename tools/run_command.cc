#include "tools/run_command.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/job/job_state.h"
#include "promfile/system/job_process.h"
#include "promfile/system/output_log.h"
#include "tools/exit_code.h"
#include "tools/job_metrics.h"
#include "tools/job_publisher.h"
#include "tools/message_text.h"
#include "tools/run_options.h"
#include "tools/usage.h"

namespace promfile {
namespace {

constexpr char kCommand[] = "run";

JobResult ResultOf(const JobOutcome& outcome, const SuccessCodes& success) {
  switch (outcome.end) {
    case JobOutcome::End::kExited:
      return success.Has(outcome.exit_code) ? JobResult::kSuccess
                                            : JobResult::kFailure;
    case JobOutcome::End::kSignalled:
      return JobResult::kSignal;
    case JobOutcome::End::kTimedOut:
      return JobResult::kTimeout;
    case JobOutcome::End::kNotExecutable:
    case JobOutcome::End::kNotFound:
      return JobResult::kNotStarted;
  }
  return JobResult::kFailure;
}

// One run from its lock to its exit code.
class Run {
 public:
  Run(const RunOptions& options, Edges& edges)
      : options_(options), edges_(edges), publisher_(options.job, edges) {}

  int Go() {
    std::unique_ptr<FileLock> lock;
    if (options_.lock && !Lock(&lock)) return Skipped();
    // From here on a signal is for the job.
    edges_.hold_job_signals();
    run_.started = edges_.now();
    published_ = publisher_.Start(*run_.started) && published_;
    const absl::StatusOr<JobOutcome> outcome = Execute();
    run_.completed = edges_.now();
    const int code = Judge(outcome);
    Publish();
    if (options_.quiet_on_success && run_.result != JobResult::kSuccess) {
      ShowOutput();
    }
    if (options_.job.verbose) Summarize(code);
    const bool strict =
        options_.strict && !published_ && run_.result == JobResult::kSuccess;
    return strict ? kExitNotRun : code;
  }

 private:
  // False if another run has the lock.
  bool Lock(std::unique_ptr<FileLock>* lock) {
    auto taken = publisher_.Lock(options_.lock_wait);
    if (taken.ok()) {
      *lock = *std::move(taken);
      return true;
    }
    if (absl::IsUnavailable(taken.status())) return false;
    published_ = false;
    publisher_.CountFailure(
        absl::StrCat("cannot lock job ", publisher_.quoted_name(), ": ",
                     PrintableWhole(taken.status().message()),
                     "; it runs without"),
        "locked");
    return true;
  }

  int Skipped() {
    publisher_.Skip();
    if (!options_.job.quiet) {
      edges_.console.Problem(
          absl::StrCat("job ", publisher_.quoted_name(),
                       " is skipped: another run of it has not ended"));
    }
    return kExitTryAgain;
  }

  absl::StatusOr<JobOutcome> Execute() {
    JobProcessOptions how;
    how.timeout = options_.timeout;
    how.kill_after = options_.kill_after;
    how.capture_output = options_.metrics || options_.quiet_on_success;
    how.capture_error = options_.quiet_on_success;
    how.on_output = [this](StandardStream stream, absl::string_view bytes) {
      const bool metrics =
          options_.metrics && stream == StandardStream::kOutput;
      if (metrics) metrics_.Append(bytes);
      if (options_.quiet_on_success) log_.Append(stream, bytes);
    };
    absl::StatusOr<JobOutcome> outcome = edges_.run_job(options_.command, how);
    if (outcome.ok() || !how.capture_output) return outcome;
    edges_.console.Problem(
        absl::StrCat("the output of job ", publisher_.quoted_name(),
                     " is not held back: ", outcome.status().message()));
    published_ = false;
    how.capture_output = how.capture_error = false;
    return edges_.run_job(options_.command, how);
  }

  // Fills in `run_`; returns the exit code.
  int Judge(const absl::StatusOr<JobOutcome>& outcome) {
    const std::string name = QuotedWhole(options_.command[0]);
    if (!outcome.ok()) {
      edges_.console.Problem(
          absl::StrCat("cannot run ", name, ": ", outcome.status().message()));
      run_.result = JobResult::kNotStarted;
      run_.exit_code = kExitNotRun;
      return kExitNotRun;
    }
    if (!outcome->output_problem.empty()) {
      output_problem_ =
          absl::StrCat("the output of job ", publisher_.quoted_name(),
                       " cannot be read: ", outcome->output_problem);
      if (!options_.metrics) edges_.console.Problem(output_problem_);
    }
    run_.result = ResultOf(*outcome, options_.success_codes);
    run_.exit_code = outcome->ShellCode();
    if (run_.result == JobResult::kNotStarted) {
      edges_.console.Problem(
          absl::StrCat("cannot run ", name, ": ", outcome->reason));
    } else {
      run_.duration = outcome->elapsed;
      run_.usage = {outcome->user, outcome->system,
                    static_cast<double>(outcome->max_resident_bytes)};
    }
    if (outcome->end == JobOutcome::End::kTimedOut) {
      edges_.console.Problem(absl::StrCat(
          name, " did not end within ", absl::FormatDuration(options_.timeout),
          " and was ", outcome->killed ? "killed" : "stopped"));
    }
    return run_.exit_code;
  }

  void Publish() {
    // Half a job prints half its metrics.
    if (!options_.metrics || run_.result != JobResult::kSuccess) {
      published_ = publisher_.End(run_, nullptr) && published_;
      return;
    }
    const absl::StatusOr<Families> families = Metrics();
    if (families.ok()) {
      published_ = publisher_.End(run_, &*families) && published_;
      return;
    }
    publisher_.End(run_, nullptr);
    publisher_.CountFailure(absl::StrCat(families.status().message(),
                                         "; those of its last good run stay"),
                            "metrics");
    published_ = false;
  }

  absl::StatusOr<Families> Metrics() {
    // A part of them may look like a whole.
    if (!output_problem_.empty()) return absl::DataLossError(output_problem_);
    return metrics_.Take();
  }

  void ShowOutput() {
    log_.Replay();
    if (log_.dropped() == 0) return;
    edges_.console.Problem(
        absl::StrCat(log_.dropped(), " more bytes of output were not kept"));
  }

  void Summarize(int code) {
    edges_.console.Problem(absl::StrCat(
        "job ", publisher_.quoted_name(), ": ", JobResultName(run_.result),
        ", exit code ", code,
        run_.duration.has_value()
            ? absl::StrCat(", took ",
                           absl::FormatDuration(absl::Trunc(
                               *run_.duration, absl::Milliseconds(1))))
            : ""));
  }

  const RunOptions& options_;
  Edges& edges_;
  JobPublisher publisher_;
  JobMetrics metrics_;
  OutputLog log_;
  std::string output_problem_;
  JobRun run_;
  bool published_ = true;
};

}  // namespace

int RunRun(const Arguments& arguments, Edges& edges) {
  const absl::StatusOr<RunOptions> options = ParseRunOptions(arguments);
  if (!options.ok()) {
    return WrongUse(edges.console, kCommand, options.status());
  }
  return Run(*options, edges).Go();
}

}  // namespace promfile
