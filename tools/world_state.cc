#include "tools/world_state.h"

#include "absl/strings/str_cat.h"

namespace promfile {
std::string AgeText(absl::Duration age) {
  if (age < -absl::Seconds(1)) return "in the future";
  if (age < absl::Seconds(1)) return "just now";
  const struct {
    absl::Duration unit;
    absl::Duration until;
    const char* name;
  } kUnits[] = {
      {absl::Seconds(1), absl::Minutes(2), " s ago"},
      {absl::Minutes(1), absl::Hours(2), " min ago"},
      {absl::Hours(1), absl::Hours(48), " h ago"},
      {absl::Hours(24), absl::InfiniteDuration(), " days ago"},
  };
  for (const auto& row : kUnits) {
    if (age < row.until) return absl::StrCat(age / row.unit, row.name);
  }
  return "";
}

std::string PreviousFileText(const absl::StatusOr<FileInfo>& previous,
                             absl::Time now) {
  if (absl::IsNotFound(previous.status())) return "there was no previous file";
  if (!previous.ok() || previous->kind != FileInfo::Kind::kRegular) {
    return "nothing was changed";
  }
  return absl::StrCat("the previous file is still in place, last changed ",
                      AgeText(now - previous->modified));
}

}  // namespace promfile
