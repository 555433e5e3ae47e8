#include "promfile/check/bound_rows.h"

#include <cstdint>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(BoundRowsTest, TakesOnlyWhatFollows) {
  BoundRows rows;
  bool falls = false;
  BoundRows::Row row = rows.Begin(1, 10, 7);
  EXPECT_FALSE(rows.Extend(&row, 2, 11, 9, &falls)) << "not the next line";
  EXPECT_FALSE(rows.Extend(&row, 1, 11, 8, &falls)) << "the same bound";
  EXPECT_FALSE(rows.Extend(&row, 0.5, 11, 8, &falls)) << "a lower bound";
  EXPECT_TRUE(rows.Extend(&row, 2, 10, 8, &falls));
  EXPECT_FALSE(falls);
  EXPECT_TRUE(rows.Extend(&row, 3, 9, 9, &falls));
  EXPECT_TRUE(falls);
  BoundRows::Row other = rows.Begin(1, 0, 10);
  EXPECT_FALSE(rows.Extend(&row, 4, 12, 10, &falls)) << "not the last row";
  EXPECT_EQ(row.count, 3u);
  EXPECT_TRUE(rows.Extend(&other, 2, 0, 11, &falls));
  BoundRows::Row none;
  EXPECT_FALSE(rows.Extend(&none, 5, 0, 12, &falls));
}

// Whether rows have the bounds of the one before, or of none, or from some
// place on.
TEST(BoundRowsTest, KeepsEveryBoundAndValue) {
  int as_before = 0;
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    struct Expected {
      BoundRows::Row row;
      std::vector<double> bounds;
      std::vector<double> values;
    };
    BoundRows rows;
    std::vector<Expected> all;
    uint32_t line = 1;
    for (int i = 0; i < 300; ++i) {
      Expected now;
      double bound = random() % 8 == 0 ? 0.5 : 1;
      const size_t count = 1 + (random() % 4 == 0 ? random() % 20 : 9);
      for (size_t k = 0; k < count; ++k) {
        now.bounds.push_back(bound);
        now.values.push_back(static_cast<double>(random() % 5));
        bound += random() % 40 == 0 ? 0.5 : 1;
      }
      now.row = rows.Begin(now.bounds[0], now.values[0], line++);
      bool falls = false;
      bool expected = false;
      for (size_t k = 1; k < count; ++k) {
        // A bound has one spelling here, and some are not spelled.
        const auto token = static_cast<uint64_t>(2 * now.bounds[k]);
        const bool spells = random() % 8 != 0;
        if (!spells || !rows.ExtendAsBefore(&now.row, token, now.values[k],
                                            line, &falls)) {
          ASSERT_TRUE(rows.Extend(&now.row, now.bounds[k], now.values[k], line,
                                  &falls));
          if (spells) rows.Spell(now.row, token);
        } else {
          ++as_before;
        }
        ++line;
        expected |= now.values[k] < now.values[k - 1];
        ASSERT_EQ(falls, expected);
      }
      all.push_back(now);
    }
    for (const Expected& e : all) {
      ASSERT_EQ(e.row.count, e.bounds.size());
      for (uint32_t k = 0; k < e.row.count; ++k) {
        ASSERT_EQ(rows.bound(e.row, k), e.bounds[k]);
        ASSERT_EQ(rows.value(e.row, k), e.values[k]);
      }
    }
  }
  EXPECT_GT(as_before, 10000);
}

TEST(BoundRowsTest, KnowsTheSpellingsOfTheRowBefore) {
  BoundRows rows;
  bool falls = false;
  constexpr uint64_t kFive = 5;
  BoundRows::Row first = rows.Begin(1, 0, 1);
  EXPECT_FALSE(rows.ExtendAsBefore(&first, kFive, 0, 2, &falls)) << "not there";
  ASSERT_TRUE(rows.Extend(&first, 5, 0, 2, &falls));
  rows.Spell(first, kFive);
  BoundRows::Row second = rows.Begin(1, 7, 3);
  EXPECT_FALSE(rows.ExtendAsBefore(&second, 6, 7, 4, &falls)) << "another one";
  EXPECT_FALSE(rows.ExtendAsBefore(&second, kFive, 7, 5, &falls))
      << "not the next line";
  EXPECT_FALSE(rows.ExtendAsBefore(&first, kFive, 7, 3, &falls))
      << "not the last row";
  EXPECT_TRUE(rows.ExtendAsBefore(&second, kFive, 6, 4, &falls));
  EXPECT_TRUE(falls);
  EXPECT_EQ(rows.bound(second, 1), 5);
  // A row that parts from those before takes its own spellings along.
  ASSERT_TRUE(rows.Extend(&second, 8, 7, 5, &falls));
  BoundRows::Row third = rows.Begin(1, 0, 6);
  ASSERT_TRUE(rows.ExtendAsBefore(&third, kFive, 0, 7, &falls));
  ASSERT_TRUE(rows.Extend(&third, 7, 0, 8, &falls));
  BoundRows::Row last = rows.Begin(1, 0, 9);
  EXPECT_TRUE(rows.ExtendAsBefore(&last, kFive, 0, 10, &falls));
  EXPECT_FALSE(rows.ExtendAsBefore(&last, kFive, 0, 11, &falls));
  EXPECT_EQ(rows.bound(last, 1), 5);
}

}  // namespace
}  // namespace promfile
