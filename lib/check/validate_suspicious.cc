#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/check/validator_impl.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"

namespace promfile {

void Validator::Impl::OnLongName(const SampleLine& sample) {
  const unsigned part = 1u << static_cast<unsigned>(now_->part);
  Family& family = families_[family_];
  if ((family.long_names & part) != 0) return;
  family.long_names |= part;
  AddAt(RuleId::kLimit, sample, sample.name,
        absl::StrCat("metric name has ", sample.name.size(), " bytes, at most ",
                     options_.limits.name_bytes, " are allowed"));
}

// What few samples are suspected of.
void Validator::Impl::CheckSuspicious(const SampleLine& sample) {
  if (now_->labels.is_suspicious()) CheckSuspiciousLabels(sample);
  if (samples_ == options_.limits.series + 1) {
    AddAt(RuleId::kLimit, sample, sample.name,
          absl::StrCat("more than ", options_.limits.series, " series"),
          "raise the limit with --max-series");
  }
  double value = -1;
  if (sample.value[0] == '-' && ParseValue(sample.value, &value) &&
      value == 0) {
    AddAt(RuleId::kNegativeZero, sample, sample.value,
          "negative zero arrives as 0");
  }
  if (has_gauge_histogram_) CheckHeadGaugeHistogram(sample);
  if (!sample.repeated_bound.empty()) CheckRepeatedBound(sample);
}

void Validator::Impl::CheckRepeatedBound(const SampleLine& sample) {
  if (sample.repeated_bound != now_->bound_name) {
    AddAt(RuleId::kRepeatedLabel, sample, sample.repeated_bound,
          absl::StrCat("label '", sample.repeated_bound,
                       "' stands in this sample already"));
    return;
  }
  for (size_t i = 0; i < sample.labels.size(); ++i) {
    const RawLabel label = sample.labels[i];
    double bound = 0;
    if (label.name != now_->bound_name || i == now_->labels.bound() ||
        ParseValue(label.value, &bound)) {
      continue;
    }
    AddAt(RuleId::kBound, sample, label.value,
          absl::StrCat("value ", Quoted(label.value), " of label '",
                       now_->bound_name, "' is not a number"));
  }
}

void Validator::Impl::CheckSuspiciousLabels(const SampleLine& sample) {
  const auto limit = [&](absl::string_view token, absl::string_view what,
                         size_t size, size_t most) {
    if (size <= most) return;
    AddAt(RuleId::kLimit, sample, token,
          absl::StrCat(what, " has ", size, " bytes, at most ", most,
                       " are allowed"));
  };
  for (const RawLabel label : sample.labels) {
    if (absl::StartsWith(label.name, "__")) {
      AddAt(RuleId::kReservedLabel, sample, label.name,
            absl::StrCat("label name '", Printable(label.name),
                         "' crashes the exporter"),
            "names that begin with __ are reserved");
    }
    limit(label.name, "label name", label.name.size(),
          options_.limits.name_bytes);
    limit(label.value,
          absl::StrCat("value of label '", Printable(label.name), "'"),
          label.value.size(), options_.limits.label_value_bytes);
  }
  if (sample.labels.size() > options_.limits.labels) {
    AddAt(RuleId::kLimit, sample, sample.name,
          absl::StrCat("sample has ", sample.labels.size(), " labels, at most ",
                       options_.limits.labels, " are allowed"));
  }
}

}  // namespace promfile
