#ifndef PROMFILE_JOB_JOB_STATE_H_
#define PROMFILE_JOB_JOB_STATE_H_

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "promfile/exposition/label_set.h"
#include "promfile/exposition/metric_family.h"

namespace promfile {

// How a run ended, as the label `result` of batch_job_runs_total has it.
enum class JobResult {
  kSuccess,
  kFailure,
  kTimeout,
  kSignal,
  kSkipped,
  kNotStarted,
  kInterrupted
};
inline constexpr size_t kJobResults = 7;

// "success", "not_started".
const char* JobResultName(JobResult result);

// What a run used, itself and the children that it waited for.
struct JobUsage {
  absl::Duration user;
  absl::Duration system;
  double max_resident_bytes = 0;
};

// A run that has ended.
struct JobRun {
  JobResult result = JobResult::kSuccess;
  absl::Time completed;
  // What is not known of a run that somebody else started stays out of the
  // file: the number of an earlier run beside this result would be a lie.
  absl::optional<absl::Time> started;
  absl::optional<absl::Duration> duration;
  absl::optional<JobUsage> usage;
  int exit_code = 0;
};

// What the file of a job says. The published file is the state: this is read
// from it, changed, and written back. Values only.
//
// Times are whole milliseconds since 1970; 0 is "never".
class JobState {
 public:
  // A job that nobody has run.
  JobState() = default;

  // Tells of all families of the job, each sample with the label `name` and
  // then `labels`; then of others(). HELP and TYPE are the same for every job.
  // A family lasts for the call; one of several samples is told sample by
  // sample, HELP and TYPE with the first.
  void TellFamilies(const std::string& name, const LabelSet& labels,
                    absl::FunctionRef<void(const MetricFamily&)> tell) const;

  // Whether runs of the job are going on beside the one that the next call is
  // about.
  void set_running(bool running) { running_ = running; }

  // A run begins.
  void Start(absl::Time now);
  // A run has ended.
  void End(const JobRun& run);
  // A run was not begun because of another one.
  void Skip();
  // `count` runs ended without saying so: their host or wrapper died.
  void Interrupt(size_t count);
  void set_expected_interval(absl::Duration interval);

  double runs(JobResult result) const {
    return runs_[static_cast<size_t>(result)];
  }
  bool running() const { return running_; }
  // False if the families that it was read from were of no job.
  bool known() const { return known_; }
  bool ever_succeeded() const { return last_success_ > 0; }
  const Families& others() const { return others_; }
  void set_others(Families others) { others_ = std::move(others); }

 private:
  friend class JobStateReader;

  std::array<double, kJobResults> runs_{};
  bool known_ = false;
  bool running_ = false;
  double last_success_ = 0;
  double last_completion_ = 0;
  absl::optional<double> last_start_ = 0;
  absl::optional<double> last_duration_;
  absl::optional<double> last_exit_code_;
  absl::optional<double> last_run_successful_;
  absl::optional<double> expected_interval_;
  absl::optional<double> cpu_user_;
  absl::optional<double> cpu_system_;
  absl::optional<double> max_resident_;
  Families others_;
};

// Reads the state of a job from the samples of its file, in any order.
class JobStateReader {
 public:
  // Whether this family, which the file mentions, is one of those that
  // JobState::TellFamilies makes: Take wants its samples.
  bool Takes(absl::string_view family);
  void Take(const Sample& sample);
  // `others` are the other families of the file, which are kept as they are.
  // DataLoss, with the reason, if the file cannot be the work of promfile:
  // counting on from it would lie.
  absl::StatusOr<JobState> Finish(Families others) &&;

 private:
  void TakeCount(const Sample& sample);

  JobState state_;
  size_t counts_ = 0;
  absl::Status status_;
};

// True for the families that JobState::TellFamilies makes, and names that
// promfile keeps for itself: a job's own metrics may not have them.
bool IsReservedFamily(const std::string& name);

}  // namespace promfile

#endif  // PROMFILE_JOB_JOB_STATE_H_
