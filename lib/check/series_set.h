#ifndef PROMFILE_CHECK_SERIES_SET_H_
#define PROMFILE_CHECK_SERIES_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "promfile/check/zeroed_array.h"
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

  struct Slot {  // not set by itself
    uint64_t high;
    uint32_t low;
    uint32_t number;
  };

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

  std::unique_ptr<Slot[]> slots_;
  size_t capacity_ = 0;
  size_t size_ = 0;
};

// The series of many families of which one is being read. All of them are kept
// in the order they came in, 16 bytes each. A table of 8 bytes a slot finds
// those of the current family and stays in the cache; what is left in it of
// families that are over needs no clearing, because it is older. A family that
// goes on later gets a set of its own.
class SeriesOfFamilies {
 public:
  SeriesOfFamilies() = default;
  SeriesOfFamilies(const SeriesOfFamilies&) = delete;
  SeriesOfFamilies& operator=(const SeriesOfFamilies&) = delete;

  // `family` is the current one from here on; families count from 0.
  void Enter(uint32_t family) {
    if (family != family_) Change(family);
  }
  // As those of SeriesSet, in the current family.
  uint32_t* FindOrAdd(Hash128 hash, uint32_t number) {
    if (count_ - begin_ >= most_ || tabled_ != count_) {
      return FindOrAddSlowly(hash, number);
    }
    const uint32_t tag = TagOf(hash.high);
    for (size_t i = hash.high & mask_;; i = (i + 1) & mask_) {
      Entry& entry = table_[i];
      if (entry.number <= begin_) {
        Append(hash, number);
        entry = {tag, count_};
        tabled_ = count_;
        return nullptr;
      }
      if (entry.tag != tag) continue;
      if (uint32_t* const known = NumberIf(hash, entry.number)) return known;
    }
  }
  uint32_t* Find(Hash128 hash);
  // Adds a hash that is known not to be in the current family, if it can be
  // done without looking. The table learns of it when it is needed.
  bool AddNew(Hash128 hash, uint32_t number) {
    if (reopened_set_ != nullptr) return false;
    Append(hash, number);
    return true;
  }
  // True if the table has outgrown the nearest cache, so that it pays to
  // announce a search some time before it.
  bool IsLarge() const { return mask_ >= kLargeSlots; }
  // Announces FindOrAdd.
  void Announce(Hash128 hash) const {
    if (reopened_set_ == nullptr)
      __builtin_prefetch(&table_[hash.high & mask_], 1);
  }
  size_t size() const {
    return reopened_set_ != nullptr ? reopened_set_->size() : count_ - begin_;
  }

 private:
  // Series count from 1. Those of the current family come after begin_.
  struct Entry {  // free if all 0
    uint32_t tag;
    uint32_t number;
  };
  struct Range {
    uint32_t begin = 0;
    uint32_t count = 0;
  };
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  static constexpr size_t kLargeSlots = 32768;
  // Blocks rather than one vector: nothing is copied when there are more. But
  // most files have few.
  static constexpr size_t kBlockSlots = 4096;
  static constexpr size_t kFewSlots = 64;

  static uint32_t TagOf(uint64_t high) {
    return static_cast<uint32_t>(high >> 32);
  }
  SeriesSet::Slot& SlotAt(uint32_t number) {
    const uint32_t i = number - 1;
    return i < kFewSlots && blocks_.empty()
               ? few_[i]
               : blocks_[i / kBlockSlots][i % kBlockSlots];
  }
  // Where the number of the series is, if it has this hash.
  uint32_t* NumberIf(Hash128 hash, uint32_t series) {
    SeriesSet::Slot& slot = SlotAt(series);
    const bool same = slot.high == hash.high &&
                      slot.low == static_cast<uint32_t>(hash.low >> 32);
    return same ? &slot.number : nullptr;
  }
  void Append(Hash128 hash, uint32_t number) {
    if (next_ == block_end_) AddBlock();
    *next_++ = {hash.high, static_cast<uint32_t>(hash.low >> 32), number};
    ++count_;
  }
  // Makes the table one that has all series, and room for one more.
  void Fill();
  uint32_t* FindOrAddSlowly(Hash128 hash, uint32_t number);
  void Change(uint32_t family);
  // Makes a table of `slots`, all of it free.
  void Resize(size_t slots);
  void AddBlock();

  std::array<SeriesSet::Slot, kFewSlots> few_;
  std::vector<std::unique_ptr<SeriesSet::Slot[]>> blocks_;  // empty: few_
  SeriesSet::Slot* next_ = few_.data();
  SeriesSet::Slot* block_end_ = few_.data() + kFewSlots;
  uint32_t count_ = 0;
  uint32_t begin_ = 0;
  uint32_t tabled_ = 0;  // of the series, the table has the first ones

  ZeroedArray<Entry> table_;
  size_t allocated_ = 0;
  size_t mask_ = 0;  // the first mask_ + 1 slots of the table are in use
  size_t most_ = 0;  // series that these have room for; 0 if reopened_set_

  uint32_t family_ = kNone;
  std::vector<Range> ranges_;  // by family
  SeriesSet* reopened_set_ = nullptr;
  std::unordered_map<uint32_t, std::unique_ptr<SeriesSet>> reopened_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_SERIES_SET_H_
