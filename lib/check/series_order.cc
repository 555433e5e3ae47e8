#include "promfile/check/series_order.h"

namespace promfile {

bool SeriesOrder::Begins(const SampleLine& sample) {
  if (length_ == 1) {
    const size_t size = sample.labels.size();
    if (sample.kind == 0 || size > kMostLabels) return true;
    counting_ = sample.kind;
    for (size_t i = 0; i < size; ++i) numbers_[i] = NumberOf(sample.labels, i);
    return true;
  }
  if (orders_ != 0) orders_ = Ascends(sample, orders_);
  if (counting_ != 0) {
    if (length_ == 2) {
      FindCounter(sample);
    } else if (!Counts(sample)) {
      counting_ = 0;
    }
  }
  begins_ = orders_ != 0 && counting_ != 0;
  if (begins_ && length_ == kSure) {
    // What is in order at all stays so, rather than a label that counts.
    counting_ = 0;
    begins_ = false;
  }
  return (orders_ | counting_) != 0;
}

// The label that has gone up least: what counts goes up by one.
void SeriesOrder::FindCounter(const SampleLine& second) {
  uint64_t least = ~uint64_t{0};
  const bool same = second.kind == counting_;
  for (size_t i = 0; same && i < second.labels.size(); ++i) {
    const uint64_t number = NumberOf(second.labels, i);
    // Of those that have, the one with the most digits.
    if (number <= numbers_[i] || number - numbers_[i] > least ||
        (number - numbers_[i] == least && number < number_)) {
      continue;
    }
    least = number - numbers_[i];
    counter_ = i;
    number_ = number;
  }
  if (least == ~uint64_t{0}) counting_ = 0;
}

}  // namespace promfile
