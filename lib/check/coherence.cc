#include "promfile/check/coherence.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

// More quantiles out of range say nothing new.
constexpr size_t kMostQuantiles = 1000;

std::string Number(double value) {
  std::string text;
  AppendValue(value, &text);
  return text;
}

}  // namespace

void CoherenceChecker::OnBadQuantile(const SampleLine& sample,
                                     uint32_t family) {
  if (bad_quantiles_.size() == kMostQuantiles) return;
  for (const RawLabel label : sample.labels) {
    if (label.name != "quantile") continue;
    Finding finding;
    finding.rule = RuleId::kQuantileRange;
    finding.at = sample.line.At(label.value);
    finding.family = index_.name(family);
    finding.message = absl::StrCat("quantile ", Quoted(label.value),
                                   " is not within 0 and 1");
    finding.remedy = "the median is quantile=\"0.5\"";
    Excerpt excerpt = MakeExcerpt(sample.line.text, finding.at.column);
    finding.excerpt = std::move(excerpt.text);
    finding.caret = excerpt.caret;
    bad_quantiles_.push_back(std::move(finding));
  }
}

CompoundSeries::Bound CoherenceChecker::JudgeBuckets(
    const CompoundSeries& all, const CompoundSeries::Series& histogram,
    FindingList* findings) {
  if (histogram.ascends && !histogram.falls) {
    return all.Last(histogram);
  }
  buckets_.clear();
  all.AppendBounds(histogram, &buckets_);
  const std::string name = NameOf(histogram);
  if (histogram.disorder_line != 0) {
    Add(RuleId::kBucketOrder, histogram.disorder_line, histogram.family,
        absl::StrCat("bucket of '", name,
                     "' stands behind one with a larger bound"),
        "write buckets in the order of le", findings);
    std::stable_sort(
        buckets_.begin(), buckets_.end(),
        [](const CompoundSeries::Bound& a, const CompoundSeries::Bound& b) {
          return a.bound < b.bound;
        });
  }
  // Of equal bounds the last one counts.
  size_t kept = 0;
  for (size_t i = 0; i < buckets_.size(); ++i) {
    if (i + 1 < buckets_.size() && buckets_[i].bound == buckets_[i + 1].bound) {
      continue;
    }
    buckets_[kept++] = buckets_[i];
  }
  buckets_.resize(kept);
  for (size_t i = 1; i < buckets_.size(); ++i) {
    const CompoundSeries::Bound& bucket = buckets_[i];
    const CompoundSeries::Bound& before = buckets_[i - 1];
    if (!(bucket.value < before.value)) continue;
    Add(RuleId::kBucketCounts, bucket.line, histogram.family,
        absl::StrCat("bucket le=\"", Number(bucket.bound), "\" of '", name,
                     "' counts ", Number(bucket.value), ", less than the ",
                     Number(before.value), " of le=\"", Number(before.bound),
                     "\""),
        "each bucket also counts what the smaller ones do", findings);
    break;  // The others follow from it, as a rule.
  }
  return buckets_.back();
}

void CoherenceChecker::JudgeCount(const CompoundSeries::Series& histogram,
                                  const CompoundSeries::Bound& last,
                                  FindingList* findings) const {
  const auto add = [&](RuleId rule, uint32_t line, std::string message,
                       std::string remedy) {
    Add(rule, line, histogram.family, std::move(message), std::move(remedy),
        findings);
  };
  if (last.bound != std::numeric_limits<double>::infinity()) {
    add(RuleId::kInfinityBucket, histogram.line,
        absl::StrCat("histogram '", NameOf(histogram),
                     "' has no bucket le=\"+Inf\""),
        "it arrives with the count");
    return;
  }
  if (histogram.count_line == 0) {
    if (last.value == 0) return;
    add(RuleId::kCountMismatch, last.line,
        absl::StrCat("bucket le=\"+Inf\" of '", NameOf(histogram), "' counts ",
                     Number(last.value), ", but there is no _count"),
        "it arrives as 0");
  } else if (histogram.count != last.value) {
    add(RuleId::kCountMismatch, histogram.last_count_line,
        absl::StrCat(
            "count of '", NameOf(histogram), "' is ", Number(histogram.count),
            ", but its bucket le=\"+Inf\" counts ", Number(last.value)),
        "they are the same number");
  }
}

std::string CoherenceChecker::NameOf(
    const CompoundSeries::Series& histogram) const {
  return Printable(index_.name(histogram.family));
}

void CoherenceChecker::Add(RuleId rule, uint32_t line, uint32_t family,
                           std::string message, std::string remedy,
                           FindingList* findings) const {
  Finding finding;
  finding.rule = rule;
  finding.at = {line, 1};
  finding.family = index_.name(family);
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  findings->Add(std::move(finding));
}

void CoherenceChecker::Finish(const CompoundSeries& series,
                              FindingList* findings) {
  for (Finding& finding : bad_quantiles_) findings->Add(std::move(finding));
  for (const CompoundSeries::Series& histogram : series.all()) {
    if (index_.type(histogram.family) != MetricType::kHistogram ||
        !CompoundSeries::HasBounds(histogram)) {
      continue;
    }
    JudgeCount(histogram, JudgeBuckets(series, histogram, findings), findings);
  }
}

}  // namespace promfile
