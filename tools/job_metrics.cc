#include "tools/job_metrics.h"

#include <new>

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
  if (too_long_ || out_of_memory_) return;
  too_long_ = text_.size() + bytes.size() > PublishOptions().max_bytes;
  if (too_long_) return Drop();
  try {
    text_.append(bytes.data(), bytes.size());
  } catch (const std::bad_alloc&) {
    out_of_memory_ = true;
    Drop();
  }
}

void JobMetrics::Drop() { std::string().swap(text_); }

absl::StatusOr<Families> JobMetrics::Take() {
  if (out_of_memory_) return Bad("there is no memory to keep them");
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
