#include "tools/world_state.h"

#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(WorldStateTest, AgesAreRoundedDownToOneUnit) {
  const struct {
    absl::Duration age;
    const char* text;
  } kCases[] = {
      {absl::Milliseconds(999), "just now"},
      {absl::ZeroDuration(), "just now"},
      // The file system's clock is a tick behind ours.
      {-absl::Milliseconds(4), "just now"},
      {absl::Seconds(1), "1 s ago"},
      {absl::Seconds(119), "119 s ago"},
      {absl::Minutes(2), "2 min ago"},
      {absl::Minutes(119), "119 min ago"},
      {absl::Hours(2), "2 h ago"},
      {absl::Hours(47), "47 h ago"},
      {absl::Hours(48), "2 days ago"},
      {absl::Hours(24 * 400), "400 days ago"},
      {-absl::Minutes(5), "in the future"},
  };
  for (const auto& c : kCases) EXPECT_EQ(AgeText(c.age), c.text);
}

TEST(WorldStateTest, SaysOnlyWhatIsKnownOfThePreviousFile) {
  const absl::Time now = absl::FromUnixSeconds(1000000);
  FileInfo info;
  info.modified = now - absl::Hours(2);
  EXPECT_EQ(PreviousFileText(info, now),
            "the previous file is still in place, last changed 2 h ago");
  EXPECT_EQ(PreviousFileText(absl::NotFoundError(""), now),
            "there was no previous file");
  EXPECT_EQ(PreviousFileText(absl::PermissionDeniedError(""), now),
            "nothing was changed");
  info.kind = FileInfo::Kind::kSymlink;
  EXPECT_EQ(PreviousFileText(info, now), "nothing was changed");
}

}  // namespace
}  // namespace promfile
