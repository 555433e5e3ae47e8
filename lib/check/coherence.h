#ifndef PROMFILE_CHECK_COHERENCE_H_
#define PROMFILE_CHECK_COHERENCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "promfile/check/compound_series.h"
#include "promfile/check/finding_list.h"
#include "promfile/text/family_index.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// What collectors pass on without a word, and what then makes quantiles
// wrong: buckets that are out of order or not cumulative, that lack +Inf or
// contradict the count, and quantiles that are none. `index` is borrowed.
class CoherenceChecker {
 public:
  explicit CoherenceChecker(const FamilyIndex& index) : index_(index) {}

  // A line of a summary `family` with the number `quantile`.
  void OnQuantile(const SampleLine& sample, uint32_t family, double quantile) {
    if (!(quantile >= 0 && quantile <= 1)) OnBadQuantile(sample, family);
  }
  // The text has ended, and has had these series. Once.
  void Finish(const CompoundSeries& series, FindingList* findings);

 private:
  void OnBadQuantile(const SampleLine& sample, uint32_t family);
  // Adds what is wrong with the buckets, and returns the last one in order.
  CompoundSeries::Bound JudgeBuckets(const CompoundSeries& all,
                                     const CompoundSeries::Series& histogram,
                                     FindingList* findings);
  void JudgeCount(const CompoundSeries::Series& histogram,
                  const CompoundSeries::Bound& last,
                  FindingList* findings) const;
  void Add(RuleId rule, uint32_t line, uint32_t family, std::string message,
           std::string remedy, FindingList* findings) const;
  std::string NameOf(const CompoundSeries::Series& histogram) const;

  const FamilyIndex& index_;
  std::vector<Finding> bad_quantiles_;
  std::vector<CompoundSeries::Bound> buckets_;  // one for all histograms
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_COHERENCE_H_
