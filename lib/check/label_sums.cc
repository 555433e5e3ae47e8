#include "promfile/check/label_sums.h"

#include "absl/strings/match.h"

namespace promfile {

void LabelSums::ReadAll(const SampleLine& sample, absl::string_view bound_name,
                        bool afresh) {
  size_ = sample.labels.size();
  if (states_.size() < size_) states_.resize(size_);
  with_value_ = {};
  spelling_ = 0;
  flags_ = 0;
  bound_ = kNoBound;
  for (size_t i = 0; i < size_; ++i) {
    const RawLabel label = sample.labels[i];
    State& state = states_[i];
    if (afresh || i >= sample.same_label_names) state.name = hash_(label.name);
    // Always, because Read may have stopped in the middle.
    state.hash = hash_(label.value, state.name);
    if (label.value.size() > max_value_ || label.name.size() > max_name_ ||
        absl::StartsWith(label.name, "__")) {
      flags_ |= kSuspicious;
    }
    if (!bound_name.empty() && label.name == bound_name) {
      flags_ |= kBound;
      bound_ = i;
    } else if (label.value.empty()) {
      flags_ |= kEmpty;
      spelling_ += state.hash.high;
    } else {
      with_value_.high += state.hash.high;
      with_value_.low += state.hash.low;
    }
  }
}

}  // namespace promfile
