#include "promfile/text/single_names.h"

#include <algorithm>

namespace promfile {
namespace {

constexpr size_t kFew = 12;

bool IsBoundName(absl::string_view name) {
  return name == "le" || name == "quantile";
}

// Whether a name may not stand there again. Both le and quantile again in one
// line are one too many for any family.
bool Refuses(absl::string_view second, absl::string_view* bound) {
  if (!IsBoundName(second) || !(bound->empty() || *bound == second)) {
    return true;
  }
  *bound = second;
  return false;
}

}  // namespace

absl::string_view SingleNames::FindRepeated(
    const std::vector<absl::string_view>& names, absl::string_view* bound) {
  if (names.size() > kFew) return FindAmongMany(names, bound);
  for (size_t i = 1; i < names.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (names[i] == names[j] && Refuses(names[i], bound)) return names[i];
    }
  }
  return {};
}

absl::string_view SingleNames::FindAmongMany(
    const std::vector<absl::string_view>& names, absl::string_view* bound) {
  // Many lines of many labels have the same ones.
  joined_.clear();
  for (const absl::string_view name : names) {
    joined_.append(name.data(), name.size());
    joined_.push_back(',');
  }
  if (joined_ == single_) return {};
  sorted_ = names;
  std::sort(sorted_.begin(), sorted_.end(),
            [](absl::string_view a, absl::string_view b) {
              const int order = a.compare(b);
              return order != 0 ? order < 0 : a.data() < b.data();
            });
  absl::string_view first;
  for (size_t i = 1; i < sorted_.size(); ++i) {
    if (sorted_[i] != sorted_[i - 1]) continue;
    if (IsBoundName(sorted_[i])) {
      if (Refuses(sorted_[i], bound)) return sorted_[i];
      continue;
    }
    if (first.empty() || sorted_[i].data() < first.data()) first = sorted_[i];
  }
  if (first.empty() && bound->empty()) single_.swap(joined_);
  return first;
}

}  // namespace promfile
