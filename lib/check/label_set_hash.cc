#include "promfile/check/label_set_hash.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace promfile {
namespace {

// Whether the labels at `places` stand side by side, with nothing between two
// values but what the spelling has that is hashed: ",name="
bool AreSpelledSo(const RawLabels& labels,
                  const std::vector<uint32_t>& places) {
  for (size_t i = 1; i < places.size(); ++i) {
    if (places[i] != places[i - 1] + 1) return false;
    const absl::string_view before = labels.value(places[i - 1]);
    const char* const gap = before.data() + before.size();
    const RawLabel label = labels[places[i]];
    const size_t size = label.name.size();
    if (label.name.data() != gap + 2 || gap[1] != ',' || gap[size + 2] != '=' ||
        label.value.data() != gap + size + 4) {
      return false;
    }
  }
  return true;
}

}  // namespace

void LabelSetHash::Arrange(const SampleLine& sample,
                           absl::string_view bound_name) {
  order_.clear();
  order_.reserve(size_);
  for (uint32_t i = 0; i < size_; ++i) {
    if (bound_name.empty() || sample.labels.name(i) != bound_name) {
      order_.push_back(i);
    }
  }
  is_ordered_ = orders_.Arrange(names_, &order_);
  if (!order_.empty()) start_ = hash_.StartOf(names_[order_.front()]);
  LookAtGaps(sample);
}

void LabelSetHash::LookAtGaps(const SampleLine& sample) {
  // Lines of no kind may differ between the values, too.
  is_spelled_so_ =
      is_ordered_ && sample.kind != 0 && AreSpelledSo(sample.labels, order_);
}

void LabelSetHash::TakeNames(const LabelSetHash& other,
                             const SampleLine& sample) {
  size_ = other.size_;
  names_ = other.names_;
  order_ = other.order_;
  start_ = other.start_;
  name_flags_ = other.name_flags_;
  bound_ = other.bound_;
  is_ordered_ = other.is_ordered_;
  LookAtGaps(sample);
}

void LabelSetHash::Hash(const SampleLine& sample,
                        const std::vector<uint32_t>& places, bool ordered) {
  if (places.empty()) return Set(Hash128());
  if (ordered) return Spell(sample, places);
  Hash128 sum;
  for (const uint32_t i : places) {
    const Hash128 label = hash_(sample.labels.value(i), names_[i]);
    sum.high += label.high;
    sum.low += label.low;
  }
  Set(sum);
}

void LabelSetHash::Spell(const SampleLine& sample,
                         const std::vector<uint32_t>& places) {
  const RawLabels& labels = sample.labels;
  const KeyedHash::Start start = hash_.StartOf(names_[places.front()]);
  if (AreSpelledSo(labels, places)) {
    const absl::string_view as_it_is =
        labels.values(places.front(), places.back());
    return Set(hash_.From(start, as_it_is.data(), as_it_is.size()));
  }
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
  Set(hash_.FromRoomy(start, spelled_.data(),
                      static_cast<size_t>(to - spelled_.data())));
}

bool LabelSetHash::HasLongValue(const SampleLine& sample) const {
  for (const RawLabel label : sample.labels) {
    if (label.value.size() > limits_.label_value_bytes) return true;
  }
  return false;
}

void LabelSetHash::ReadNames(const SampleLine& sample,
                             absl::string_view bound_name, size_t known_names) {
  size_ = sample.labels.size();
  if (names_.size() < size_) names_.resize(size_);
  name_flags_ = 0;
  if (size_ > limits_.labels) name_flags_ |= kSuspicious;
  bound_ = kNoBound;
  for (size_t i = 0; i < size_; ++i) {
    const absl::string_view name = sample.labels.name(i);
    if (i >= known_names) names_[i] = hash_(name);
    if (name.size() > limits_.name_bytes || absl::StartsWith(name, "__")) {
      name_flags_ |= kSuspicious;
    }
    if (bound_name.empty() || name != bound_name) continue;
    name_flags_ |= kBound;
    bound_ = i;
  }
  Arrange(sample, bound_name);
}

void LabelSetHash::Read(const SampleLine& sample, absl::string_view bound_name,
                        size_t known_names) {
  if (sample.labels.size() != size_ || known_names != size_ || size_ == 0) {
    ReadNames(sample, bound_name, known_names);
  }
  flags_ = name_flags_;
  spelling_ = 0;
  for (size_t i = 0; i < size_; ++i) {
    const size_t value_size = sample.labels.value(i).size();
    if (value_size > limits_.label_value_bytes) flags_ |= kSuspicious;
    // All labels of the bound's name are none but the bound.
    if (value_size == 0 &&
        (bound_name.empty() || sample.labels.name(i) != bound_name)) {
      flags_ |= kEmpty;
      spelling_ += names_[i].high;
    }
  }
  if (!has_empty()) return Hash(sample, order_, is_ordered_);
  with_value_.clear();
  for (const uint32_t i : order_) {
    if (!sample.labels.value(i).empty()) with_value_.push_back(i);
  }
  const bool ordered = orders_.Arrange(names_, &with_value_);
  Hash(sample, with_value_, ordered);
}

}  // namespace promfile
