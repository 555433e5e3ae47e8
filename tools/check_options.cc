#include "tools/check_options.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/message_text.h"
#include "tools/option_values.h"
#include "tools/suggestion.h"

namespace promfile {
namespace {

constexpr absl::string_view kFormats[] = {"text", "json", "github"};
// The collectors by the index that they have in Effects, then all of them.
constexpr absl::string_view kCollectors[] = {
    CollectorName(Collector::kNodeExporter150),
    CollectorName(Collector::kNodeExporterHead), "all"};

absl::Status NoSuchRule(absl::string_view name) {
  std::vector<absl::string_view> names;
  for (const RuleInfo& rule : Rules()) names.push_back(rule.name);
  const std::string nearest = Suggestion(name, names);
  return absl::InvalidArgumentError(absl::StrCat(
      "there is no rule ", QuotedWhole(name),
      nearest.empty() ? "" : absl::StrCat("; did you mean '", nearest, "'?")));
}

absl::Status Apply(const GivenOption& option, CheckOptions* options) {
  if (option.name == "no-lint") options->lint = false;
  if (option.name == "quiet") options->quiet = true;
  if (option.name == "verbose") options->verbose = true;
  if (option.name == "format") {
    const auto format = ParseChoice(option.name, option.value, kFormats);
    if (!format.ok()) return format.status();
    options->format = static_cast<CheckOptions::Format>(*format);
  }
  if (option.name == "explain") {
    const RuleInfo* const rule = FindRule(option.value);
    if (rule == nullptr) return NoSuchRule(option.value);
    options->explain = rule->id;
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
  if (options.explain.has_value() && !options.paths.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("surplus argument ", QuotedWhole(options.paths[0]),
                     " with '--explain'"));
  }
  if (!options.explain.has_value() && options.paths.empty()) {
    return absl::InvalidArgumentError("no PATH for 'check'");
  }
  return options;
}

}  // namespace promfile
