#include "promfile/check/label_sums.h"

#include "absl/strings/match.h"

namespace promfile {

void LabelSums::Read(const SampleLine& sample, absl::string_view bound_name,
                     size_t known_names) {
  size_ = sample.labels.size();
  if (states_.size() < size_) states_.resize(size_);
  Hash128 sum;
  spelling_ = 0;
  flags_ = 0;
  if (size_ > limits_.labels) flags_ |= kSuspicious;
  bound_ = kNoBound;
  for (size_t i = 0; i < size_; ++i) {
    const RawLabel label = sample.labels[i];
    State& state = states_[i];
    state.before = sum;
    if (i >= known_names) {
      state.name = hash_(label.name);
      state.start = hash_.StartOf(state.name);
    }
    const Hash128 hash =
        hash_.From(state.start, label.value.data(), label.value.size());
    if (label.value.size() > limits_.label_value_bytes ||
        label.name.size() > limits_.name_bytes ||
        absl::StartsWith(label.name, "__")) {
      flags_ |= kSuspicious;
    }
    if (!bound_name.empty() && label.name == bound_name) {
      flags_ |= kBound;
      bound_ = i;
    } else if (label.value.empty()) {
      flags_ |= kEmpty;
      spelling_ += hash.high;
    } else {
      sum.high += hash.high;
      sum.low += hash.low;
    }
  }
  with_value_high_ = sum.high;
  with_value_low_ = sum.low;
}

}  // namespace promfile
