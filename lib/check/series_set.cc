#include "promfile/check/series_set.h"

#include <algorithm>
#include <utility>

namespace promfile {
namespace {

constexpr size_t kFirstSlots = 16;
// Up to here a table grows fourfold: small ones are cheap to be too large.
constexpr size_t kManySlots = 4096;
constexpr size_t kHugeSlots = 1048576;

size_t NextSize(size_t slots) {
  return slots < kManySlots ? 4 * slots : 2 * slots;
}

// So many series a table has room for. Large ones wait for memory, of which
// they should have little, rather than for a few steps more.
size_t MostIn(size_t slots) {
  return slots < kHugeSlots ? slots / 2 : slots / 4 * 3;
}

}  // namespace

void SeriesSet::Grow() {
  const std::unique_ptr<Slot[]> old = std::move(slots_);
  const size_t old_capacity = capacity_;
  capacity_ = capacity_ == 0 ? kFirstSlots : NextSize(capacity_);
  slots_.reset(new Slot[capacity_]());
  for (size_t i = 0; i < old_capacity; ++i) {
    if (!IsFree(old[i])) SlotOf({old[i].high, old[i].low}) = old[i];
  }
}

void SeriesOfFamilies::AddBlock() {
  const bool begins = blocks_.empty();
  blocks_.emplace_back(new SeriesSet::Slot[kBlockSlots]);
  next_ = blocks_.back().get();
  block_end_ = next_ + kBlockSlots;
  if (begins) next_ = std::copy_n(few_.data(), kFewSlots, next_);
}

void SeriesOfFamilies::Resize(size_t slots) {
  if (allocated_ < slots) {
    table_.Reset(slots);
    allocated_ = slots;
  }
  mask_ = slots - 1;
  most_ = MostIn(slots);
}

void SeriesOfFamilies::Fill() {
  const size_t count = count_ - begin_;
  if (count >= most_) {
    size_t slots = allocated_ == 0 ? kFirstSlots : NextSize(mask_ + 1);
    while (count >= MostIn(slots)) slots = NextSize(slots);
    if (slots <= allocated_) std::fill_n(table_.get(), mask_ + 1, Entry{0, 0});
    Resize(slots);
    tabled_ = begin_;
  }
  while (tabled_ < count_) {
    constexpr uint32_t kAhead = 16;
    if (tabled_ + kAhead < count_) {
      __builtin_prefetch(&table_[SlotAt(tabled_ + kAhead).high & mask_], 1);
    }
    const uint64_t high = SlotAt(++tabled_).high;
    size_t i = high & mask_;
    while (table_[i].number > begin_) i = (i + 1) & mask_;
    table_[i] = {TagOf(high), tabled_};
  }
}

uint32_t* SeriesOfFamilies::FindOrAddSlowly(Hash128 hash, uint32_t number) {
  if (reopened_set_ != nullptr) return reopened_set_->FindOrAdd(hash, number);
  Fill();
  return FindOrAdd(hash, number);
}

uint32_t* SeriesOfFamilies::Find(Hash128 hash) {
  if (reopened_set_ != nullptr) return reopened_set_->Find(hash);
  Fill();
  for (size_t i = hash.high & mask_; table_[i].number > begin_;
       i = (i + 1) & mask_) {
    if (uint32_t* const known = NumberIf(hash, table_[i].number)) return known;
  }
  return nullptr;
}

void SeriesOfFamilies::Change(uint32_t family) {
  const size_t count = count_ - begin_;
  if (count > 0) {
    if (ranges_.empty()) ranges_.reserve(kFewSlots);
    if (ranges_.size() <= family_) ranges_.resize(family_ + 1);
    ranges_[family_] = {begin_, static_cast<uint32_t>(count)};
    // The next family is of the same size, as a rule.
    if (allocated_ != 0) {
      size_t slots = kFirstSlots;
      while (slots < allocated_ && MostIn(slots) < count) slots *= 2;
      Resize(slots);
    }
    begin_ = tabled_ = count_;
  }
  family_ = family;
  reopened_set_ = nullptr;
  most_ = allocated_ == 0 ? 0 : MostIn(mask_ + 1);
  const auto reopened = reopened_.find(family);
  if (reopened != reopened_.end()) {
    reopened_set_ = reopened->second.get();
  } else if (family < ranges_.size() && ranges_[family].count > 0) {
    auto set = std::make_unique<SeriesSet>();
    const Range range = ranges_[family];
    for (uint32_t i = 1; i <= range.count; ++i) {
      const SeriesSet::Slot& slot = SlotAt(range.begin + i);
      set->FindOrAdd({slot.high, uint64_t{slot.low} << 32}, slot.number);
    }
    reopened_set_ = set.get();
    reopened_.emplace(family, std::move(set));
  }
  if (reopened_set_ != nullptr) most_ = 0;
}

}  // namespace promfile
