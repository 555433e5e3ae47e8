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
    if (afresh || size != size_ || size != sample.same_label_names ||
        size > SampleLine::kLabelBits || (flags_ & ~kBound) != 0) {
      return ReadAll(sample, bound_name, afresh);
    }
    for (uint64_t changed = sample.changed_labels; changed != 0;
         changed &= changed - 1) {
      const size_t i = static_cast<size_t>(__builtin_ctzll(changed));
      const absl::string_view value = sample.labels[i].value;
      if (value.empty() || value.size() > max_value_) {
        return ReadAll(sample, bound_name, afresh);
      }
      if (i == bound_) continue;
      State& state = states_[i];
      const Hash128 hash = hash_(value, state.name);
      with_value_.high += hash.high - state.hash.high;
      with_value_.low += hash.low - state.hash.low;
      state.hash = hash;
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
  // What any of the labels is.
  enum Flag : unsigned { kEmpty = 1, kBound = 2, kSuspicious = 4 };
  struct State {
    Hash128 name;
    Hash128 hash;
  };

  // The same, whatever the labels are.
  void ReadAll(const SampleLine& sample, absl::string_view bound_name,
               bool afresh);

  KeyedHash hash_;
  const size_t max_name_;
  const size_t max_value_;
  std::vector<State> states_;
  size_t size_ = 0;
  Hash128 with_value_;
  uint64_t spelling_ = 0;
  unsigned flags_ = 0;
  size_t bound_ = kNoBound;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LABEL_SUMS_H_
