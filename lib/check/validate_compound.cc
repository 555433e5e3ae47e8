#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/check/validator_impl.h"
#include "promfile/exposition/value.h"
#include "promfile/text/digits.h"
#include "promfile/text/likeness.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

// Set on the line number of a series some of whose label values are empty: a
// second spelling of the same series is another metric to the collector's
// parser, and becomes a duplicate when missing labels are filled in.
constexpr uint32_t kHasEmptyLabels = 0x80000000;

}  // namespace

// The bound, or NaN if there is none. False if it is no number.
bool Validator::Impl::ReadBound(const SampleLine& sample, double* bound) {
  *bound = std::nan("");
  if (now_->labels.bound() == LabelSetHash::kNoBound) return true;
  const absl::string_view token = sample.labels.value(now_->labels.bound());
  if (bounds_.Read(token, bound)) return true;
  AddAt(RuleId::kBound, sample, token,
        absl::StrCat("value ", Quoted(token), " of label '", now_->bound_name,
                     "' is not a number"),
        "collectors read it as one in every line of the family");
  return false;
}

// As OnCompoundSample, for a bucket of the series whose bucket the sample
// before was, if there is nothing to say of it. False: nothing has been done.
bool Validator::Impl::OnNextBucket(const SampleLine& sample) {
  if (sample.before == nullptr) return false;
  const size_t bound_label = sample.labels.size() - 1;
  const absl::string_view bound = sample.labels.value(bound_label);
  const bool same_series =
      bound.data() <= sample.line.text.data() + sample.same_begin ||
      SameUpTo(sample, bound_label - 1);
  uint64_t count = 0;
  if (!same_series ||
      !ReadDigits(sample.value.data(), sample.value.size(), &count)) {
    return false;
  }
  const auto value = static_cast<double>(count);
  const uint32_t line = sample.line.number;
  const uint64_t token = BoundCache::NumberOf(bound);
  if (token != 0 && compound_.AddNextAsBefore(token, value, line)) return true;
  return AddNextBound(bound, token, value, line);
}

// Not inline: whoever gives away an address pays for a check of the stack.
__attribute__((noinline)) bool Validator::Impl::AddNextBound(
    absl::string_view bound, uint64_t token, double value, uint32_t line) {
  double number = 0;
  return bounds_.Read(bound, &number) &&
         compound_.AddNext(number, token, value, line);
}

void Validator::Impl::OnCompoundSample(const SampleLine& sample) {
  quick_kind_ = kNoKind;
  const bool histogram = now_->type == MetricType::kHistogram;
  double bound = 0;
  if (!ReadBound(sample, &bound)) return;
  if (!options_.find_duplicates) {
    if (histogram && now_->part == FamilyPart::kBucket) {
      ReadCount(sample, "bucket");
    }
    if (now_->part == FamilyPart::kCount) ReadCount(sample, "count");
    return;
  }
  Hash128 series = now_->labels.value();
  // The lines of a series stand together, as a rule.
  const bool same =
      has_last_series_ && same_family_ && !now_->labels.has_empty() &&
      series.high == last_series_high_ && series.low == last_series_low_;
  if (!same) NoteCompoundSeries(sample);
  if (now_->labels.has_empty()) {
    series = hash_.Mix(series, now_->labels.spelling());
  }
  series.high += family_hash_.high;
  series.low += family_hash_.low;
  const uint32_t line = sample.line.number;
  uint32_t first = 0;
  if (now_->part == FamilyPart::kCount) {
    first =
        compound_.AddCount(series, family_, ReadCount(sample, "count"), line);
  } else if (now_->part == FamilyPart::kSum) {
    first = compound_.AddSum(series, family_, line);
  } else if (std::isnan(bound)) {
    AddAt(RuleId::kIgnoredSample, sample, sample.name,
          absl::StrCat("sample of ", MetricTypeName(now_->type), " '",
                       Printable(index_.name(family_)),
                       "' without a number in the label '", now_->bound_name,
                       "' is ignored"),
          histogram ? "write _bucket with le, _sum or _count"
                    : "write quantile, _sum or _count");
    return;
  } else if (histogram) {
    first = compound_.AddBound(series, family_, bound,
                               ReadCount(sample, "bucket"), line);
    if (sample.kind != 0 && now_->labels.bound() + 1 == now_->labels.size() &&
        now_->labels.IsFamiliar(sample)) {
      quick_kind_ = sample.kind;
    }
  } else {
    if (coherence_ != nullptr) coherence_->OnQuantile(sample, family_, bound);
    first = compound_.AddBound(series, family_, bound, 0, line);
  }
  if (first == 0) return;
  AddAt(RuleId::kRepeatedBucket, sample, sample.name,
        absl::StrCat("this replaces the value of line ", first,
                     ", which is lost"),
        "keep one of them");
}

void Validator::Impl::NoteCompoundSeries(const SampleLine& sample) {
  const Hash128 series = now_->labels.value();
  has_last_series_ = !now_->labels.has_empty();
  last_series_high_ = series.high;
  last_series_low_ = series.low;

  uint32_t number = sample.line.number;
  if (now_->labels.has_empty()) {
    number |= kHasEmptyLabels;
    const Hash128 spelled =
        hash_.Mix(hash_.Mix(series, now_->labels.spelling()), kSpelledSeries);
    if (seen_.FindOrAdd(spelled, number) != nullptr) {
      return;  // known by this spelling
    }
  }
  uint32_t* const first = seen_.FindOrAdd(series, number);
  if (first == nullptr) return KeepSeries(series, sample.line.number);
  if (!now_->labels.has_empty() && (*first & kHasEmptyLabels) == 0) {
    return;  // known by this spelling
  }
  AddAt(
      RuleId::kDuplicateSeries, sample, sample.name,
      absl::StrCat("series of '", Printable(index_.name(family_)),
                   "' stands in line ", *first & ~kHasEmptyLabels, " already"),
      "a label with an empty value is like none");
  // Said once.
  if (!now_->labels.has_empty()) *first &= ~kHasEmptyLabels;
}

double Validator::Impl::ReadCount(const SampleLine& sample,
                                  absl::string_view what) {
  uint64_t count = 0;
  if ((sample.is_plain ? ReadDigits : ReadDigitsScalar)(
          sample.value.data(), sample.value.size(), &count)) {
    return static_cast<double>(count);
  }
  double value = 0;
  ParseValue(sample.value, &value);
  const bool whole = value >= 0 && value < 18446744073709551616.0 &&
                     value == std::floor(value);
  if (whole) return value;
  const bool negative = value < 0 && now_->type == MetricType::kHistogram;
  AddAt(negative ? RuleId::kNegativeCount : RuleId::kBrokenCount, sample,
        sample.value,
        absl::StrCat(what, " ", Quoted(sample.value),
                     " is not a whole number from 0 to 2^64"),
        "it arrives altered");
  return value;
}

}  // namespace promfile
