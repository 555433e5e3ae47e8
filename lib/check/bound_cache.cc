#include "promfile/check/bound_cache.h"

#include <cstring>

#include "promfile/exposition/value.h"

namespace promfile {
namespace {

// Fewer than 8 bytes as a number. Overlapping loads: a copy of so many bytes
// would have to be stored before it can be loaded.
uint64_t Packed(absl::string_view token) {
  const char* const p = token.data();
  const size_t size = token.size();
  if (size >= 4 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
    uint32_t begin = 0;
    uint32_t end = 0;
    memcpy(&begin, p, 4);
    memcpy(&end, p + size - 4, 4);
    return begin | uint64_t{end} << (8 * (size - 4));
  }
  uint64_t packed = 0;
  for (size_t i = 0; i < size; ++i) {
    packed |= uint64_t{static_cast<uint8_t>(p[i])} << (8 * i);
  }
  return packed;
}

}  // namespace

bool BoundCache::Read(absl::string_view token, double* bound) {
  uint64_t packed = 0;  // none
  if (token.size() <= kMostBytes) {
    if (sets_ == nullptr) sets_ = std::make_unique<Sets>();
    packed = WithSize(Packed(token), token.size());
    if (Find(packed, bound)) return true;
  }
  if (!ParseValue(token, bound)) return false;
  *bound += 0.0;  // -0 is the bound 0
  if (packed != 0) {
    std::array<Entry, 2>& set = SetOf(packed);
    set[1] = set[0];
    set[0] = {packed, *bound};
  }
  return true;
}

}  // namespace promfile
