#ifndef PROMFILE_CHECK_LABEL_SET_HASH_H_
#define PROMFILE_CHECK_LABEL_SET_HASH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/check/label_orders.h"
#include "promfile/check/limits.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/likeness.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// A keyed hash of a sample's label set, whatever order the labels are written
// in. What is hashed is the one spelling that every set has: in the order that
// LabelOrders says, without the bound (le, quantile) and without labels whose
// value is empty,
//
//   host="h1",device="eth0"
//
// from the first value to the end of the last one, with the hash of the first
// name to begin with. Most lines have that spelling and are hashed as they
// stand; of others a copy is made that has it. Of sets that LabelOrders gives
// no order to, the hashes of the labels are summed up.
class LabelSetHash {
 public:
  // Borrows `hash` and `orders`. Names, values and labels are held against
  // `limits`.
  LabelSetHash(const KeyedHash& hash, LabelOrders& orders, const Limits& limits)
      : hash_(hash), orders_(orders), limits_(limits) {}

  // Reads the labels of `sample`, of which the first `known_names` names are
  // those of the sample read before, and so is the bound name if all are. The
  // label `bound_name` (none if empty) is set apart.
  void Read(const SampleLine& sample, absl::string_view bound_name,
            size_t known_names);
  // Takes over the names of `other`, which are those of `sample`, as if they
  // had been read here before; so is the bound name.
  void TakeNames(const LabelSetHash& other, const SampleLine& sample);
  // Whether a sample of the kind (SampleLine::kind) and with the bound name of
  // the one read before needs no look at its labels but at their hash. If not,
  // Read is to be called.
  bool IsFamiliar(const SampleLine& sample) const {
    return sample.is_plain && (flags_ & ~kBound) == 0 &&
           (sample.line.text.size() <= limits_.label_value_bytes ||
            !HasLongValue(sample));
  }
  // Hashes such a sample. If there is a SampleLine::before, that is the one
  // read before.
  void ReadFamiliar(const SampleLine& sample) {
    if (order_.empty()) return;
    if (!is_spelled_so_) return Hash(sample, order_, is_ordered_);
    // As the lines of a histogram are.
    if (bound_ != kNoBound && SameUpTo(sample, order_.back())) return;
    const absl::string_view values =
        sample.labels.values(order_.front(), order_.back());
    Set(hash_.FromRoomy(start_, values.data(), values.size()));
  }

  Hash128 value() const { return {high_, low_}; }
  // How the labels with an empty value are spelled, as a hash.
  uint64_t spelling() const { return spelling_; }
  bool has_empty() const { return (flags_ & kEmpty) != 0; }
  // A label has a name that begins with __, or is too long, or there are too
  // many.
  bool is_suspicious() const { return (flags_ & kSuspicious) != 0; }
  // All labels.
  size_t size() const { return size_; }
  // Labels without the bound.
  uint32_t count() const {
    return static_cast<uint32_t>(size_ - (bound_ == kNoBound ? 0 : 1));
  }
  static constexpr size_t kNoBound = ~size_t{0};
  // Which label is the bound, or kNoBound.
  size_t bound() const { return bound_; }
  Hash128 name_hash(size_t i) const { return names_[i]; }

 private:
  // What any of the labels is.
  enum Flag : unsigned { kEmpty = 1, kBound = 2, kSuspicious = 4 };

  void Set(Hash128 hash) {
    high_ = hash.high;
    low_ = hash.low;
  }
  // Finds out the order of the labels.
  void Arrange(const SampleLine& sample, absl::string_view bound_name);
  // Of Read, what depends on the names.
  void ReadNames(const SampleLine& sample, absl::string_view bound_name,
                 size_t known_names);
  // Finds out whether the lines of this kind are spelled as they are hashed.
  void LookAtGaps(const SampleLine& sample);
  // Hashes the labels at these places, which have a value; `ordered` is what
  // Arrange has said of them.
  void Hash(const SampleLine& sample, const std::vector<uint32_t>& places,
            bool ordered);
  // The same of those that are in order.
  void Spell(const SampleLine& sample, const std::vector<uint32_t>& places);
  bool HasLongValue(const SampleLine& sample) const;

  const KeyedHash& hash_;
  LabelOrders& orders_;
  const Limits limits_;
  // Not side by side: as one they would be loaded before they are stored, which
  // takes as long as hashing a label.
  uint64_t high_ = 0;
  size_t size_ = 0;
  uint64_t low_ = 0;
  uint64_t spelling_ = 0;
  unsigned flags_ = 0;
  unsigned name_flags_ = 0;  // those that come of the names
  size_t bound_ = kNoBound;
  std::vector<Hash128> names_;
  // The labels without the bound, as they are hashed.
  std::vector<uint32_t> order_;
  bool is_ordered_ = false;  // what Arrange has said of them
  // Whether the lines of this kind have the spelling that is hashed.
  bool is_spelled_so_ = false;
  KeyedHash::Start start_;            // of those lines
  std::vector<uint32_t> with_value_;  // of a line that has empty values, too
  std::string spelled_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LABEL_SET_HASH_H_
