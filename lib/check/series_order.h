#ifndef PROMFILE_CHECK_SERIES_ORDER_H_
#define PROMFILE_CHECK_SERIES_ORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "promfile/text/digits.h"
#include "promfile/text/likeness.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Whether the samples of a family come in an order in which none can have the
// labels of one before, as exporters write them. Either the labels ascend as a
// whole (SampleOrder), or one of them does by the number that its value
// ends with, whatever the others are:
//
//   x{zone="b",pod="web-07"} 1
//   x{zone="a",pod="db-08"} 1
//
// Two samples with the same labels would have the same number there.
class SeriesOrder {
 public:
  // A family begins.
  void Begin() {
    orders_ = kByBytes | kByLength;
    counting_ = 0;
    length_ = 0;
    begins_ = true;
  }
  // The family has samples that are not known here.
  void Stop() {
    orders_ = 0;
    counting_ = 0;
    begins_ = false;
  }
  // Whether `sample`, the next one of the family, differs from all before. Once
  // that is not known it is not of any that follows.
  __attribute__((always_inline)) bool GoesOn(const SampleLine& sample) {
    ++length_;
    if (begins_) return Begins(sample);
    if (counting_ != 0) {
      if (Counts(sample)) return true;
      Stop();
      return false;
    }
    if (orders_ != 0) orders_ = Ascends(sample, orders_);
    return orders_ != 0;
  }
  // How many samples there are so far.
  uint32_t length() const { return length_; }

 private:
  // From here on one order is enough.
  static constexpr uint32_t kSure = 10;
  static constexpr size_t kMostLabels = 15;

  static uint64_t NumberOf(const RawLabels& labels, size_t i) {
    const absl::string_view value = labels.value(i);
    return EndNumber(value.data() + value.size(), labels.end_of_value(i));
  }
  bool Counts(const SampleLine& sample) {
    if (sample.kind != counting_) return false;
    const uint64_t before = number_;
    number_ = NumberOf(sample.labels, counter_);
    return number_ > before;
  }
  bool Begins(const SampleLine& sample);
  void FindCounter(const SampleLine& second);

  // Those in which the labels ascend so far.
  unsigned orders_ = 0;
  // The kind of the samples of which label counter_ counts; 0: none does.
  uint32_t counting_ = 0;
  uint32_t length_ = 0;
  bool begins_ = false;  // all orders that hold are looked at
  size_t counter_ = 0;
  uint64_t number_ = 0;                        // its last one
  std::array<uint64_t, kMostLabels> numbers_;  // of the first sample
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_SERIES_ORDER_H_
