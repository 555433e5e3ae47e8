#include "promfile/check/coherence.h"

#include <algorithm>
#include <cstring>
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

void CoherenceChecker::OnPart(const SampleLine& sample, uint32_t family,
                              Hash128 metric, FamilyPart part,
                              uint64_t bound_bits) {
  double bound = 0;
  static_assert(sizeof(bound) == sizeof(bound_bits), "64 bits");
  memcpy(&bound, &bound_bits, sizeof(bound));
  if (index_.type(family) == MetricType::kHistogram) {
    return OnHistogram(sample, family, metric, part, bound);
  }
  if (part == FamilyPart::kSum || part == FamilyPart::kCount) return;
  if (bound >= 0 && bound <= 1) return;
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

CoherenceChecker::Histogram& CoherenceChecker::HistogramOf(
    const SampleLine& sample, uint32_t family, Hash128 metric) {
  // The lines of a histogram stand together, as a rule.
  if (!histograms_.empty() && metric.high == last_metric_.high &&
      metric.low == last_metric_.low) {
    return histograms_[last_];
  }
  last_metric_ = metric;
  last_ = static_cast<uint32_t>(histograms_.size());
  const uint32_t* const known = numbers_.FindOrAdd(metric, last_);
  if (known != nullptr) {
    last_ = *known;
    return histograms_[last_];
  }
  histograms_.emplace_back();
  histograms_.back().family = family;
  histograms_.back().line = sample.line.number;
  return histograms_.back();
}

void CoherenceChecker::OnHistogram(const SampleLine& sample, uint32_t family,
                                   Hash128 metric, FamilyPart part,
                                   double bound) {
  if (part == FamilyPart::kSum) return;
  Histogram& histogram = HistogramOf(sample, family, metric);
  double value = 0;
  ParseValue(sample.value, &value);
  if (part == FamilyPart::kCount) {
    histogram.has_count = true;
    histogram.count = value;
    histogram.count_line = sample.line.number;
    return;
  }
  const auto added = static_cast<uint32_t>(buckets_.size());
  if (histogram.first_bucket == kNone) {
    histogram.first_bucket = added;
  } else {
    Bucket& last = buckets_[histogram.last_bucket];
    if (histogram.disorder_line == 0 && bound < last.bound) {
      histogram.disorder_line = sample.line.number;
    }
    last.next = added;
  }
  histogram.last_bucket = added;
  buckets_.push_back({bound, value, sample.line.number, kNone});
}

void CoherenceChecker::Judge(const Histogram& histogram,
                             std::vector<Bucket>* of_histogram,
                             FindingList* findings) const {
  const auto name = [&] { return Printable(index_.name(histogram.family)); };
  const auto add = [&](RuleId rule, uint32_t line, std::string message,
                       std::string remedy) {
    Add(rule, line, histogram.family, std::move(message), std::move(remedy),
        findings);
  };
  std::vector<Bucket>& buckets = *of_histogram;
  if (histogram.disorder_line != 0) {
    add(RuleId::kBucketOrder, histogram.disorder_line,
        absl::StrCat("bucket of '", name(),
                     "' stands behind one with a larger bound"),
        "write buckets in the order of le");
    std::stable_sort(
        buckets.begin(), buckets.end(),
        [](const Bucket& a, const Bucket& b) { return a.bound < b.bound; });
  }
  // Of equal bounds the last one counts.
  size_t kept = 0;
  for (size_t i = 0; i < buckets.size(); ++i) {
    if (i + 1 < buckets.size() && buckets[i].bound == buckets[i + 1].bound) {
      continue;
    }
    buckets[kept++] = buckets[i];
  }
  buckets.resize(kept);
  for (size_t i = 1; i < buckets.size(); ++i) {
    if (!(buckets[i].count < buckets[i - 1].count)) continue;
    add(RuleId::kBucketCounts, buckets[i].line,
        absl::StrCat("bucket le=\"", Number(buckets[i].bound), "\" of '",
                     name(), "' counts ", Number(buckets[i].count),
                     ", less than the ", Number(buckets[i - 1].count),
                     " of le=\"", Number(buckets[i - 1].bound), "\""),
        "each bucket also counts what the smaller ones do");
    break;  // The others follow from it, as a rule.
  }
  if (buckets.empty()) return;
  const double infinity = std::numeric_limits<double>::infinity();
  const Bucket& last = buckets.back();
  if (last.bound != infinity) {
    add(RuleId::kInfinityBucket, histogram.line,
        absl::StrCat("histogram '", name(), "' has no bucket le=\"+Inf\""),
        "it arrives with the count");
    return;
  }
  if (!histogram.has_count) {
    if (last.count == 0) return;
    add(RuleId::kCountMismatch, last.line,
        absl::StrCat("bucket le=\"+Inf\" of '", name(), "' counts ",
                     Number(last.count), ", but there is no _count"),
        "it arrives as 0");
  } else if (histogram.count != last.count) {
    add(RuleId::kCountMismatch, histogram.count_line,
        absl::StrCat("count of '", name(), "' is ", Number(histogram.count),
                     ", but its bucket le=\"+Inf\" counts ",
                     Number(last.count)),
        "they are the same number");
  }
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

void CoherenceChecker::Finish(FindingList* findings) {
  for (Finding& finding : bad_quantiles_) findings->Add(std::move(finding));
  std::vector<Bucket> buckets;  // One for all, so that it keeps its memory.
  for (const Histogram& histogram : histograms_) {
    buckets.clear();
    for (uint32_t i = histogram.first_bucket; i != kNone;
         i = buckets_[i].next) {
      buckets.push_back(buckets_[i]);
    }
    Judge(histogram, &buckets, findings);
  }
}

}  // namespace promfile
