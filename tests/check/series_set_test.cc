#include "promfile/check/series_set.h"

#include <map>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(SeriesSetTest, RemembersTheNumberThatCameFirst) {
  SeriesSet set;
  EXPECT_EQ(set.Find({1, 2}), nullptr);
  EXPECT_EQ(set.FindOrAdd({1, uint64_t{2} << 32}, 7), nullptr);
  EXPECT_EQ(set.size(), 1u);
  uint32_t* const number = set.FindOrAdd({1, uint64_t{2} << 32}, 8);
  ASSERT_NE(number, nullptr);
  EXPECT_EQ(*number, 7u);
  *number = 9;
  EXPECT_EQ(*set.Find({1, uint64_t{2} << 32}), 9u);
  EXPECT_EQ(set.Find({1, uint64_t{3} << 32}), nullptr);
  EXPECT_EQ(set.Find({2, uint64_t{2} << 32}), nullptr);
  EXPECT_EQ(set.size(), 1u);
}

// A hash of nothing but zeros is one like any other.
TEST(SeriesSetTest, TakesTheZeroHash) {
  SeriesSet set;
  EXPECT_EQ(set.FindOrAdd({0, 0}, 1), nullptr);
  ASSERT_NE(set.FindOrAdd({0, 0}, 2), nullptr);
  EXPECT_EQ(*set.Find({0, 0}), 1u);
  EXPECT_EQ(set.size(), 1u);
}

Hash128 RandomHash(std::mt19937_64* random) {
  return {(*random)(), (*random)()};
}

TEST(SeriesSetTest, FindsEachOfManyAndNoOther) {
  std::mt19937_64 random(1);
  std::vector<Hash128> hashes;
  SeriesSet set;
  for (uint32_t i = 0; i < 100000; ++i) {
    hashes.push_back(RandomHash(&random));
    ASSERT_EQ(set.FindOrAdd(hashes.back(), i), nullptr);
  }
  EXPECT_EQ(set.size(), hashes.size());
  for (uint32_t i = 0; i < hashes.size(); ++i) {
    ASSERT_NE(set.Find(hashes[i]), nullptr);
    ASSERT_EQ(*set.Find(hashes[i]), i);
    ASSERT_EQ(set.Find(RandomHash(&random)), nullptr);
  }
}

// Neighbours in the table do not stand in each other's way.
TEST(SeriesSetTest, FindsHashesThatShareTheirFirstBits) {
  SeriesSet set;
  for (uint32_t i = 0; i < 2000; ++i) {
    ASSERT_EQ(set.FindOrAdd({42, uint64_t{i} << 32}, i), nullptr);
  }
  for (uint32_t i = 0; i < 2000; ++i) {
    ASSERT_EQ(*set.Find({42, uint64_t{i} << 32}), i);
  }
}

// Families that come and go, some of them again: as if each had a set of its
// own all the time.
TEST(SeriesOfFamiliesTest, IsASetForEachFamily) {
  std::mt19937_64 random(3);
  std::map<uint32_t, std::map<std::pair<uint64_t, uint64_t>, uint32_t>> model;
  SeriesOfFamilies series;
  uint32_t next_family = 0;
  for (int visit = 0; visit < 400; ++visit) {
    const uint32_t family = visit % 3 == 0 && next_family > 0
                                ? static_cast<uint32_t>(random() % next_family)
                                : next_family++;
    series.Enter(family);
    EXPECT_EQ(series.size(), model[family].size()) << "family " << family;
    for (const auto& [hash, number] : model[family]) {
      uint32_t* const found = series.Find({hash.first, hash.second << 32});
      ASSERT_NE(found, nullptr) << "family " << family;
      EXPECT_EQ(*found, number);
    }
    for (int n = static_cast<int>(random() % 200); n > 0; --n) {
      // From a small range, so that families have hashes in common.
      const uint64_t high = random() % 1000;
      const uint64_t low = random() % 2 + 1;
      const uint32_t number = static_cast<uint32_t>(random());
      const auto [place, is_new] = model[family].insert({{high, low}, number});
      const Hash128 hash = {high, low << 32};
      // What is known to be new may be added without looking.
      if (is_new && random() % 2 == 0 && series.AddNew(hash, number)) continue;
      uint32_t* const found = series.FindOrAdd(hash, number);
      ASSERT_EQ(found == nullptr, is_new);
      if (!is_new) {
        EXPECT_EQ(*found, place->second);
      }
    }
    series.Enter(family);
    EXPECT_EQ(series.size(), model[family].size());
  }
}

}  // namespace
}  // namespace promfile
