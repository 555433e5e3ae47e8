#ifndef PROMFILE_CHECK_SERIES_SET_H_
#define PROMFILE_CHECK_SERIES_SET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "promfile/text/keyed_hash.h"

namespace promfile {

// A set of keyed 128-bit hashes, each with a number that came with it first.
// 16 bytes a slot: 96 bits of the hash are kept, which no number of series that
// fits into a machine brings to collide (10^8 of them: a chance below 10^-12).
// Open addressing; grows by doubling.
class SeriesSet {
 public:
  // Adds `hash` with `number`, unless it is there. Returns the number that it
  // came with first, or nullptr if it is new; the pointer is good until the
  // next call, and the number may be changed through it.
  uint32_t* FindOrAdd(Hash128 hash, uint32_t number) {
    if (5 * (size_ + 1) > 4 * capacity_) Grow();
    Slot& slot = SlotOf(Kept(hash));
    if (!IsFree(slot)) return &slot.number;
    const Hash128 kept = Kept(hash);
    slot = {kept.high, static_cast<uint32_t>(kept.low), number};
    ++size_;
    return nullptr;
  }
  // The number of a hash that is there, else nullptr.
  uint32_t* Find(Hash128 hash) {
    if (capacity_ == 0) return nullptr;
    Slot& slot = SlotOf(Kept(hash));
    return IsFree(slot) ? nullptr : &slot.number;
  }

  size_t size() const { return size_; }

  struct Slot {
    uint64_t high = 0;
    uint32_t low = 0;
    uint32_t number = 0;
  };
  // Calls `use` with every slot that is taken.
  template <typename Use>
  void ForEach(Use use) const {
    for (size_t i = 0; i < capacity_; ++i) {
      if (!IsFree(slots_[i])) use(slots_[i]);
    }
  }
  // Adds a slot of another set.
  void Add(const Slot& slot);
  // Forgets everything, but keeps the memory for the next use.
  void Clear() { capacity_ = size_ = 0; }

 private:
  // A slot is free if all of the hash that it keeps is 0.
  static bool IsFree(const Slot& slot) {
    return slot.high == 0 && slot.low == 0;
  }
  static Hash128 Kept(Hash128 hash) {
    hash.low >>= 32;
    if (hash.high == 0 && hash.low == 0) hash.low = 1;
    return hash;
  }
  // The slot of a kept hash, or the free one where it belongs. The search
  // begins at a place that is made of the kept bits alone, because slots move
  // when the table grows.
  Slot& SlotOf(Hash128 kept) {
    const uint32_t low = static_cast<uint32_t>(kept.low);
    const size_t mask = capacity_ - 1;
    size_t i = (kept.high ^ (kept.high >> 32)) & mask;
    while (!IsFree(slots_[i]) &&
           (slots_[i].high != kept.high || slots_[i].low != low)) {
      i = (i + 1) & mask;
    }
    return slots_[i];
  }
  void Grow();

  // A table whose first capacity_ slots are in use: what was large once costs
  // nothing for a small family. The other one is for growing.
  struct Table {
    std::unique_ptr<Slot[]> slots;
    size_t allocated = 0;
  };

  Table table_;
  Table spare_;
  Slot* slots_ = nullptr;  // table_.slots
  size_t capacity_ = 0;
  size_t size_ = 0;
};

// The series of many families of which one is being read. Its set stays in the
// cache; those of families that are over are kept packed, 16 bytes a series,
// and become sets of their own again if the family goes on later.
class SeriesOfFamilies {
 public:
  SeriesOfFamilies() = default;
  SeriesOfFamilies(const SeriesOfFamilies&) = delete;
  SeriesOfFamilies& operator=(const SeriesOfFamilies&) = delete;

  // The set of `family` is the current one from here on; families count from 0.
  // The reference is good until the next call.
  SeriesSet& Enter(uint32_t family);

 private:
  struct Packed {
    uint64_t begin = 0;
    uint64_t count = 0;
  };
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  // Blocks rather than one vector: nothing is copied when there are more.
  static constexpr size_t kBlockSlots = 4096;

  void PackCurrent();

  SeriesSet current_;
  SeriesSet* active_ = &current_;
  uint32_t family_ = kNone;
  std::vector<Packed> packed_;  // by family
  std::vector<std::unique_ptr<SeriesSet::Slot[]>> blocks_;
  uint64_t packed_slots_ = 0;
  std::unordered_map<uint32_t, std::unique_ptr<SeriesSet>> reopened_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_SERIES_SET_H_
