#ifndef PROMFILE_CHECK_LABEL_SUMS_H_
#define PROMFILE_CHECK_LABEL_SUMS_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// What the labels of a sample add up to, in any order: a keyed hash of the
// label set. Labels that are as in the line before are not looked at again.
class LabelSums {
 public:
  LabelSums(KeyedHash hash, size_t max_name_bytes, size_t max_value_bytes)
      : hash_(hash), max_name_(max_name_bytes), max_value_(max_value_bytes) {}

  // Reads the labels of `sample`. The label `bound_name` (le, quantile; none if
  // empty) is set apart. `afresh`: what was found in the line before does not
  // hold, because its family was another.
  void Read(const SampleLine& sample, absl::string_view bound_name,
            bool afresh) {
    const size_t size = sample.labels.size();
    if (!afresh && size == size_ && sample.changed_labels == 0 &&
        size <= SampleLine::kLabelBits) {
      return;
    }
    if (states_.size() < size) states_.resize(size);
    size_ = size;
    with_value_ = {};
    flags_ = 0;
    bound_ = kNoBound;
    for (size_t i = 0; i < size; ++i) {
      State& state = states_[i];
      if (afresh || sample.Changed(i)) {
        Update(sample.labels[i], afresh || i >= sample.same_label_names,
               bound_name, &state);
      }
      if (state.flags == 0) {
        with_value_.high += state.hash.high;
        with_value_.low += state.hash.low;
      } else {
        AddOdd(state, i);
      }
    }
  }

  // The sum over all labels but the bound whose value is not empty.
  Hash128 with_value() const { return with_value_; }
  // How the labels with an empty value are spelled, as a hash.
  uint64_t spelling() const { return spelling_; }
  bool has_empty() const { return (flags_ & kEmpty) != 0; }
  // A label has a name that begins with __, or is too long.
  bool is_suspicious() const { return (flags_ & kSuspicious) != 0; }
  // Labels without the bound.
  uint32_t count() const {
    return static_cast<uint32_t>(size_ - (bound_ == kNoBound ? 0 : 1));
  }
  static constexpr size_t kNoBound = ~size_t{0};
  // Which label is the bound, or kNoBound.
  size_t bound() const { return bound_; }
  Hash128 name_hash(size_t i) const { return states_[i].name; }

 private:
  enum Flag : uint8_t { kEmpty = 1, kBound = 2, kSuspicious = 4 };
  struct State {
    Hash128 name;
    Hash128 hash;
    uint8_t flags = 0;
  };

  void Update(const RawLabel& label, bool new_name,
              absl::string_view bound_name, State* state);
  void AddOdd(const State& state, size_t i);

  KeyedHash hash_;
  const size_t max_name_;
  const size_t max_value_;
  std::vector<State> states_;
  size_t size_ = 0;
  Hash128 with_value_;
  uint64_t spelling_ = 0;
  uint8_t flags_ = 0;
  size_t bound_ = kNoBound;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LABEL_SUMS_H_
