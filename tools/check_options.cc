#include "tools/check_options.h"

#include "tools/option_values.h"

namespace promfile {
namespace {

constexpr absl::string_view kFormats[] = {"text", "json"};
// The collectors by the index that they have in Effects, then all of them.
constexpr absl::string_view kCollectors[] = {
    CollectorName(Collector::kNodeExporter150),
    CollectorName(Collector::kNodeExporterHead), "all"};

absl::Status Apply(const GivenOption& option, CheckOptions* options) {
  if (option.name == "quiet") options->quiet = true;
  if (option.name == "verbose") options->verbose = true;
  if (option.name == "format") {
    const auto format = ParseChoice(option.name, option.value, kFormats);
    if (!format.ok()) return format.status();
    options->format = static_cast<CheckOptions::Format>(*format);
  }
  if (option.name == "collector") {
    const auto choice = ParseChoice(option.name, option.value, kCollectors);
    if (!choice.ok()) return choice.status();
    options->collectors = CheckOptions().collectors;
    if (*choice < kCollectorCount) {
      options->collectors = {static_cast<Collector>(*choice)};
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CheckOptions> ParseCheckOptions(const Arguments& arguments) {
  CheckOptions options;
  options.paths = arguments.operands;
  for (const GivenOption& option : arguments.options) {
    if (absl::Status status = Apply(option, &options); !status.ok()) {
      return status;
    }
  }
  return options;
}

}  // namespace promfile
