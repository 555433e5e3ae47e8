#include "promfile/text/family_index.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(FamilyIndexTest, NumbersFamiliesInTheOrderOfTheirArrival) {
  const KeyedHash hash(1, 2);
  FamilyIndex index(hash);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_EQ(index.Find("m"), FamilyIndex::kNone);
  EXPECT_EQ(index.Resolve("m").family, FamilyIndex::kNone);
  EXPECT_EQ(index.Add("m"), 0u);
  EXPECT_EQ(index.Add("n"), 1u);
  EXPECT_EQ(index.Find("m"), 0u);
  EXPECT_EQ(index.name(1), "n");
  EXPECT_FALSE(index.type(1).has_value());
  index.set_type(1, MetricType::kGauge);
  EXPECT_EQ(index.type(1), MetricType::kGauge);
  EXPECT_FALSE(index.type(0).has_value());
}

TEST(FamilyIndexTest, SaysWhichPartANameIs) {
  const KeyedHash hash(1, 2);
  FamilyIndex index(hash);
  index.set_type(index.Add("h"), MetricType::kHistogram);
  index.set_type(index.Add("s"), MetricType::kSummary);
  index.set_type(index.Add("g"), MetricType::kGauge);
  index.set_type(index.Add("gh"), MetricType::kGaugeHistogram);
  index.Add("untyped");
  const struct {
    const char* name;
    uint32_t family;
    FamilyPart part;
  } kCases[] = {
      {"h", 0, FamilyPart::kWhole},
      {"h_bucket", 0, FamilyPart::kBucket},
      {"h_sum", 0, FamilyPart::kSum},
      {"h_count", 0, FamilyPart::kCount},
      {"s_sum", 1, FamilyPart::kSum},
      {"s_count", 1, FamilyPart::kCount},
      {"s_bucket", FamilyIndex::kNone, FamilyPart::kWhole},
      {"g_count", FamilyIndex::kNone, FamilyPart::kWhole},
      {"gh_count", FamilyIndex::kNone, FamilyPart::kWhole},
      {"untyped_sum", FamilyIndex::kNone, FamilyPart::kWhole},
      {"h_count_sum", FamilyIndex::kNone, FamilyPart::kWhole},
      {"h_created", FamilyIndex::kNone, FamilyPart::kWhole},
      {"_count", FamilyIndex::kNone, FamilyPart::kWhole},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const FamilyIndex::Match match = index.Resolve(c.name);
    EXPECT_EQ(match.family, c.family);
    EXPECT_EQ(match.part, c.part);
  }
}

TEST(FamilyIndexTest, FindsEachOfManyNames) {
  const KeyedHash hash(3, 4);
  FamilyIndex index(hash);
  constexpr uint32_t kMany = 100000;
  for (uint32_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(index.Add(absl::StrCat("family_", i)), i);
  }
  EXPECT_EQ(index.size(), kMany);
  for (uint32_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(index.Find(absl::StrCat("family_", i)), i);
    ASSERT_EQ(index.name(i), absl::StrCat("family_", i));
  }
  EXPECT_EQ(index.Find("family_100000"), FamilyIndex::kNone);
}

}  // namespace
}  // namespace promfile
