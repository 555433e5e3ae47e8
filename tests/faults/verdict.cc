#include "tests/faults/verdict.h"

#include <errno.h>
#include <signal.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "promfile/check/validate.h"
#include "promfile/job/job_state.h"
#include "promfile/store/temporary_name.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/remedy.h"
#include "tests/support/job_text.h"

namespace promfile {
namespace {

using Problems = std::vector<std::string>;
using Kind = CallFault::Kind;

constexpr char kNotConfirmed[] = "replaced, but not confirmed on disk";

bool IsCollectable(const std::string& text) {
  return ValidateText(text, ValidateOptions()).findings.list.empty();
}

size_t TemporaryFiles(const Observation& seen) {
  return static_cast<size_t>(
      std::count_if(seen.names.begin(), seen.names.end(), IsTemporaryName));
}

// The judgement of one run.
class Judgement {
 public:
  Judgement(const Scenario& scenario, const absl::optional<std::string>& old,
            const Observation& seen, const Injection* injection)
      : scenario_(scenario), old_(old), seen_(seen), injection_(injection) {}

  Problems Run() {
    problems_ = seen_.seen;
    const TracedEnd& end = seen_.end;
    if (!end.problem.empty()) Broken(end.problem);
    if (end.timed_out) Broken("it did not end");
    killed_ = end.signal == SIGKILL && HasKill();
    if (end.signal != 0 && !killed_) {
      Broken(absl::StrCat("it died of signal ", end.signal));
    }
    JudgeLitter();
    if (scenario_.is_job) {
      JudgeJobFile();
    } else {
      JudgeFile();
    }
    JudgeMode();
    if (scenario_.runs_command) JudgeCommand();
    if (!killed_ && end.signal == 0 && !end.timed_out) {
      JudgeCode();
      JudgeComparison();
      JudgeMessage();
    }
    return std::move(problems_);
  }

 private:
  void Broken(std::string problem) { problems_.push_back(std::move(problem)); }

  bool Says(absl::string_view words) const {
    return absl::StrContains(seen_.end.error, words);
  }
  bool is_pair() const { return injection_ != nullptr && seen_.struck_second; }
  bool HasKill() const {
    return injection_ != nullptr &&
           (injection_->fault.is_kill() ||
            (seen_.struck_second && seen_.second_fault.is_kill()));
  }
  bool Touches(absl::string_view object) const {
    if (injection_ == nullptr) return false;
    return injection_->at.label.object == object ||
           (seen_.struck_second && seen_.second_label.object == object);
  }
  // What it had to say may have got lost.
  bool IsMuted() const {
    return scenario_.closed_streams || Touches("standard error") ||
           Touches(kStartUp);
  }
  // Who is killed may leave one, and so does a name that was given and reported
  // as not given. Two faults may do both.
  void JudgeLitter() {
    size_t left = 0;
    for (const std::string& name : seen_.names) {
      const bool was_there =
          std::find(seen_.names_before.begin(), seen_.names_before.end(),
                    name) != seen_.names_before.end();
      if (IsTemporaryName(name) && !was_there) ++left;
    }
    const bool is_named_twice = injection_ != nullptr &&
                                injection_->fault.kind == Kind::kDone &&
                                injection_->fault.error == EINTR &&
                                injection_->at.label.object == "the new file";
    const size_t most = is_pair() ? 2 : killed_ || is_named_twice ? 1 : 0;
    if (left > most) {
      Broken(absl::StrCat(left, " temporary files are left"));
    }
  }

  // A fault that must change nothing: it is to be retried or finished.
  bool MustNotMatter() const {
    if (injection_ == nullptr) return true;
    if (is_pair()) return false;
    const CallFault& fault = injection_->fault;
    if (fault.kind == Kind::kShort) return true;
    if (fault.kind != Kind::kErrno || injection_->at.label.in_child) {
      return false;
    }
    const std::string& call = injection_->at.label.call;
    if (fault.error == EINTR) return true;
    if (fault.error == EWOULDBLOCK) {
      return call == "read" || (call == "flock" && !IsSkipped());
    }
    const bool has_another_way = fault.error == ENOSYS ||
                                 fault.error == EPERM ||
                                 fault.error == EOPNOTSUPP;
    return has_another_way &&
           (call == "getrandom" || absl::StartsWith(call, "linkat") ||
            call == "openat O_TMPFILE");
  }

  // A fault that must not be passed over: the file would not be on disk, not
  // whole, or not for those for whom it is.
  bool MustMatter() const {
    if (injection_ == nullptr || is_pair()) return false;
    const CallFault& fault = injection_->fault;
    if (fault.error == 0 || fault.error == EINTR) return false;
    const std::string& call = injection_->at.label.call;
    const std::string& object = injection_->at.label.object;
    if (object == "the directory") {
      return call == "fsync" && fault.error != EINVAL;
    }
    // Of a file that could not be linked, and is given up.
    if (call == "close" && !scenario_.standing.empty()) return false;
    return object == "the new file" &&
           (call == "fsync" || call == "fchmod" || call == "fchown" ||
            call == "write" || call == "close" || call == "renameat");
  }

  void JudgeFile() {
    const auto& now = seen_.target;
    if (now != old_ && now != scenario_.new_text) {
      return Broken("the file is neither the old nor the new one");
    }
    if (killed_ || seen_.end.signal != 0) return;
    const bool changed = scenario_.new_text != old_;
    const bool is_new = now == scenario_.new_text;
    if (seen_.end.exit_code == 0) {
      if (!is_new) Broken("exit 0, and the new file is not in place");
      return;
    }
    const bool unconfirmed = Says(kNotConfirmed);
    if (changed && is_new && !unconfirmed && !IsMuted()) {
      Broken("replaced, and neither exit 0 nor a word about it");
    }
    if (unconfirmed && (!is_new || seen_.end.exit_code != 74)) {
      Broken("it says that the file is replaced");
    }
  }

  void JudgeMode() {
    const bool is_old = seen_.target == old_;
    if (!is_old && seen_.mode.has_value() && seen_.mode != scenario_.mode) {
      Broken(absl::StrFormat("its mode is %04o", *seen_.mode));
    }
  }

  void JudgeJobFile() {
    for (const std::string& text : {seen_.target.value_or("")}) {
      if (text.empty() || text == old_) continue;
      if (!IsCollectable(text)) return Broken("the file is not valid");
    }
    if (!seen_.target.has_value() && old_.has_value() && !scenario_.damaged) {
      return Broken("the file is gone");
    }
    if (scenario_.damaged) return;
    const double before = RunsOf(old_.value_or("")).value_or(0);
    const auto now = RunsOf(seen_.target.value_or(""));
    if (!now.has_value() && seen_.target.has_value()) {
      return Broken("the file is no job's any more");
    }
    const double counted = now.value_or(0) - before;
    if (counted < 0 || counted > 1) {
      return Broken(absl::StrCat("counted ", counted, " times"));
    }
    if (killed_ || seen_.end.signal != 0) return;
    const bool counts = scenario_.arguments[0] != "declare";
    const bool silent = seen_.end.error.empty() && !IsMuted();
    if (counts && silent && counted != 1) Broken("silent, and not counted");
    if (scenario_.is_run) return;
    const bool done = seen_.end.exit_code == 0 || Says(kNotConfirmed);
    if (counts && done && counted != 1) Broken("done, and not counted");
    if (counts && !done && counted != 0 && !IsMuted()) {
      Broken("failed, and counted");
    }
  }

  // Another run of the job had the lock: it was told so, or waits for nothing.
  bool IsSkipped() const {
    const auto is_held = [](const CallLabel& label, const CallFault& fault) {
      return label.object == "the job's lock file" &&
             fault.error == EWOULDBLOCK;
    };
    return injection_ != nullptr &&
           (is_held(injection_->at.label, injection_->fault) ||
            (is_pair() && is_held(seen_.second_label, seen_.second_fault)));
  }

  // Whether COMMAND itself could not be made to run.
  bool CannotRunCommand() const {
    return Touches("COMMAND") || Touches(kStartUp);
  }

  void JudgeCommand() {
    if (seen_.command_runs > 1) {
      Broken(absl::StrCat("COMMAND ran ", seen_.command_runs, " times"));
    }
    if (killed_ || !scenario_.is_run || CannotRunCommand()) return;
    if (IsSkipped()) {
      if (seen_.command_runs != 0 || seen_.end.exit_code != 75) {
        Broken("another run has the lock, and it runs");
      }
      return;
    }
    if (seen_.command_runs != 1) Broken("the job did not run");
    if (seen_.end.signal == 0 && seen_.end.exit_code != scenario_.exit_code) {
      Broken(
          absl::StrCat("exit ", seen_.end.exit_code, " is not the job's code"));
    }
  }

  void JudgeCode() {
    const int code = seen_.end.exit_code;
    if (MustMatter() && !IsMuted() &&
        (scenario_.is_run ? seen_.end.error.empty() : code == 0)) {
      Broken("the failure is passed over");
    }
    if (MustNotMatter()) {
      if (code != scenario_.exit_code) {
        Broken(absl::StrCat("exit ", code, ", though nothing is lost"));
      }
      if (!seen_.end.error.empty() && !scenario_.talks && !is_pair() &&
          seen_.end.exit_code == 0) {
        Broken("it talks, though nothing is lost");
      }
      return;
    }
    if (IsSkipped()) return;
    constexpr int kCodes[] = {0, 1, 66, 70, 73, 74, 75, 77, 78, 125, 126, 127};
    if (code == scenario_.exit_code) return;
    if (std::find(std::begin(kCodes), std::end(kCodes), code) ==
        std::end(kCodes)) {
      Broken(absl::StrCat("exit ", code, " is not in the table of codes"));
    }
  }

  // A clash with a file that only we could not read would go unnoticed.
  void JudgeComparison() {
    if (injection_ == nullptr || is_pair() || scenario_.is_run) return;
    const CallFault& fault = injection_->fault;
    const bool lacks =
        fault.error == EMFILE || fault.error == ENFILE || fault.error == ENOMEM;
    if (lacks && injection_->at.label.object == "another file" &&
        seen_.end.exit_code == 0) {
      Broken("it has not been compared, and is published");
    }
  }

  void JudgeMessage() {
    const std::string& error = seen_.end.error;
    if (IsMuted()) return;
    const bool expected = seen_.end.exit_code == scenario_.exit_code;
    if (error.empty()) {
      if (!expected) Broken("it failed without a word");
      return;
    }
    if (!absl::StartsWith(error, "promfile: ") && error != "sorry\n") {
      Broken("what it says does not begin with its name");
    }
    if (expected || is_pair() || injection_ == nullptr) return;
    JudgeReason();
  }

  void JudgeReason() {
    const CallFault& fault = injection_->fault;
    const bool from_memory = Touches("memory") && Says("out of memory");
    if (from_memory) return;
    // With what is to be done, where anything can be.
    const std::string reason =
        fault.error == 0 ? "" : WithRemedy(ErrnoStatus(fault.error));
    if (!Says(reason) && !SaysOtherwise(fault.error)) {
      Broken(absl::StrCat("it does not say '", reason, "'"));
    }
    const bool names_something =
        Says("d/") || Says("'d'") || Says("standard input") ||
        Says("standard output") || Says("out/input") || Says("'x'") ||
        Says("/job'") || Says("/dev/urandom");
    if (!names_something) Broken("it names no file");
    const bool changes_nothing =
        !scenario_.is_job && scenario_.new_text == old_;
    if (scenario_.is_run || changes_nothing) return;
    const bool state = Says("still in place") || Says("no previous file") ||
                       Says("nothing was changed") || Says(kNotConfirmed) ||
                       Says("nothing is published");
    if (!state) Broken("it does not say what state the world is in");
  }

  // Where the errno's own words would mislead.
  bool SaysOtherwise(int error) const {
    const std::string& call = injection_->at.label.call;
    if (call == "flock" && error == EWOULDBLOCK) return true;
    // What a call on a link says.
    if (error == EPERM && Says("run as root or as a member")) return true;
    if (error == ELOOP && Says("symbolic link")) return true;
    // After the retry of one that was done.
    if (injection_->fault.kind == Kind::kDone) {
      return Says("no such file or directory");
    }
    return injection_->fault.kind == Kind::kNothing;
  }

  const Scenario& scenario_;
  const absl::optional<std::string>& old_;
  const Observation& seen_;
  const Injection* injection_;
  bool killed_ = false;
  Problems problems_;
};

}  // namespace

absl::optional<double> RunsOf(const std::string& text) {
  const absl::StatusOr<JobState> state = ReadJobText(text);
  if (!state.ok() || !state->known()) return absl::nullopt;
  double runs = 0;
  for (size_t result = 0; result < kJobResults; ++result) {
    runs += state->runs(static_cast<JobResult>(result));
  }
  return runs;
}

Problems BrokenPromises(const Scenario& scenario,
                        const absl::optional<std::string>& old,
                        const Observation& seen, const Injection* injection) {
  return Judgement(scenario, old, seen, injection).Run();
}

bool NeedsCleanRun(const Observation& seen) {
  return TemporaryFiles(seen) > 0 || seen.end.signal != 0;
}

Problems BrokenAfterwards(const Scenario& scenario, const Observation& seen,
                          const Observation& clean) {
  Problems problems;
  if (clean.end.exit_code != scenario.exit_code || clean.end.signal != 0) {
    problems.push_back(absl::StrCat("the next run exits ", clean.end.exit_code,
                                    ": ", clean.end.error));
  }
  if (TemporaryFiles(clean) > 0 && scenario.exit_code == 0) {
    problems.push_back("the next run leaves a temporary file");
  }
  if (!scenario.is_job) {
    if (clean.target != scenario.new_text) {
      problems.push_back("the next run does not put the new file in place");
    }
    return problems;
  }
  if (scenario.damaged || scenario.arguments[0] == "declare") return problems;
  const double before = RunsOf(seen.target.value_or("")).value_or(0);
  const double now = RunsOf(clean.target.value_or("")).value_or(0);
  // Its own run, and the one that was killed.
  if (now != before + 1 && now != before + 2) {
    problems.push_back(
        absl::StrCat("the next run counts from ", before, " to ", now));
  }
  return problems;
}

}  // namespace promfile
