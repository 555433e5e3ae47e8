#include "promfile/check/label_set_hash.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

// Whether what stands between two values is as in the spelling that is hashed.
bool IsPlainGap(absl::string_view gap, absl::string_view name) {
  return gap.size() == name.size() + 4 && absl::StartsWith(gap, "\",") &&
         gap.substr(2, name.size()) == name && absl::EndsWith(gap, "=\"");
}

}  // namespace

void LabelSetHash::Sort(const RawLabels& labels,
                        std::vector<uint32_t>* places) const {
  if (orders_.Arrange(names_, places)) return;
  const auto precedes = [&](uint32_t a, uint32_t b) {
    const int order = labels.name(a).compare(labels.name(b));
    return order != 0 ? order < 0 : a < b;
  };
  if (!std::is_sorted(places->begin(), places->end(), precedes)) {
    std::sort(places->begin(), places->end(), precedes);
  }
}

void LabelSetHash::Arrange(const SampleLine& sample,
                           absl::string_view bound_name) {
  const RawLabels& labels = sample.labels;
  order_.clear();
  for (uint32_t i = 0; i < size_; ++i) {
    if (bound_name.empty() || labels.name(i) != bound_name) order_.push_back(i);
  }
  Sort(labels, &order_);
  if (!order_.empty()) start_ = hash_.StartOf(names_[order_.front()]);
  LookAtGaps(sample);
}

void LabelSetHash::TakeNames(const LabelSetHash& other,
                             const SampleLine& sample) {
  size_ = other.size_;
  names_ = other.names_;
  order_ = other.order_;
  start_ = other.start_;
  LookAtGaps(sample);
}

void LabelSetHash::LookAtGaps(const SampleLine& sample) {
  const RawLabels& labels = sample.labels;
  // Lines of no kind may differ between the values, too.
  is_spelled_so_ = sample.kind != 0;
  for (size_t i = 1; i < order_.size() && is_spelled_so_; ++i) {
    const absl::string_view before = labels.value(order_[i - 1]);
    const RawLabel label = labels[order_[i]];
    const char* const gap = before.data() + before.size();
    is_spelled_so_ =
        order_[i] == order_[i - 1] + 1 &&
        IsPlainGap(absl::string_view(
                       gap, static_cast<size_t>(label.value.data() - gap)),
                   label.name);
  }
}

void LabelSetHash::Spell(const SampleLine& sample,
                         const std::vector<uint32_t>& places) {
  if (places.empty()) return Set(Hash128());
  const RawLabels& labels = sample.labels;
  const size_t most =
      sample.line.text.size() + 4 * places.size() + SampleLine::kRoom;
  if (spelled_.size() < most) spelled_.resize(2 * most);
  char* to = &spelled_[0];
  const auto add = [&to](absl::string_view text) {
    to = std::copy_n(text.data(), text.size(), to);
  };
  for (const uint32_t i : places) {
    if (i != places.front()) {
      add("\",");
      add(labels.name(i));
      add("=\"");
    }
    add(labels.value(i));
  }
  Set(hash_.FromRoomy(hash_.StartOf(names_[places.front()]), spelled_.data(),
                      static_cast<size_t>(to - spelled_.data())));
}

bool LabelSetHash::HasLongValue(const SampleLine& sample) const {
  for (const RawLabel label : sample.labels) {
    if (label.value.size() > limits_.label_value_bytes) return true;
  }
  return false;
}

void LabelSetHash::Read(const SampleLine& sample, absl::string_view bound_name,
                        size_t known_names) {
  const bool arranged =
      sample.labels.size() == size_ && known_names == size_ && size_ > 0;
  size_ = sample.labels.size();
  if (names_.size() < size_) names_.resize(size_);
  flags_ = 0;
  if (size_ > limits_.labels) flags_ |= kSuspicious;
  bound_ = kNoBound;
  spelling_ = 0;
  for (size_t i = 0; i < size_; ++i) {
    const RawLabel label = sample.labels[i];
    if (i >= known_names) names_[i] = hash_(label.name);
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
      spelling_ += names_[i].high;
    }
  }
  if (!arranged) Arrange(sample, bound_name);
  if (!has_empty()) return Spell(sample, order_);
  with_value_.clear();
  for (const uint32_t i : order_) {
    if (!sample.labels.value(i).empty()) with_value_.push_back(i);
  }
  Sort(sample.labels, &with_value_);
  Spell(sample, with_value_);
}

}  // namespace promfile
