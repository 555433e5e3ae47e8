#include "promfile/job/job_state.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

// The job's metrics, in the order in which they are written.
enum Metric {
  kSuccess,
  kCompletion,
  kStart,
  kDuration,
  kExitCode,
  kSuccessful,
  kRunning,
  kRuns,
  kInterval,
  kCpu,
  kMemory,
  kMetrics
};

struct MetricText {
  absl::string_view name;
  absl::string_view help;
};

constexpr absl::string_view kPrefix = "batch_job_";

// HELP and TYPE are the same for every job.
constexpr MetricText kTexts[kMetrics] = {
    {"batch_job_last_success_timestamp_seconds",
     "When the batch job last succeeded, in seconds since 1970; 0 if it never "
     "has."},
    {"batch_job_last_completion_timestamp_seconds",
     "When the batch job last ended, well or not, in seconds since 1970; 0 if "
     "it never has."},
    {"batch_job_last_start_timestamp_seconds",
     "When the batch job was last started, in seconds since 1970; 0 if it "
     "never was."},
    {"batch_job_last_duration_seconds",
     "How long the last run of the batch job took."},
    {"batch_job_last_exit_code",
     "The exit code of the last run of the batch job; 128 + N if signal N "
     "killed it, 124 if it timed out."},
    {"batch_job_last_run_successful",
     "Whether the last run of the batch job succeeded (1) or not (0)."},
    {"batch_job_running",
     "Whether the batch job is running (1) or not (0), as far as its host "
     "knows."},
    {"batch_job_runs_total", "How many runs of the batch job have ended how."},
    {"batch_job_expected_interval_seconds",
     "How often the batch job is expected to succeed: it is overdue some time "
     "after that."},
    {"batch_job_last_cpu_seconds",
     "CPU time that the last run of the batch job took."},
    {"batch_job_last_max_resident_memory_bytes",
     "The most memory that the last run of the batch job had at a time, of its "
     "largest process."},
};

// The metric of that name, or kMetrics.
Metric MetricOf(absl::string_view name) {
  if (!absl::StartsWith(name, kPrefix)) return kMetrics;
  int metric = 0;
  while (metric < kMetrics && kTexts[metric].name != name) ++metric;
  return static_cast<Metric>(metric);
}

constexpr const char* kResultNames[kJobResults] = {
    "success", "failure",     "timeout",    "signal",
    "skipped", "not_started", "interrupted"};

constexpr const char* kModes[] = {"user", "system"};

constexpr double kLargestCount = 9007199254740992.0;  // 2^53: exact up to here

double Seconds(absl::Duration duration) {
  return static_cast<double>(absl::ToInt64Milliseconds(duration)) / 1000;
}
double Seconds(absl::Time time) { return Seconds(time - absl::UnixEpoch()); }

// CPU times are short.
double FineSeconds(absl::Duration duration) {
  return static_cast<double>(absl::ToInt64Microseconds(duration)) / 1e6;
}

// A view of `sample`; empty without such a label.
absl::string_view LabelValue(const Sample& sample, absl::string_view name) {
  for (const Label& label : sample.labels) {
    if (label.name == name) return label.value;
  }
  return {};
}

absl::Status Damaged(const Sample& sample, const char* why) {
  return absl::DataLossError(absl::StrCat(sample.name, " ", why,
                                          ": the file is not as promfile "
                                          "has written it"));
}

// Tells of the families of one job sample by sample, each of which is built in
// the place of the one before.
class Page {
 public:
  using Tell = absl::FunctionRef<void(const MetricFamily&)>;

  // Borrows `tell`.
  Page(const std::string& name, const LabelSet& labels, Tell tell)
      : tell_(tell), sample_(family_.Add(0).samples[0]) {
    sample_.labels.reserve(labels.size() + 2);
    sample_.labels.push_back({"name", name});
    sample_.labels.insert(sample_.labels.end(), labels.begin(), labels.end());
  }

  void AddGauge(Metric metric, absl::optional<double> value) {
    if (!value.has_value()) return;
    Begin(metric, MetricType::kGauge);
    TellSample(*value);
  }
  // A sample for each of some values of the label `name`, which is the last.
  void Add(Metric metric, MetricType type, const char* name,
           const char* const* values, const double* numbers, size_t count) {
    Begin(metric, type);
    sample_.labels.push_back({name, ""});
    for (size_t i = 0; i < count; ++i) {
      sample_.labels.back().value = values[i];
      TellSample(numbers[i]);
    }
    sample_.labels.pop_back();
  }

 private:
  void Begin(Metric metric, MetricType type) {
    const MetricText& text = kTexts[metric];
    sample_.name.assign(text.name.data(), text.name.size());
    family_.name = sample_.name;
    help_.assign(text.help.data(), text.help.size());
    family_.help = std::move(help_);
    family_.type = type;
  }
  void TellSample(double value) {
    sample_.value = value;
    tell_(family_);
    if (!family_.help.has_value()) return;
    help_ = *std::move(family_.help);
    family_.help.reset();
    family_.type.reset();
  }

  const Tell tell_;
  MetricFamily family_;
  Sample& sample_;    // the only one
  std::string help_;  // memory for the next one
};

}  // namespace

const char* JobResultName(JobResult result) {
  return kResultNames[static_cast<size_t>(result)];
}

bool IsReservedFamily(const std::string& name) {
  return absl::StartsWith(name, kPrefix) || absl::StartsWith(name, "promfile_");
}

bool JobStateReader::Takes(absl::string_view family) {
  const bool is_known = MetricOf(family) != kMetrics;
  if (is_known && !state_.known_) {
    state_.known_ = true;
    state_.last_start_ = absl::nullopt;
  }
  return is_known;
}

void JobStateReader::Take(const Sample& sample) {
  if (!status_.ok()) return;
  if (!std::isfinite(sample.value) || sample.value < 0) {
    status_ = Damaged(sample, "is no number that can be");
    return;
  }
  const double value = sample.value;
  switch (MetricOf(sample.name)) {
    case kSuccess:
      state_.last_success_ = value;
      break;
    case kCompletion:
      state_.last_completion_ = value;
      break;
    case kStart:
      state_.last_start_ = value;
      break;
    case kDuration:
      state_.last_duration_ = value;
      break;
    case kExitCode:
      state_.last_exit_code_ = value;
      break;
    case kSuccessful:
      state_.last_run_successful_ = value;
      break;
    case kRunning:
      state_.running_ = value != 0;
      break;
    case kRuns:
      TakeCount(sample);
      break;
    case kInterval:
      state_.expected_interval_ = value;
      break;
    case kCpu: {
      const auto mode = LabelValue(sample, "mode");
      if (mode == kModes[0]) state_.cpu_user_ = value;
      if (mode == kModes[1]) state_.cpu_system_ = value;
      break;
    }
    case kMemory:
      state_.max_resident_ = value;
      break;
    case kMetrics:
      break;
  }
}

void JobStateReader::TakeCount(const Sample& sample) {
  if (sample.value != std::floor(sample.value) ||
      sample.value > kLargestCount) {
    status_ = Damaged(sample, "is no count");
    return;
  }
  const auto result = LabelValue(sample, "result");
  for (size_t i = 0; i < kJobResults; ++i) {
    if (result != kResultNames[i]) continue;
    state_.runs_[i] = sample.value;
    ++counts_;
  }
}

absl::StatusOr<JobState> JobStateReader::Finish(Families others) && {
  if (!status_.ok()) return status_;
  // The counters are written all together or not at all.
  if (state_.known_ && counts_ != kJobResults) {
    return absl::DataLossError(
        absl::StrCat(kTexts[kRuns].name,
                     " is not complete: the file is not as promfile has "
                     "written it"));
  }
  state_.others_ = std::move(others);
  return std::move(state_);
}

void JobState::TellFamilies(
    const std::string& name, const LabelSet& labels,
    absl::FunctionRef<void(const MetricFamily&)> tell) const {
  Page page(name, labels, tell);
  page.AddGauge(kSuccess, last_success_);
  page.AddGauge(kCompletion, last_completion_);
  page.AddGauge(kStart, last_start_);
  page.AddGauge(kDuration, last_duration_);
  page.AddGauge(kExitCode, last_exit_code_);
  page.AddGauge(kSuccessful, last_run_successful_);
  page.AddGauge(kRunning, running_ ? 1 : 0);
  page.Add(kRuns, MetricType::kCounter, "result", kResultNames, runs_.data(),
           kJobResults);
  page.AddGauge(kInterval, expected_interval_);
  if (cpu_user_.has_value() && cpu_system_.has_value()) {
    const double seconds[] = {*cpu_user_, *cpu_system_};
    page.Add(kCpu, MetricType::kGauge, "mode", kModes, seconds, 2);
  }
  page.AddGauge(kMemory, max_resident_);
  for (const MetricFamily& other : others_) tell(other);
}

void JobState::Start(absl::Time now) {
  last_start_ = Seconds(now);
  running_ = true;
}

void JobState::End(const JobRun& run) {
  ++runs_[static_cast<size_t>(run.result)];
  const bool success = run.result == JobResult::kSuccess;
  last_completion_ = Seconds(run.completed);
  if (success) last_success_ = last_completion_;
  last_run_successful_ = success ? 1 : 0;
  last_exit_code_ = run.exit_code;
  // Of several runs at a time the last one to begin is the last start.
  if (!running_) last_start_ = absl::nullopt;
  if (run.started.has_value()) {
    last_start_ = std::max(last_start_.value_or(0), Seconds(*run.started));
  }
  last_duration_ = absl::nullopt;
  if (run.duration.has_value()) last_duration_ = Seconds(*run.duration);
  cpu_user_ = cpu_system_ = max_resident_ = absl::nullopt;
  if (run.usage.has_value()) {
    cpu_user_ = FineSeconds(run.usage->user);
    cpu_system_ = FineSeconds(run.usage->system);
    max_resident_ = run.usage->max_resident_bytes;
  }
}

void JobState::Skip() { ++runs_[static_cast<size_t>(JobResult::kSkipped)]; }

void JobState::Interrupt(size_t count) {
  if (count == 0) return;
  runs_[static_cast<size_t>(JobResult::kInterrupted)] +=
      static_cast<double>(count);
  last_run_successful_ = 0;
}

void JobState::set_expected_interval(absl::Duration interval) {
  expected_interval_ = Seconds(interval);
}

}  // namespace promfile
