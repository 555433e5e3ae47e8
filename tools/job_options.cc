#include "tools/job_options.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "tools/message_text.h"
#include "tools/option_values.h"

namespace promfile {
namespace {

constexpr absl::string_view kDurabilities[] = {"full", "atomic", "none"};

absl::Status Wrong(absl::string_view what, absl::string_view option,
                   absl::string_view text, absl::string_view remedy) {
  return absl::InvalidArgumentError(absl::StrCat("invalid ", what, " ",
                                                 QuotedWhole(text), " for '--",
                                                 option, "'; ", remedy));
}

// A label of every sample of a job's metrics.
absl::Status AddLabel(const std::string& text, LabelSet* labels) {
  constexpr absl::string_view kOption = "label";
  const size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  if (equals == std::string::npos || !IsLabelName(name)) {
    return Wrong("label", kOption, text, "write NAME=VALUE, as in target=db01");
  }
  if (absl::StartsWith(name, "__")) {
    return Wrong("label", kOption, text,
                 "names that begin with two underscores are Prometheus' own");
  }
  for (const absl::string_view own : {"name", "result", "mode"}) {
    if (name == own) {
      return Wrong("label", kOption, text,
                   "the metrics of jobs have that label already");
    }
  }
  for (const absl::string_view target : {"job", "instance"}) {
    if (name == target) {
      return Wrong("label", kOption, text,
                   "Prometheus gives that label to every series itself");
    }
  }
  for (const Label& label : *labels) {
    if (label.name == name) {
      return Wrong("label", kOption, text, "it was given before");
    }
  }
  std::string value = text.substr(equals + 1);
  if (!IsUtf8(value)) {
    return Wrong("label", kOption, text, "a value is UTF-8");
  }
  labels->push_back({name, std::move(value)});
  return absl::OkStatus();
}

}  // namespace

bool SuccessCodes::Has(int code) const {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

absl::StatusOr<int> ParseExitCode(absl::string_view option,
                                  absl::string_view text) {
  int code = 0;
  const bool digits =
      !text.empty() && text.size() <= 3 &&
      text.find_first_not_of("0123456789") == absl::string_view::npos;
  if (!digits || !absl::SimpleAtoi(text, &code) || code > 255) {
    return Wrong("exit code", option, text, "write a number from 0 to 255");
  }
  return code;
}

absl::StatusOr<SuccessCodes> ParseSuccessCodes(absl::string_view option,
                                               absl::string_view text) {
  SuccessCodes result;
  result.codes.clear();
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const absl::StatusOr<int> code = ParseExitCode(option, part);
    if (!code.ok()) {
      return Wrong("list", option, text,
                   "write exit codes from 0 to 255, as in 0,2");
    }
    result.codes.push_back(*code);
  }
  return result;
}

absl::StatusOr<absl::Duration> ParseLength(absl::string_view option,
                                           absl::string_view text) {
  absl::StatusOr<absl::Duration> length = ParseDuration(option, text);
  if (length.ok() && *length <= absl::ZeroDuration()) {
    return Wrong("duration", option, text, "it is zero");
  }
  return length;
}

absl::StatusOr<absl::Time> ParseMoment(absl::string_view option,
                                       absl::string_view text) {
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return time;
  double seconds = 0;
  constexpr double kYear3000 = 32503680000.0;
  if (ParseValue(text, &seconds) && seconds > 0 && seconds < kYear3000) {
    return absl::UnixEpoch() + absl::Seconds(seconds);
  }
  return Wrong("time", option, text,
               "write seconds since 1970 (date +%s), or "
               "2026-01-31T03:00:00Z");
}

absl::Status ApplyJobOption(const GivenOption& option, JobOptions* options,
                            bool* taken) {
  *taken = true;
  if (option.name == "directory") {
    if (option.value.empty()) {
      return absl::InvalidArgumentError(
          "option '--directory' has an empty argument");
    }
    options->directory = option.value;
  } else if (option.name == "quiet") {
    options->quiet = true;
  } else if (option.name == "verbose") {
    options->verbose = true;
  } else if (option.name == "label") {
    return AddLabel(option.value, &options->labels);
  } else if (option.name == "every") {
    absl::StatusOr<absl::Duration> every =
        ParseLength(option.name, option.value);
    if (!every.ok()) return every.status();
    options->every = *every;
  } else if (option.name == "durability") {
    absl::StatusOr<size_t> choice =
        ParseChoice(option.name, option.value, kDurabilities);
    if (!choice.ok()) return choice.status();
    options->durability = static_cast<Durability>(*choice);
  } else {
    *taken = false;
  }
  return absl::OkStatus();
}

}  // namespace promfile
