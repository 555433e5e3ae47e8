#ifndef PROMFILE_TEXT_FAMILY_INDEX_H_
#define PROMFILE_TEXT_FAMILY_INDEX_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/exposition/metric_type.h"
#include "promfile/text/keyed_hash.h"

namespace promfile {

// Which part of a histogram or summary a sample's name is.
enum class FamilyPart { kWhole, kBucket, kSum, kCount };

// The families that a text has mentioned so far, and the rule of which family a
// name means at that moment (expfmt's setOrCreateCurrentMF): a family of that
// very name; else a summary of the name without _count or _sum; else a
// histogram of the name without _count, _sum or _bucket; else a new family.
// Linear for any choice of names, whoever made them, as long as the key is not
// known.
class FamilyIndex {
 public:
  // Borrows the hash.
  explicit FamilyIndex(const KeyedHash& hash) : hash_(hash) {}

  static constexpr uint32_t kNone = 0xFFFFFFFF;

  struct Match {
    uint32_t family = kNone;
    FamilyPart part = FamilyPart::kWhole;
  };

  // The number of the family that `name` means; kNone if it would be a new one.
  Match Resolve(absl::string_view name) const {
    return ResolveHashed(name, hash_(name).high);
  }
  // The same, but adds the family if it would be a new one.
  Match ResolveOrAdd(absl::string_view name);
  // The family of exactly this name, or kNone.
  uint32_t Find(absl::string_view name) const;
  // Adds a family, which must not be there, and returns its number: they count
  // from 0.
  uint32_t Add(absl::string_view name) {
    return AddHashed(name, hash_(name).high);
  }

  uint32_t size() const { return static_cast<uint32_t>(families_.size()); }
  const std::string& name(uint32_t family) const {
    return families_[family].name;
  }
  // The same for one who asks for names no more, nor for families by name.
  std::string TakeName(uint32_t family) {
    return std::move(families_[family].name);
  }
  absl::optional<MetricType> type(uint32_t family) const {
    return families_[family].type;
  }
  void set_type(uint32_t family, MetricType type) {
    families_[family].type = type;
  }

 private:
  struct Family {
    std::string name;
    uint64_t hash = 0;
    absl::optional<MetricType> type;
  };

  Match ResolveHashed(absl::string_view name, uint64_t hash) const;
  uint32_t AddHashed(absl::string_view name, uint64_t hash);
  uint32_t FindHashed(absl::string_view name, uint64_t hash) const;
  void Grow();

  const KeyedHash& hash_;
  std::vector<Family> families_;
  std::vector<uint32_t> slots_;  // a power of two of family numbers, or kNone
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_FAMILY_INDEX_H_
