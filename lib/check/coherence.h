#ifndef PROMFILE_CHECK_COHERENCE_H_
#define PROMFILE_CHECK_COHERENCE_H_

#include <cstdint>
#include <vector>

#include "promfile/check/finding_list.h"
#include "promfile/check/series_set.h"
#include "promfile/text/family_index.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// What collectors pass on without a word, and what then makes quantiles
// wrong: buckets that are out of order or not cumulative, that lack +Inf or
// contradict the count, and quantiles that are none. Streams: it keeps 24
// bytes a bucket. `index` is borrowed.
class CoherenceChecker {
 public:
  explicit CoherenceChecker(const FamilyIndex& index) : index_(index) {}

  // A line of a histogram or summary `family`, which a collector counts in.
  // `metric` stands for the series that it is a part of; `bound_bits` are
  // those of the number in le or quantile.
  void OnPart(const SampleLine& sample, uint32_t family, Hash128 metric,
              FamilyPart part, uint64_t bound_bits);
  // The text has ended. Once.
  void Finish(FindingList* findings);

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  struct Bucket {
    double bound = 0;
    double count = 0;
    uint32_t line = 0;
    uint32_t next = kNone;  // of the same histogram, in buckets_
  };
  struct Histogram {
    uint32_t family = 0;
    uint32_t line = 0;  // of the first bucket or count
    bool has_count = false;
    double count = 0;
    uint32_t count_line = 0;
    uint32_t disorder_line = 0;  // of the first bucket out of order
    uint32_t first_bucket = kNone;
    uint32_t last_bucket = kNone;
  };

  void OnHistogram(const SampleLine& sample, uint32_t family, Hash128 metric,
                   FamilyPart part, double bound);
  Histogram& HistogramOf(const SampleLine& sample, uint32_t family,
                         Hash128 metric);
  // `of_histogram` are the buckets of `histogram`; they are put in order.
  void Judge(const Histogram& histogram, std::vector<Bucket>* of_histogram,
             FindingList* findings) const;
  void Add(RuleId rule, uint32_t line, uint32_t family, std::string message,
           std::string remedy, FindingList* findings) const;

  const FamilyIndex& index_;
  SeriesSet numbers_;  // of histograms_
  std::vector<Histogram> histograms_;
  std::vector<Bucket> buckets_;  // of all histograms
  Hash128 last_metric_;          // of histograms_[last_]
  uint32_t last_ = 0;
  std::vector<Finding> bad_quantiles_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_COHERENCE_H_
