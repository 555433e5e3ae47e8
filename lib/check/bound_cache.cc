#include "promfile/check/bound_cache.h"

#include <cmath>
#include <cstring>

#include "promfile/exposition/value.h"

namespace promfile {

bool BoundCache::Read(absl::string_view token, uint64_t* bits, bool* is_nan) {
  uint64_t packed = 0;
  Entry* entry = nullptr;
  if (token.size() < 8) {
    memcpy(&packed, token.data(), token.size());
    packed |= uint64_t{token.size() + 1} << 56;
    entry = &entries_[packed * 0x9E3779B97F4A7C15u >> 58];
    if (entry->token == packed) {
      *bits = entry->bits;
      *is_nan = false;
      return true;
    }
  }
  double value = 0;
  if (!ParseValue(token, &value)) return false;
  *is_nan = std::isnan(value);
  value += 0.0;  // -0 is the bound 0
  static_assert(sizeof(value) == sizeof(*bits), "a double has 64 bits");
  memcpy(bits, &value, sizeof(value));
  if (entry != nullptr && !*is_nan) *entry = {packed, *bits};
  return true;
}

}  // namespace promfile
