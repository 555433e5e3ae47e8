#ifndef PROMFILE_CHECK_BOUND_CACHE_H_
#define PROMFILE_CHECK_BOUND_CACHE_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace promfile {

// Reads the values of le and quantile, of which a file has few different ones.
class BoundCache {
 public:
  // Two bit patterns that Read gives to no number.
  static constexpr uint64_t kNoBoundA = 0x7FF8000000000001;
  static constexpr uint64_t kNoBoundB = 0x7FF8000000000002;

  // False if `token` is not a number as collectors read one. Else `*bits` are
  // the number's, equal for equal numbers (0 and -0 are), or `*is_nan` is true.
  bool Read(absl::string_view token, uint64_t* bits, bool* is_nan);

 private:
  struct Entry {
    uint64_t token = 0;  // its bytes and, on top, its size; 0: none
    uint64_t bits = 0;
  };
  std::array<Entry, 64> entries_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_BOUND_CACHE_H_
