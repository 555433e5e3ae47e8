#ifndef PROMFILE_CHECK_BOUND_CACHE_H_
#define PROMFILE_CHECK_BOUND_CACHE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

#include "absl/strings/string_view.h"

namespace promfile {

// Reads the values of le and quantile, of which a file has few different ones.
class BoundCache {
 public:
  // As ParseValue, but that -0 is 0.
  bool Read(absl::string_view token, double* bound);
  // A number that stands for this token alone, of which 8 bytes may be read; 0
  // if it has none.
  static uint64_t NumberOf(absl::string_view token) {
    if (token.size() > kMostBytes ||
        __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
      return 0;
    }
    uint64_t bytes = 0;
    memcpy(&bytes, token.data(), 8);
    bytes &= (uint64_t{1} << 8 * token.size()) - 1;
    return WithSize(bytes, token.size());
  }

 private:
  struct Entry {
    uint64_t token = 0;  // its bytes and, on top, its size; 0: none
    double bound = 0;
  };
  // Two to a set, so that a pair that falls together does not drive out each
  // other.
  using Sets = std::array<std::array<Entry, 2>, 64>;
  static constexpr size_t kMostBytes = 7;

  static uint64_t WithSize(uint64_t bytes, size_t size) {
    return bytes | uint64_t{size + 1} << 56;
  }
  std::array<Entry, 2>& SetOf(uint64_t packed) const {
    return (*sets_)[packed * 0x9E3779B97F4A7C15u >> 58];
  }
  bool Find(uint64_t packed, double* bound) const {
    for (const Entry& entry : SetOf(packed)) {
      if (entry.token != packed) continue;
      *bound = entry.bound;
      return true;
    }
    return false;
  }

  std::unique_ptr<Sets> sets_;  // null: nothing has been read
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_BOUND_CACHE_H_
