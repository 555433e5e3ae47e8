#ifndef PROMFILE_CHECK_LABEL_SUMS_H_
#define PROMFILE_CHECK_LABEL_SUMS_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/check/limits.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// What the labels of a sample add up to, in any order: a keyed hash of the
// label set. Label names that are as in the line before are not looked at
// again.
class LabelSums {
 public:
  // What bounds there are for `limits` of names, values and labels.
  LabelSums(KeyedHash hash, const Limits& limits)
      : hash_(hash), limits_(limits) {}

  // Reads the labels of `sample`, of which the first `known_names` names are
  // those of the sample read before. The label `bound_name` (le, quantile; none
  // if empty) is set apart.
  void Read(const SampleLine& sample, absl::string_view bound_name,
            size_t known_names);
  // The same for a sample with the label names and the bound name of the one
  // read before; SampleLine::same_bytes, if there are any, are of that one.
  // Returns false if Read is to be called instead, because there is something
  // to look at in the sample.
  bool ReadFamiliar(const SampleLine& sample) {
    if (!sample.has_room || (flags_ & ~kBound) != 0) return false;
    const size_t most_bytes = limits_.label_value_bytes;
    const size_t size = size_;
    const RawLabels labels = sample.labels;
    size_t i = 0;
    while (i < size && sample.SameUpTo(i)) ++i;
    if (i == size) return true;
    State* state = &states_[i];
    const State* const bound = bound_ == kNoBound ? nullptr : &states_[bound_];
    Hash128 sum = state->before;
    for (; i < size; ++i, ++state) {
      const absl::string_view value = labels.value(i);
      // Also true of an empty one.
      if (value.size() - 1 >= most_bytes) return false;
      state->before = sum;
      if (state == bound) continue;
      const Hash128 hash =
          hash_.FromRoomy(state->start, value.data(), value.size());
      sum.high += hash.high;
      sum.low += hash.low;
    }
    with_value_high_ = sum.high;
    with_value_low_ = sum.low;
    return true;
  }

  // Of ReadFamiliar only what it looks at besides the sums.
  bool LookAtFamiliar(const SampleLine& sample) const {
    if (!sample.has_room || (flags_ & ~kBound) != 0) return false;
    for (size_t i = 0; i < size_; ++i) {
      if (sample.labels.value(i).size() - 1 >= limits_.label_value_bytes) {
        return false;
      }
    }
    return true;
  }

  // The sum over all labels but the bound whose value is not empty.
  Hash128 with_value() const { return {with_value_high_, with_value_low_}; }
  // How the labels with an empty value are spelled, as a hash.
  uint64_t spelling() const { return spelling_; }
  bool has_empty() const { return (flags_ & kEmpty) != 0; }
  // A label has a name that begins with __, or is too long, or there are too
  // many.
  bool is_suspicious() const { return (flags_ & kSuspicious) != 0; }
  // All labels.
  size_t size() const { return size_; }
  // Labels without the bound.
  uint32_t count() const {
    return static_cast<uint32_t>(size_ - (bound_ == kNoBound ? 0 : 1));
  }
  static constexpr size_t kNoBound = ~size_t{0};
  // Which label is the bound, or kNoBound.
  size_t bound() const { return bound_; }
  Hash128 name_hash(size_t i) const { return states_[i].name; }

 private:
  // What any of the labels is.
  enum Flag : unsigned { kEmpty = 1, kBound = 2, kSuspicious = 4 };
  struct State {
    Hash128 name;
    KeyedHash::Start start;  // of hashing the value
    Hash128 before;          // the sum over the labels in front of it
  };

  KeyedHash hash_;
  const Limits limits_;
  std::vector<State> states_;
  // Not side by side: as one they would be loaded before they are stored, which
  // takes as long as hashing a label.
  uint64_t with_value_high_ = 0;
  size_t size_ = 0;
  uint64_t with_value_low_ = 0;
  uint64_t spelling_ = 0;
  unsigned flags_ = 0;
  size_t bound_ = kNoBound;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LABEL_SUMS_H_
