#include "promfile/job/job_state.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

constexpr char kSuccess[] = "batch_job_last_success_timestamp_seconds";
constexpr char kCompletion[] = "batch_job_last_completion_timestamp_seconds";
constexpr char kStart[] = "batch_job_last_start_timestamp_seconds";
constexpr char kDuration[] = "batch_job_last_duration_seconds";
constexpr char kExitCode[] = "batch_job_last_exit_code";
constexpr char kSuccessful[] = "batch_job_last_run_successful";
constexpr char kRunning[] = "batch_job_running";
constexpr char kRuns[] = "batch_job_runs_total";
constexpr char kInterval[] = "batch_job_expected_interval_seconds";
constexpr char kCpu[] = "batch_job_last_cpu_seconds";
constexpr char kMemory[] = "batch_job_last_max_resident_memory_bytes";

constexpr const char* kResultNames[kJobResults] = {
    "success", "failure",     "timeout",    "signal",
    "skipped", "not_started", "interrupted"};

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

bool IsFamily(const std::string& name) {
  constexpr const char* kAll[] = {kSuccess,  kCompletion, kStart,   kDuration,
                                  kExitCode, kSuccessful, kRunning, kRuns,
                                  kInterval, kCpu,        kMemory};
  return std::find(std::begin(kAll), std::end(kAll), name) != std::end(kAll);
}

absl::Status Damaged(const Sample& sample, const char* why) {
  return absl::DataLossError(absl::StrCat(sample.name, " ", why,
                                          ": the file is not as promfile "
                                          "has written it"));
}

// Gathers the families of one job's file.
class Page {
 public:
  Page(const std::string& name, const LabelSet& labels) {
    labels_.reserve(labels.size() + 1);
    labels_.push_back({"name", name});
    labels_.insert(labels_.end(), labels.begin(), labels.end());
    families_.reserve(kFamilies);
  }

  void AddGauge(const char* name, const char* help,
                absl::optional<double> value) {
    if (value.has_value()) {
      families_.push_back(Gauge(name, help));
      families_.back().Add(*value, labels_);
    }
  }
  void Add(MetricFamily family) { families_.push_back(std::move(family)); }
  LabelSet With(const char* name, const char* value) const {
    LabelSet labels;
    labels.reserve(labels_.size() + 1);
    labels = labels_;
    labels.push_back({name, value});
    return labels;
  }
  Families Take() { return std::move(families_); }

 private:
  static constexpr size_t kFamilies = 11;

  LabelSet labels_;
  Families families_;
};

}  // namespace

const char* JobResultName(JobResult result) {
  return kResultNames[static_cast<size_t>(result)];
}

bool IsReservedFamily(const std::string& name) {
  return absl::StartsWith(name, "batch_job_") ||
         absl::StartsWith(name, "promfile_");
}

// Takes samples one by one.
class JobStateReader {
 public:
  absl::Status Take(const Sample& sample) {
    if (!std::isfinite(sample.value) || sample.value < 0) {
      return Damaged(sample, "is no number that can be");
    }
    if (sample.name == kRuns) return TakeCount(sample);
    if (sample.name == kCpu) {
      const auto mode = LabelValue(sample, "mode");
      if (mode == "user") state_.cpu_user_ = sample.value;
      if (mode == "system") state_.cpu_system_ = sample.value;
      return absl::OkStatus();
    }
    if (sample.name == kSuccess) state_.last_success_ = sample.value;
    if (sample.name == kCompletion) state_.last_completion_ = sample.value;
    if (sample.name == kStart) state_.last_start_ = sample.value;
    if (sample.name == kDuration) state_.last_duration_ = sample.value;
    if (sample.name == kExitCode) state_.last_exit_code_ = sample.value;
    if (sample.name == kSuccessful) state_.last_run_successful_ = sample.value;
    if (sample.name == kRunning) state_.running_ = sample.value != 0;
    if (sample.name == kInterval) state_.expected_interval_ = sample.value;
    if (sample.name == kMemory) state_.max_resident_ = sample.value;
    return absl::OkStatus();
  }

  // The counters are written all together or not at all.
  absl::Status Finish(bool any_family) {
    if (!any_family || counts_ == kJobResults) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat(kRuns,
                     " is not complete: the file is not as promfile "
                     "has written it"));
  }

  JobState& state() { return state_; }

 private:
  absl::Status TakeCount(const Sample& sample) {
    if (sample.value != std::floor(sample.value) ||
        sample.value > kLargestCount) {
      return Damaged(sample, "is no count");
    }
    const auto result = LabelValue(sample, "result");
    for (size_t i = 0; i < kJobResults; ++i) {
      if (result != kResultNames[i]) continue;
      state_.runs_[i] = sample.value;
      ++counts_;
    }
    return absl::OkStatus();
  }

  JobState state_;
  size_t counts_ = 0;
};

absl::StatusOr<JobState> JobState::FromFamilies(const Families& families) {
  JobStateReader reader;
  bool any = false;
  for (const MetricFamily& family : families) {
    if (!IsFamily(family.name)) {
      reader.state().others_.push_back(family);
      continue;
    }
    if (!any) {
      reader.state().known_ = any = true;
      reader.state().last_start_ = absl::nullopt;
    }
    for (const Sample& sample : family.samples) {
      const absl::Status status = reader.Take(sample);
      if (!status.ok()) return status;
    }
  }
  const absl::Status status = reader.Finish(any);
  if (!status.ok()) return status;
  return std::move(reader.state());
}

Families JobState::ToFamilies(const std::string& name,
                              const LabelSet& labels) const {
  Page page(name, labels);
  page.AddGauge(kSuccess,
                "When the batch job last succeeded, in seconds since 1970; 0 "
                "if it never has.",
                last_success_);
  page.AddGauge(kCompletion,
                "When the batch job last ended, well or not, in seconds since "
                "1970; 0 if it never has.",
                last_completion_);
  page.AddGauge(kStart,
                "When the batch job was last started, in seconds since 1970; 0 "
                "if it never was.",
                last_start_);
  page.AddGauge(kDuration, "How long the last run of the batch job took.",
                last_duration_);
  page.AddGauge(kExitCode,
                "The exit code of the last run of the batch job; 128 + N if "
                "signal N killed it, 124 if it timed out.",
                last_exit_code_);
  page.AddGauge(kSuccessful,
                "Whether the last run of the batch job succeeded (1) or not "
                "(0).",
                last_run_successful_);
  page.AddGauge(kRunning,
                "Whether the batch job is running (1) or not (0), as far as "
                "its host knows.",
                running_ ? 1 : 0);
  MetricFamily runs =
      Counter(kRuns, "How many runs of the batch job have ended how.");
  runs.samples.reserve(kJobResults);
  for (size_t i = 0; i < kJobResults; ++i) {
    runs.Add(runs_[i], page.With("result", kResultNames[i]));
  }
  page.Add(std::move(runs));
  page.AddGauge(kInterval,
                "How often the batch job is expected to succeed: it is overdue "
                "some time after that.",
                expected_interval_);
  if (cpu_user_.has_value() && cpu_system_.has_value()) {
    MetricFamily cpu =
        Gauge(kCpu, "CPU time that the last run of the batch job took.");
    cpu.samples.reserve(2);
    cpu.Add(*cpu_user_, page.With("mode", "user"))
        .Add(*cpu_system_, page.With("mode", "system"));
    page.Add(std::move(cpu));
  }
  page.AddGauge(kMemory,
                "The most memory that the last run of the batch job had at a "
                "time, of its largest process.",
                max_resident_);
  Families families = page.Take();
  families.insert(families.end(), others_.begin(), others_.end());
  return families;
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
