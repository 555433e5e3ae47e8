#include "promfile/check/label_sums.h"

#include "absl/strings/match.h"

namespace promfile {

void LabelSums::Update(const RawLabel& label, bool new_name,
                       absl::string_view bound_name, State* state) {
  if (new_name) state->name = hash_(label.name);
  state->flags = 0;
  if (!bound_name.empty() && label.name == bound_name) {
    state->flags = kBound;
    if (label.value.size() > max_value_) state->flags |= kSuspicious;
    return;
  }
  state->hash = hash_(label.value, state->name);
  if (label.value.empty()) state->flags |= kEmpty;
  if (label.value.size() > max_value_ || label.name.size() > max_name_ ||
      absl::StartsWith(label.name, "__")) {
    state->flags |= kSuspicious;
  }
}

void LabelSums::AddOdd(const State& state, size_t i) {
  if ((flags_ & kEmpty) == 0) spelling_ = 0;
  flags_ |= state.flags;
  if ((state.flags & kBound) != 0) {
    bound_ = i;
  } else if ((state.flags & kEmpty) != 0) {
    spelling_ += state.hash.high;
  } else {
    with_value_.high += state.hash.high;
    with_value_.low += state.hash.low;
  }
}

}  // namespace promfile
