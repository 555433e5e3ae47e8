#ifndef PROMFILE_CHECK_LABEL_ORDERS_H_
#define PROMFILE_CHECK_LABEL_ORDERS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "promfile/text/keyed_hash.h"
#include "promfile/text/line_shape.h"

namespace promfile {

// In which order the labels of a set of names are hashed: as they were written
// first; in none if there are many labels or many sets. Once given, the order
// of a set never changes. Thread-safe: several validators share them.
class LabelOrders {
 public:
  // `labels` are the labels to be hashed, by their places in the line, those of
  // one name in the order of the line; `names` has the hashes of the names by
  // place. Puts them in the order that the set was met in first and returns
  // true, or returns false: that set has no order.
  bool Arrange(const std::vector<Hash128>& names,
               std::vector<uint32_t>* labels);

 private:
  static constexpr size_t kMostSets = 32;
  // Lines with more have no kind, and are looked at label by label in any case.
  static constexpr size_t kMostLabels = LineShape::kMostLabels;

  struct Set {
    Hash128 sum;  // of the names' hashes
    std::vector<uint64_t> names;
  };

  std::mutex mutex_;
  std::vector<Set> sets_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LABEL_ORDERS_H_
