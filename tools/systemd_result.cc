#include "tools/systemd_result.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

// Signals as systemd spells them, on every Linux that Debian has but MIPS.
constexpr struct {
  const char* name;
  int number;
} kSignals[] = {
    {"HUP", 1},     {"INT", 2},   {"QUIT", 3},  {"ILL", 4},     {"TRAP", 5},
    {"ABRT", 6},    {"BUS", 7},   {"FPE", 8},   {"KILL", 9},    {"USR1", 10},
    {"SEGV", 11},   {"USR2", 12}, {"PIPE", 13}, {"ALRM", 14},   {"TERM", 15},
    {"STKFLT", 16}, {"XCPU", 24}, {"XFSZ", 25}, {"VTALRM", 26}, {"PROF", 27},
    {"IO", 29},     {"PWR", 30},  {"SYS", 31},
};

constexpr int kExecFailed = 203;  // systemd.exec(5): EXIT_EXEC
constexpr int kUnknownCode = 255;

int ExitCode(const std::string& code, const std::string& status) {
  int number = 0;
  if (code == "exited") {
    const bool is_code = absl::SimpleAtoi(status, &number) && number >= 0 &&
                         number <= kUnknownCode;
    return is_code ? number : kUnknownCode;
  }
  for (const auto& signal : kSignals) {
    if (status == signal.name) return 128 + signal.number;
  }
  return kUnknownCode;
}

JobResult ResultOf(const std::string& service, int exit_code) {
  if (service == "success") return JobResult::kSuccess;
  if (service == "timeout" || service == "watchdog") {
    return JobResult::kTimeout;
  }
  if (service == "signal" || service == "core-dump" || service == "oom-kill") {
    return JobResult::kSignal;
  }
  if (service == "exec-condition") return JobResult::kSkipped;
  if (service == "resources" || service == "start-limit-hit") {
    return JobResult::kNotStarted;
  }
  if (service == "exit-code" && exit_code == kExecFailed) {
    return JobResult::kNotStarted;
  }
  return JobResult::kFailure;
}

}  // namespace

absl::StatusOr<SystemdResult> ReadSystemdResult(Environment& environment) {
  for (const char* prefix : {"", "MONITOR_"}) {
    const auto variable = [&](const char* name) {
      return environment.Get(absl::StrCat(prefix, name));
    };
    const auto service = variable("SERVICE_RESULT");
    if (!service.has_value() || service->empty()) continue;
    // Where no process was started there is neither.
    const std::string code = variable("EXIT_CODE").value_or("");
    const std::string status = variable("EXIT_STATUS").value_or("");
    SystemdResult result;
    result.exit_code =
        code.empty() && *service == "success" ? 0 : ExitCode(code, status);
    result.result = ResultOf(*service, result.exit_code);
    return result;
  }
  return absl::InvalidArgumentError(
      "SERVICE_RESULT is not set: option '--systemd' is for ExecStopPost= of a "
      "service, or for a service that OnFailure= or OnSuccess= starts");
}

}  // namespace promfile
