#include "promfile/job/job_state.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "promfile/text/family_builder.h"
#include "tests/support/job_text.h"

namespace promfile {
namespace {

absl::Time At(double seconds) {
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

JobRun RunFrom(double started, double completed, JobResult result, int code) {
  JobRun run;
  run.result = result;
  run.exit_code = code;
  run.started = At(started);
  run.completed = At(completed);
  run.duration = At(completed) - At(started);
  run.usage = {absl::Milliseconds(1500), absl::Microseconds(250), 4096};
  return run;
}

JobRun Unmeasured(double completed, JobResult result, int code) {
  JobRun run;
  run.result = result;
  run.exit_code = code;
  run.completed = At(completed);
  return run;
}

// What a scrape has of it: no comments, no "batch_job_", no name label, and
// not the counters that are 0.
std::string Shown(const JobState& state) {
  std::string shown;
  for (absl::string_view line : absl::StrSplit(JobText(state), '\n')) {
    if (line.empty() || line[0] == '#') continue;
    if (absl::StartsWith(line, "batch_job_runs_total") &&
        absl::EndsWith(line, " 0")) {
      continue;
    }
    absl::ConsumePrefix(&line, "batch_job_");
    absl::StrAppend(&shown, line, "\n");
  }
  return absl::StrReplaceAll(
      shown,
      {{"{name=\"j\"}", ""}, {"name=\"j\",", ""}, {"_timestamp_seconds", ""}});
}

TEST(JobStateTest, EachEventChangesWhatIsTrueAndNothingElse) {
  // Every event goes through the text: what is published is the state.
  const struct {
    const char* what;
    std::function<void(JobState&)> event;
    const char* shown;
  } kCases[] = {
      {"declared", [](JobState& s) { s.set_expected_interval(absl::Hours(1)); },
       "last_success 0\nlast_completion 0\nlast_start 0\nrunning 0\n"
       "expected_interval_seconds 3600\n"},
      {"started", [](JobState& s) { s.Start(At(1000.1234)); },
       "last_success 0\nlast_completion 0\nlast_start 1000.123\nrunning 1\n"
       "expected_interval_seconds 3600\n"},
      {"succeeded",
       [](JobState& s) {
         s.set_running(false);
         s.End(RunFrom(1000, 1010.5, JobResult::kSuccess, 0));
       },
       "last_success 1010.5\nlast_completion 1010.5\nlast_start 1000\n"
       "last_duration_seconds 10.5\nlast_exit_code 0\nlast_run_successful 1\n"
       "running 0\nruns_total{result=\"success\"} 1\n"
       "expected_interval_seconds 3600\n"
       "last_cpu_seconds{mode=\"user\"} 1.5\n"
       "last_cpu_seconds{mode=\"system\"} 0.00025\n"
       "last_max_resident_memory_bytes 4096\n"},
      {"started again: the last result stays",
       [](JobState& s) { s.Start(At(2000)); },
       "last_success 1010.5\nlast_completion 1010.5\nlast_start 2000\n"
       "last_duration_seconds 10.5\nlast_exit_code 0\nlast_run_successful 1\n"
       "running 1\nruns_total{result=\"success\"} 1\n"
       "expected_interval_seconds 3600\n"
       "last_cpu_seconds{mode=\"user\"} 1.5\n"
       "last_cpu_seconds{mode=\"system\"} 0.00025\n"
       "last_max_resident_memory_bytes 4096\n"},
      {"failed: the last success stays",
       [](JobState& s) {
         s.set_running(false);
         s.End(RunFrom(2000, 2001, JobResult::kFailure, 3));
       },
       "last_success 1010.5\nlast_completion 2001\nlast_start 2000\n"
       "last_duration_seconds 1\nlast_exit_code 3\nlast_run_successful 0\n"
       "running 0\nruns_total{result=\"success\"} 1\n"
       "runs_total{result=\"failure\"} 1\nexpected_interval_seconds 3600\n"
       "last_cpu_seconds{mode=\"user\"} 1.5\n"
       "last_cpu_seconds{mode=\"system\"} 0.00025\n"
       "last_max_resident_memory_bytes 4096\n"},
      {"skipped: a count and nothing else", [](JobState& s) { s.Skip(); },
       "last_success 1010.5\nlast_completion 2001\nlast_start 2000\n"
       "last_duration_seconds 1\nlast_exit_code 3\nlast_run_successful 0\n"
       "running 0\nruns_total{result=\"success\"} 1\n"
       "runs_total{result=\"failure\"} 1\nruns_total{result=\"skipped\"} 1\n"
       "expected_interval_seconds 3600\n"
       "last_cpu_seconds{mode=\"user\"} 1.5\n"
       "last_cpu_seconds{mode=\"system\"} 0.00025\n"
       "last_max_resident_memory_bytes 4096\n"},
      {"reported, unmeasured: numbers of an earlier run go",
       [](JobState& s) { s.End(Unmeasured(3000, JobResult::kSuccess, 0)); },
       "last_success 3000\nlast_completion 3000\nlast_exit_code 0\n"
       "last_run_successful 1\nrunning 0\nruns_total{result=\"success\"} 2\n"
       "runs_total{result=\"failure\"} 1\nruns_total{result=\"skipped\"} 1\n"
       "expected_interval_seconds 3600\n"},
      {"two interrupted: the last run did not succeed",
       [](JobState& s) { s.Interrupt(2); },
       "last_success 3000\nlast_completion 3000\nlast_exit_code 0\n"
       "last_run_successful 0\nrunning 0\nruns_total{result=\"success\"} 2\n"
       "runs_total{result=\"failure\"} 1\nruns_total{result=\"skipped\"} 1\n"
       "runs_total{result=\"interrupted\"} 2\n"
       "expected_interval_seconds 3600\n"},
      {"none interrupted", [](JobState& s) { s.Interrupt(0); },
       "last_success 3000\nlast_completion 3000\nlast_exit_code 0\n"
       "last_run_successful 0\nrunning 0\nruns_total{result=\"success\"} 2\n"
       "runs_total{result=\"failure\"} 1\nruns_total{result=\"skipped\"} 1\n"
       "runs_total{result=\"interrupted\"} 2\n"
       "expected_interval_seconds 3600\n"},
      {"the clock was set back: the truth, and no counter less",
       [](JobState& s) { s.End(Unmeasured(500, JobResult::kSuccess, 2)); },
       "last_success 500\nlast_completion 500\nlast_exit_code 2\n"
       "last_run_successful 1\nrunning 0\nruns_total{result=\"success\"} 3\n"
       "runs_total{result=\"failure\"} 1\nruns_total{result=\"skipped\"} 1\n"
       "runs_total{result=\"interrupted\"} 2\n"
       "expected_interval_seconds 3600\n"},
  };
  JobState state;
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    c.event(state);
    EXPECT_EQ(Shown(state), c.shown);
    const absl::StatusOr<JobState> read = ReadJobText(JobText(state));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(JobText(*read), JobText(state));
    state = *read;
  }
}

TEST(JobStateTest, OverlappingRunsAreRunningUntilTheLastHasEnded) {
  JobState state;
  state.Start(At(100));
  state.set_running(true);
  state.Start(At(200));
  state.set_running(true);  // The second one goes on.
  state.End(RunFrom(100, 300, JobResult::kSuccess, 0));
  EXPECT_TRUE(state.running());
  EXPECT_NE(Shown(state).find("last_start 200\n"), std::string::npos);
  state.set_running(false);
  state.End(RunFrom(200, 400, JobResult::kFailure, 1));
  EXPECT_FALSE(state.running());
}

TEST(JobStateTest, AllResultsExistFromTheFirst) {
  std::vector<std::string> results;
  JobState().TellFamilies("j", {}, [&](const MetricFamily& family) {
    if (family.name != "batch_job_runs_total") return;
    for (const Sample& sample : family.samples) {
      EXPECT_EQ(sample.value, 0);
      results.push_back(sample.labels.back().value);
    }
  });
  EXPECT_EQ(results, (std::vector<std::string>{"success", "failure", "timeout",
                                               "signal", "skipped",
                                               "not_started", "interrupted"}));
}

TEST(JobStateTest, HelpAndTypeAreTheSameForEveryJob) {
  JobState state;
  state.Start(At(1));
  state.End(RunFrom(1, 2, JobResult::kSignal, 137));
  Families one;
  Families two;
  state.TellFamilies(
      "one", {}, [&](const MetricFamily& family) { one.push_back(family); });
  state.TellFamilies(
      "t\"w\\o\n", {{"target", "db"}},
      [&](const MetricFamily& family) { two.push_back(family); });
  ASSERT_EQ(one.size(), two.size());
  for (size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].name, two[i].name);
    EXPECT_EQ(one[i].help, two[i].help);
    EXPECT_EQ(one[i].type, two[i].type);
    for (const Sample& sample : two[i].samples) {
      ASSERT_GE(sample.labels.size(), 2u);
      EXPECT_EQ(sample.labels[0], (Label{"name", "t\"w\\o\n"}));
      EXPECT_EQ(sample.labels[1], (Label{"target", "db"}));
    }
  }
}

TEST(JobStateTest, FamiliesOfOthersStay) {
  const std::string text = "# TYPE x counter\nx{a=\"b\"} 1\nfree 2\n";
  const auto families = ParseFamilies(text);
  ASSERT_TRUE(families.ok());
  absl::StatusOr<JobState> state = ReadJobText(text);
  ASSERT_TRUE(state.ok());
  EXPECT_FALSE(state->known());
  EXPECT_EQ(state->others(), *families);
  state->Start(At(1));
  const absl::StatusOr<JobState> again = ReadJobText(JobText(*state));
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again->known());
  EXPECT_EQ(again->others(), *families);
}

TEST(JobStateTest, WhatPromfileHasNotWrittenIsDamage) {
  const std::string good = JobText(JobState());
  const struct {
    const char* from;
    const char* to;
    const char* error;
  } kCases[] = {
      {"result=\"failure\"} 0", "result=\"failure\"} -1",
       "batch_job_runs_total is no number that can be: the file is not as "
       "promfile has written it"},
      {"result=\"failure\"} 0", "result=\"failure\"} 0.5",
       "batch_job_runs_total is no count: the file is not as promfile has "
       "written it"},
      {"result=\"failure\"} 0", "result=\"failure\"} 1e+300",
       "batch_job_runs_total is no count: the file is not as promfile has "
       "written it"},
      {"result=\"failure\"} 0", "result=\"odd\"} 0",
       "batch_job_runs_total is not complete: the file is not as promfile has "
       "written it"},
      {"last_success_timestamp_seconds{name=\"j\"} 0",
       "last_success_timestamp_seconds{name=\"j\"} NaN",
       "batch_job_last_success_timestamp_seconds is no number that can be: the "
       "file is not as promfile has written it"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.to);
    const std::string bad = absl::StrReplaceAll(good, {{c.from, c.to}});
    ASSERT_NE(bad, good);
    const auto state = ReadJobText(bad);
    EXPECT_EQ(state.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(state.status().message(), c.error);
  }
}

TEST(JobStateTest, ReservesItsOwnNames) {
  EXPECT_TRUE(IsReservedFamily("batch_job_runs_total"));
  EXPECT_TRUE(IsReservedFamily("batch_job_anything"));
  EXPECT_TRUE(IsReservedFamily("promfile_publish_failures_total"));
  EXPECT_FALSE(IsReservedFamily("batch_jobs"));
  EXPECT_FALSE(IsReservedFamily("backup_files_total"));
}

}  // namespace
}  // namespace promfile
