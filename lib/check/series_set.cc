#include "promfile/check/series_set.h"

#include <algorithm>
#include <utility>

namespace promfile {
namespace {

constexpr size_t kFirstSlots = 16;
// Up to here a table grows fourfold: small ones are cheap to be too large.
constexpr size_t kManySlots = 4096;
// A spare table above this is given back.
constexpr size_t kSpareSlots = 16384;

}  // namespace

void SeriesSet::Grow() {
  const size_t capacity = capacity_ == 0           ? kFirstSlots
                          : capacity_ < kManySlots ? 4 * capacity_
                                                   : 2 * capacity_;
  if (spare_.allocated < capacity) {
    spare_.slots.reset(new Slot[capacity]);
    spare_.allocated = capacity;
  } else {
    std::fill_n(spare_.slots.get(), capacity, Slot());
  }
  std::swap(table_, spare_);
  const Slot* const old = slots_;
  const size_t old_capacity = capacity_;
  slots_ = table_.slots.get();
  capacity_ = capacity;
  for (size_t i = 0; i < old_capacity; ++i) {
    if (!IsFree(old[i])) SlotOf({old[i].high, old[i].low}) = old[i];
  }
  if (spare_.allocated > kSpareSlots) spare_ = Table();
}

void SeriesSet::Add(const Slot& slot) {
  if (5 * (size_ + 1) > 4 * capacity_) Grow();
  SlotOf({slot.high, slot.low}) = slot;
  ++size_;
}

void SeriesOfFamilies::PackCurrent() {
  if (current_.size() == 0) return;
  if (packed_.size() <= family_) packed_.resize(family_ + 1);
  packed_[family_] = {packed_slots_, current_.size()};
  current_.ForEach([&](const SeriesSet::Slot& slot) {
    if (packed_slots_ == blocks_.size() * kBlockSlots) {
      blocks_.emplace_back(new SeriesSet::Slot[kBlockSlots]);
    }
    blocks_.back()[packed_slots_ % kBlockSlots] = slot;
    ++packed_slots_;
  });
}

SeriesSet& SeriesOfFamilies::Enter(uint32_t family) {
  if (family == family_) return *active_;
  if (active_ == &current_) {
    PackCurrent();
    current_.Clear();
  }
  family_ = family;
  active_ = &current_;
  const auto reopened = reopened_.find(family);
  if (reopened != reopened_.end()) {
    active_ = reopened->second.get();
  } else if (family < packed_.size() && packed_[family].count > 0) {
    auto set = std::make_unique<SeriesSet>();
    for (uint64_t i = 0; i < packed_[family].count; ++i) {
      const uint64_t slot = packed_[family].begin + i;
      set->Add(blocks_[slot / kBlockSlots][slot % kBlockSlots]);
    }
    active_ = set.get();
    reopened_.emplace(family, std::move(set));
  }
  return *active_;
}

}  // namespace promfile
