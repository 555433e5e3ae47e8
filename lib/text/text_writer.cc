#include "promfile/text/text_writer.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/escape.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

absl::Status BadMetricName(absl::string_view name) {
  return absl::InvalidArgumentError(absl::StrCat(
      "metric name ", Quoted(name), " is not [a-zA-Z_:][a-zA-Z0-9_:]*"));
}

// Whether a reader takes a sample called `name` for one of `family`.
bool Belongs(absl::string_view name, const MetricFamily& family) {
  if (name == family.name) return true;
  const absl::string_view stem(family.name);
  const bool histogram = family.type == MetricType::kHistogram;
  return ((histogram || family.type == MetricType::kSummary) &&
          (WithoutSuffix(name, "_sum") == stem ||
           WithoutSuffix(name, "_count") == stem)) ||
         (histogram && WithoutSuffix(name, "_bucket") == stem);
}

absl::Status AppendLabels(const Sample& sample, std::string* out) {
  char separator = '{';
  for (const Label& label : sample.labels) {
    if (!IsLabelName(label.name) || label.name == "__name__") {
      return absl::InvalidArgumentError(
          absl::StrCat("label name ", Quoted(label.name), " of ",
                       Quoted(sample.name), " is not [a-zA-Z_][a-zA-Z0-9_]*"));
    }
    if (!IsUtf8(label.value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("value of label ", Quoted(label.name), " of ",
                       Quoted(sample.name), " is not valid UTF-8"));
    }
    out->push_back(separator);
    separator = ',';
    out->append(label.name);
    out->append("=\"");
    AppendEscapedLabelValue(label.value, out);
    out->push_back('"');
  }
  if (separator == ',') out->push_back('}');
  return absl::OkStatus();
}

absl::Status AppendFamily(const MetricFamily& family, std::string* out) {
  if (!IsMetricName(family.name)) return BadMetricName(family.name);
  if (family.help.has_value()) {
    // Blanks at the beginning, and a text of nothing else, cannot be written.
    if (family.help->empty() || (*family.help)[0] == ' ' ||
        (*family.help)[0] == '\t') {
      return absl::InvalidArgumentError(
          absl::StrCat("help text of ", Quoted(family.name),
                       " is empty or begins with a blank"));
    }
    absl::StrAppend(out, "# HELP ", family.name, " ");
    AppendEscapedHelp(*family.help, out);
    out->push_back('\n');
  }
  if (family.type.has_value()) {
    absl::StrAppend(out, "# TYPE ", family.name, " ",
                    MetricTypeName(*family.type), "\n");
  }
  for (const Sample& sample : family.samples) {
    if (!Belongs(sample.name, family)) {
      if (!IsMetricName(sample.name)) return BadMetricName(sample.name);
      return absl::InvalidArgumentError(absl::StrCat(
          "sample ", Quoted(sample.name), " is no part of ",
          MetricTypeName(family.type.value_or(MetricType::kUntyped)), " ",
          Quoted(family.name)));
    }
    out->append(sample.name);
    const absl::Status labels = AppendLabels(sample, out);
    if (!labels.ok()) return labels;
    out->push_back(' ');
    AppendValue(sample.value, out);
    out->push_back('\n');
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> WriteText(const Families& families) {
  std::string text;
  for (const MetricFamily& family : families) {
    const absl::Status status = AppendFamily(family, &text);
    if (!status.ok()) return status;
  }
  return text;
}

}  // namespace promfile
