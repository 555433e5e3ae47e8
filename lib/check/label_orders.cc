#include "promfile/check/label_orders.h"

#include <algorithm>
#include <utility>

namespace promfile {

bool LabelOrders::Arrange(const std::vector<Hash128>& names,
                          std::vector<uint32_t>* labels) {
  if (labels->size() > kMostLabels) return false;
  Hash128 sum;
  for (const uint32_t label : *labels) {
    sum.high += names[label].high;
    sum.low += names[label].low;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto set =
      std::find_if(sets_.begin(), sets_.end(), [&](const Set& other) {
        return other.sum.high == sum.high && other.sum.low == sum.low &&
               other.names.size() == labels->size();
      });
  if (set == sets_.end()) {
    if (sets_.size() >= kMostSets) return false;
    Set learned;
    learned.sum = sum;
    if (!Learn(names, *labels, &learned)) return false;
    sets_.push_back(std::move(learned));
    return true;
  }
  size_t i = 0;
  while (i < labels->size() && names[(*labels)[i]].high == set->names[i]) ++i;
  if (i < labels->size() && !set->by_name.empty()) {
    ArrangeMany(*set, names, labels);
    return true;
  }
  for (; i < labels->size(); ++i) {
    size_t at = i;
    while (at + 1 < labels->size() &&
           names[(*labels)[at]].high != set->names[i]) {
      ++at;
    }
    // The others stay in the order of the line: names may be equal.
    std::rotate(labels->begin() + static_cast<ptrdiff_t>(i),
                labels->begin() + static_cast<ptrdiff_t>(at),
                labels->begin() + static_cast<ptrdiff_t>(at) + 1);
  }
  return true;
}

bool LabelOrders::Learn(const std::vector<Hash128>& names,
                        const std::vector<uint32_t>& labels, Set* set) {
  set->names.reserve(labels.size());
  for (const uint32_t label : labels) set->names.push_back(names[label].high);
  if (labels.size() <= kFewLabels) return true;
  set->by_name.reserve(labels.size());
  for (const uint64_t name : set->names) {
    set->by_name.push_back({name, static_cast<uint32_t>(set->by_name.size())});
  }
  std::sort(set->by_name.begin(), set->by_name.end(),
            [](Ranked a, Ranked b) { return a.name < b.name; });
  // Two of one name would have one place.
  return std::adjacent_find(set->by_name.begin(), set->by_name.end(),
                            [](Ranked a, Ranked b) {
                              return a.name == b.name;
                            }) == set->by_name.end();
}

void LabelOrders::ArrangeMany(const Set& set, const std::vector<Hash128>& names,
                              std::vector<uint32_t>* labels) {
  unarranged_ = *labels;
  for (const uint32_t label : unarranged_) {
    const auto found = std::lower_bound(
        set.by_name.begin(), set.by_name.end(), names[label].high,
        [](Ranked ranked, uint64_t name) { return ranked.name < name; });
    (*labels)[found->rank] = label;
  }
}

}  // namespace promfile
