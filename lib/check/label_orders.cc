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
    sets_.emplace_back();
    sets_.back().sum = sum;
    sets_.back().names.reserve(labels->size());
    for (const uint32_t label : *labels) {
      sets_.back().names.push_back(names[label].high);
    }
    return true;
  }
  for (size_t i = 0; i < labels->size(); ++i) {
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

}  // namespace promfile
