#ifndef PROMFILE_CHECK_LABEL_ORDERS_H_
#define PROMFILE_CHECK_LABEL_ORDERS_H_

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "promfile/text/keyed_hash.h"

namespace promfile {

// In which order the labels of a set of names are hashed: as they were written
// first; in none if there are very many labels or many sets. Once given, the
// order of a set never changes. Thread-safe: several validators share them.
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
  static constexpr size_t kMostLabels = 1024;
  // Of no more, each is searched for among all.
  static constexpr size_t kFewLabels = 15;

  // The hash of a name, and the place of the name in the order.
  struct Ranked {
    uint64_t name = 0;
    uint32_t rank = 0;
  };
  struct Set {
    Hash128 sum;  // of the names' hashes
    std::vector<uint64_t> names;
    std::vector<Ranked> by_name;  // in ascending order; empty: they are few
  };

  // The set becomes that of these labels, in this order. Returns false if it is
  // to have none.
  static bool Learn(const std::vector<Hash128>& names,
                    const std::vector<uint32_t>& labels, Set* set);
  // Puts the labels, which are those of the set, in its order.
  void ArrangeMany(const Set& set, const std::vector<Hash128>& names,
                   std::vector<uint32_t>* labels);

  std::mutex mutex_;
  std::vector<Set> sets_;
  std::vector<uint32_t> unarranged_;  // of ArrangeMany
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LABEL_ORDERS_H_
