#include "promfile/text/family_index.h"

#include "promfile/exposition/names.h"

namespace promfile {

uint32_t FamilyIndex::FindHashed(absl::string_view name, uint64_t hash) const {
  if (slots_.empty()) return kNone;
  const size_t mask = slots_.size() - 1;
  for (size_t i = hash & mask; slots_[i] != kNone; i = (i + 1) & mask) {
    const Family& family = families_[slots_[i]];
    if (family.hash == hash && family.name == name) return slots_[i];
  }
  return kNone;
}

uint32_t FamilyIndex::Find(absl::string_view name) const {
  return FindHashed(name, hash_(name).high);
}

FamilyIndex::Match FamilyIndex::ResolveHashed(absl::string_view name,
                                              uint64_t hash) const {
  const uint32_t exact = FindHashed(name, hash);
  if (exact != kNone) return {exact, FamilyPart::kWhole};
  static constexpr struct {
    absl::string_view suffix;
    FamilyPart part;
  } kParts[] = {{"_count", FamilyPart::kCount},
                {"_sum", FamilyPart::kSum},
                {"_bucket", FamilyPart::kBucket}};
  for (const auto& [suffix, part] : kParts) {
    const absl::string_view stem = WithoutSuffix(name, suffix);
    if (stem.empty()) continue;
    const uint32_t family = Find(stem);
    if (family == kNone) continue;
    const absl::optional<MetricType> type = families_[family].type;
    if (type == MetricType::kHistogram ||
        (type == MetricType::kSummary && part != FamilyPart::kBucket)) {
      return {family, part};
    }
  }
  return {};
}

FamilyIndex::Match FamilyIndex::ResolveOrAdd(absl::string_view name) {
  const uint64_t hash = hash_(name).high;
  Match match = ResolveHashed(name, hash);
  if (match.family == kNone) match.family = AddHashed(name, hash);
  return match;
}

uint32_t FamilyIndex::AddHashed(absl::string_view name, uint64_t hash) {
  if (4 * (families_.size() + 1) > 3 * slots_.size()) Grow();
  const uint32_t number = size();
  families_.push_back({std::string(name), hash, absl::nullopt});
  const size_t mask = slots_.size() - 1;
  size_t i = families_.back().hash & mask;
  while (slots_[i] != kNone) i = (i + 1) & mask;
  slots_[i] = number;
  return number;
}

void FamilyIndex::Grow() {
  const size_t size = slots_.empty() ? 16 : 2 * slots_.size();
  slots_.assign(size, kNone);
  families_.reserve(3 * size / 4);
  for (uint32_t number = 0; number < families_.size(); ++number) {
    size_t i = families_[number].hash & (size - 1);
    while (slots_[i] != kNone) i = (i + 1) & (size - 1);
    slots_[i] = number;
  }
}

}  // namespace promfile
