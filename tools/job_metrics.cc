#include "tools/job_metrics.h"

#include "absl/strings/str_cat.h"
#include "promfile/check/rules.h"
#include "promfile/check/validate.h"
#include "promfile/job/job_state.h"
#include "promfile/store/publish.h"
#include "promfile/text/family_builder.h"
#include "tools/message_text.h"

namespace promfile {
namespace {

absl::Status Bad(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("the metrics that the job printed are refused: ", why));
}

}  // namespace

void JobMetrics::Append(absl::string_view bytes) {
  if (too_long_) return;
  too_long_ = text_.size() + bytes.size() > PublishOptions().max_bytes;
  if (too_long_) {
    text_.clear();
    text_.shrink_to_fit();
    return;
  }
  text_.append(bytes.data(), bytes.size());
}

absl::StatusOr<Families> JobMetrics::Take() {
  if (too_long_) {
    return Bad(absl::StrCat("they are longer than ", PublishOptions().max_bytes,
                            " bytes"));
  }
  ValidateOptions options;
  options.limits = Limits();
  const FileReport report = ValidateText(text_, options);
  for (const Finding& finding : report.findings.list) {
    if (Rule(finding.rule).severity != Severity::kError) continue;
    return Bad(absl::StrCat(finding.at.line, ":", finding.at.column, ": ",
                            finding.message));
  }
  if (report.samples == 0) return Bad("there is no sample");
  absl::StatusOr<Families> families = ParseFamilies(text_);
  if (!families.ok()) return Bad(families.status().message());
  for (const MetricFamily& family : *families) {
    if (IsReservedFamily(family.name)) {
      return Bad(absl::StrCat("the name ", QuotedWhole(family.name),
                              " is promfile's own"));
    }
  }
  return families;
}

}  // namespace promfile
