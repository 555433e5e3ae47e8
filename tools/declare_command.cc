#include "tools/declare_command.h"

#include "absl/status/status.h"
#include "promfile/job/job_name.h"
#include "tools/exit_code.h"
#include "tools/job_options.h"
#include "tools/job_publisher.h"
#include "tools/usage.h"

namespace promfile {
namespace {

constexpr char kCommand[] = "declare";

absl::StatusOr<JobOptions> Parse(const Arguments& arguments) {
  JobOptions options;
  options.name = arguments.operands[0];
  const absl::StatusOr<JobName> name = MakeJobName(options.name);
  if (!name.ok()) return name.status();
  for (const GivenOption& option : arguments.options) {
    bool taken = false;
    const absl::Status status = ApplyJobOption(option, &options, &taken);
    if (!status.ok()) return status;
  }
  if (!options.every.has_value()) {
    return absl::InvalidArgumentError(
        "option '--every' is missing; say how often the job is expected to "
        "succeed, as in --every 24h");
  }
  return options;
}

}  // namespace

int RunDeclare(const Arguments& arguments, Edges& edges) {
  const absl::StatusOr<JobOptions> options = Parse(arguments);
  if (!options.ok()) {
    return WrongUse(edges.console, kCommand, options.status());
  }
  JobPublisher publisher(*options, edges);
  publisher.Declare();
  return publisher.exit_code();
}

}  // namespace promfile
