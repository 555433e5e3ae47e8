#include "promfile/check/series_set.h"

#include <utility>

namespace promfile {
namespace {

constexpr size_t kFirstSlots = 64;

// Where the search for a hash begins; from the kept bits alone, because a slot
// moves when the table grows.
size_t Choice(uint64_t high, uint32_t low) {
  return static_cast<size_t>(high ^ (high >> 32)) + low;
}

}  // namespace

Hash128 SeriesSet::NotFree(Hash128 hash) {
  hash.low >>= 32;
  if (hash.high == 0 && hash.low == 0) hash.low = 1;
  return hash;
}

SeriesSet::Slot* SeriesSet::SlotOf(Hash128 hash) {
  const uint32_t low = static_cast<uint32_t>(hash.low);
  const size_t mask = slots_.size() - 1;
  size_t i = Choice(hash.high, low) & mask;
  while (!IsFree(slots_[i]) &&
         (slots_[i].high != hash.high || slots_[i].low != low)) {
    i = (i + 1) & mask;
  }
  return &slots_[i];
}

uint32_t* SeriesSet::Find(Hash128 hash) {
  if (slots_.empty()) return nullptr;
  Slot* const slot = SlotOf(NotFree(hash));
  return IsFree(*slot) ? nullptr : &slot->number;
}

uint32_t* SeriesSet::FindOrAdd(Hash128 hash, uint32_t number) {
  if (5 * (size_ + 1) > 4 * slots_.size()) Grow();
  hash = NotFree(hash);
  Slot* const slot = SlotOf(hash);
  if (!IsFree(*slot)) return &slot->number;
  *slot = {hash.high, static_cast<uint32_t>(hash.low), number};
  ++size_;
  return nullptr;
}

void SeriesSet::Grow() {
  std::vector<Slot> old = std::move(slots_);
  slots_ = std::vector<Slot>(old.empty() ? kFirstSlots : 2 * old.size());
  for (const Slot& slot : old) {
    if (!IsFree(slot)) *SlotOf({slot.high, slot.low}) = slot;
  }
}

}  // namespace promfile
