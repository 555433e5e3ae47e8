#include "tools/write_options.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/option_values.h"

namespace promfile {
namespace {

constexpr absl::string_view kDurabilities[] = {"full", "atomic", "none"};
constexpr absl::string_view kOnConflict[] = {"refuse", "warn"};

// Puts the parsed argument to `*to`, or passes the error on.
template <typename Parsed, typename To>
absl::Status Set(absl::StatusOr<Parsed> parsed, To* to) {
  if (!parsed.ok()) return parsed.status();
  *to = static_cast<To>(*parsed);
  return absl::OkStatus();
}

absl::Status Apply(const GivenOption& option, WriteOptions* options) {
  const absl::string_view name = option.name;
  const std::string& value = option.value;
  PublishOptions& publish = options->publish;
  if (name == "directory" || name == "group") {
    if (value.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("option '--", name, "' has an empty argument"));
    }
    (name == "group" ? options->group : options->directory) = value;
  }
  if (name == "quiet") options->quiet = true;
  if (name == "verbose") options->verbose = true;
  if (name == "allow-empty") publish.allow_empty = true;
  if (name == "normalize") options->normalize = true;
  if (name == "strict") publish.strict = true;
  if (name == "dry-run") publish.dry_run = true;
  if (name == "allow") options->allow.push_back(value);
  if (name == "deny") options->deny.push_back(value);
  if (name == "durability") {
    return Set(ParseChoice(name, value, kDurabilities),
               &publish.replace.durability);
  }
  if (name == "on-conflict") {
    return Set(ParseChoice(name, value, kOnConflict), &publish.on_conflict);
  }
  if (name == "mode") {
    return Set(ParseMode(name, value), &publish.replace.mode);
  }
  if (name == "max-bytes") {
    return Set(ParseSize(name, value), &publish.max_bytes);
  }
  if (name == "max-series") {
    return Set(ParseCount(name, value), &publish.limits.series);
  }
  if (name == "timeout") {
    absl::Status status = Set(ParseDuration(name, value), &options->timeout);
    // As with timeout(1).
    if (options->timeout == absl::ZeroDuration()) {
      options->timeout = absl::InfiniteDuration();
    }
    return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WriteOptions> ParseWriteOptions(const Arguments& arguments) {
  WriteOptions options;
  options.name = arguments.operands[0];
  if (arguments.operands.size() > 1) options.file = arguments.operands[1];
  options.command = arguments.command;
  for (const GivenOption& option : arguments.options) {
    if (absl::Status status = Apply(option, &options); !status.ok()) {
      return status;
    }
  }
  return options;
}

}  // namespace promfile
