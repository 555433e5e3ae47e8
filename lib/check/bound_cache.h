#ifndef PROMFILE_CHECK_BOUND_CACHE_H_
#define PROMFILE_CHECK_BOUND_CACHE_H_

#include <array>
#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"

namespace promfile {

// Reads the values of le and quantile, of which a file has few different ones.
class BoundCache {
 public:
  // As ParseValue, but that -0 is 0.
  bool Read(absl::string_view token, double* bound);

 private:
  struct Entry {
    uint64_t token = 0;  // its bytes and, on top, its size; 0: none
    double bound = 0;
  };
  // Two to a set, so that a pair that falls together does not drive out each
  // other.
  using Sets = std::array<std::array<Entry, 2>, 64>;
  std::unique_ptr<Sets> sets_;  // null: nothing has been read
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_BOUND_CACHE_H_
