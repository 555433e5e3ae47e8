#include "tools/run_command.h"

#include <memory>
#include <new>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "promfile/job/job_state.h"
#include "promfile/system/job_process.h"
#include "promfile/system/output_log.h"
#include "promfile/system/remedy.h"
#include "tools/exit_code.h"
#include "tools/job_metrics.h"
#include "tools/job_publisher.h"
#include "tools/message_text.h"
#include "tools/out_of_memory.h"
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

// One run from its lock to its exit code. Where memory ends, the step that
// asked for it is left out: the job runs, and its exit code comes back.
class Run {
 public:
  Run(const RunOptions& options, Edges& edges)
      : options_(options), edges_(edges) {}

  int Go() {
    Attempt([&] { publisher_.emplace(options_.job, edges_); });
    std::unique_ptr<FileLock> lock;
    if (options_.lock && !Lock(&lock)) return Skipped();
    // From here on a signal is for the job.
    edges_.hold_job_signals();
    run_.started = edges_.now();
    Publication([&] { return publisher_->Start(*run_.started); });
    const absl::StatusOr<JobOutcome> outcome = Execute();
    run_.completed = edges_.now();
    const int code = Judge(outcome);
    Attempt([&] { TellOf(outcome); });
    Publication([&] { return PublishEnd(outcome); });
    if (options_.quiet_on_success && run_.result != JobResult::kSuccess) {
      Attempt([&] { ShowOutput(); });
    }
    if (options_.job.verbose) Attempt([&] { Summarize(code); });
    const bool strict =
        options_.strict && !published_ && run_.result == JobResult::kSuccess;
    return strict ? kExitNotRun : code;
  }

 private:
  // False if memory has ended in the middle of `step`, which is told.
  template <typename Step>
  bool Attempt(Step step) {
    try {
      step();
      return true;
    } catch (const std::bad_alloc&) {
      if (!told_of_memory_)
        TellJobOutOfMemory(edges_.console, options_.job.name);
      told_of_memory_ = true;
      return false;
    }
  }

  // `step` is a publication, and returns whether it has succeeded.
  template <typename Step>
  void Publication(Step step) {
    bool done = false;
    if (publisher_.has_value()) Attempt([&] { done = step(); });
    published_ = published_ && done;
  }

  std::string JobName() const {
    return publisher_.has_value() ? publisher_->quoted_name()
                                  : QuotedWhole(options_.job.name);
  }

  // False if another run has the lock.
  bool Lock(std::unique_ptr<FileLock>* lock) {
    bool overlaps = false;
    Publication([&] {
      auto taken = publisher_->Lock(options_.lock_wait);
      if (taken.ok()) {
        *lock = *std::move(taken);
        return true;
      }
      overlaps = absl::IsUnavailable(taken.status());
      if (overlaps) return true;
      publisher_->CountFailure(
          absl::StrCat("cannot lock job ", JobName(), ": ",
                       PrintableWhole(WithRemedy(taken.status())),
                       "; it runs without"),
          "locked");
      return false;
    });
    return !overlaps;
  }

  int Skipped() {
    Publication([&] { return publisher_->Skip(); });
    if (!options_.job.quiet) {
      Attempt([&] {
        edges_.console.Problem(absl::StrCat(
            "job ", JobName(), " is skipped: another run of it has not ended"));
      });
    }
    return kExitTryAgain;
  }

  // Asks for no memory but for words: nothing may keep the job from running.
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
    absl::StatusOr<JobOutcome> outcome = Execute(how);
    if (outcome.ok() || !how.capture_output) return outcome;
    published_ = false;
    Attempt([&] {
      edges_.console.Problem(
          absl::StrCat("the output of job ", JobName(),
                       " is not held back: ", WithRemedy(outcome.status())));
    });
    how.capture_output = how.capture_error = false;
    return Execute(how);
  }

  absl::StatusOr<JobOutcome> Execute(const JobProcessOptions& how) {
    try {
      return edges_.run_job(options_.command.data(), how);
    } catch (const std::bad_alloc&) {
      // Nothing was run, and there is no memory to say why.
      return absl::Status(absl::StatusCode::kResourceExhausted, "");
    }
  }

  // Fills in `run_`; returns the exit code.
  int Judge(const absl::StatusOr<JobOutcome>& outcome) {
    run_.exit_code = kExitNotRun;
    run_.result = JobResult::kNotStarted;
    if (!outcome.ok()) return run_.exit_code;
    run_.exit_code = outcome->ShellCode();
    run_.result = ResultOf(*outcome, options_.success_codes);
    if (run_.result != JobResult::kNotStarted) {
      run_.duration = outcome->elapsed;
      run_.usage = {outcome->user, outcome->system,
                    static_cast<double>(outcome->max_resident_bytes)};
    }
    return run_.exit_code;
  }

  void TellOf(const absl::StatusOr<JobOutcome>& outcome) {
    const std::string name = QuotedWhole(options_.command[0]);
    if (run_.result == JobResult::kNotStarted) {
      edges_.console.Problem(absl::StrCat(
          "cannot run ", name, ": ",
          outcome.ok() ? outcome->Reason() : WithRemedy(outcome.status())));
    } else if (outcome->end == JobOutcome::End::kTimedOut) {
      edges_.console.Problem(absl::StrCat(
          name, " did not end within ", absl::FormatDuration(options_.timeout),
          " and was ", outcome->killed ? "killed" : "stopped"));
    }
    // With --metrics it is told of as what became of them.
    if (outcome.ok() && outcome->output_error != 0 && !options_.metrics) {
      edges_.console.Problem(OutputProblem(*outcome));
    }
  }

  std::string OutputProblem(const JobOutcome& outcome) const {
    return absl::StrCat("the output of job ", JobName(),
                        " cannot be read: ", outcome.OutputReason());
  }

  bool PublishEnd(const absl::StatusOr<JobOutcome>& outcome) {
    // Half a job prints half its metrics.
    if (!options_.metrics || run_.result != JobResult::kSuccess) {
      return publisher_->End(run_, nullptr);
    }
    const absl::StatusOr<Families> families = Metrics(*outcome);
    if (families.ok()) return publisher_->End(run_, &*families);
    publisher_->End(run_, nullptr);
    publisher_->CountFailure(absl::StrCat(families.status().message(),
                                          "; those of its last good run stay"),
                             "metrics");
    return false;
  }

  absl::StatusOr<Families> Metrics(const JobOutcome& outcome) {
    // A part of them may look like a whole.
    if (outcome.output_error != 0) {
      return absl::DataLossError(OutputProblem(outcome));
    }
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
        "job ", JobName(), ": ", JobResultName(run_.result), ", exit code ",
        code,
        run_.duration.has_value()
            ? absl::StrCat(", took ",
                           absl::FormatDuration(absl::Trunc(
                               *run_.duration, absl::Milliseconds(1))))
            : ""));
  }

  const RunOptions& options_;
  Edges& edges_;
  // Unset: there was no memory for it.
  absl::optional<JobPublisher> publisher_;
  JobMetrics metrics_;
  OutputLog log_;
  JobRun run_;
  bool published_ = true;
  bool told_of_memory_ = false;
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
