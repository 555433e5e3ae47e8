#ifndef PROMFILE_CHECK_SERIES_SET_H_
#define PROMFILE_CHECK_SERIES_SET_H_

#include <cstddef>
#include <cstdint>
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
  // next call, and `number` may be changed through it.
  uint32_t* FindOrAdd(Hash128 hash, uint32_t number);
  // The number of a hash that is there, else nullptr.
  uint32_t* Find(Hash128 hash);

  size_t size() const { return size_; }

 private:
  struct Slot {
    uint64_t high = 0;
    uint32_t low = 0;
    uint32_t number = 0;
  };

  // A slot is free if all of the hash that it keeps is 0.
  static bool IsFree(const Slot& slot) {
    return slot.high == 0 && slot.low == 0;
  }
  static Hash128 NotFree(Hash128 hash);
  Slot* SlotOf(Hash128 hash);
  void Grow();

  std::vector<Slot> slots_;
  size_t size_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_SERIES_SET_H_
