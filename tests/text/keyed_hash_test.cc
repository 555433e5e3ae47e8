#include "promfile/text/keyed_hash.h"

#include <set>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace promfile {
namespace {

using Pair = std::pair<uint64_t, uint64_t>;

Pair Of(Hash128 hash) { return {hash.high, hash.low}; }

TEST(KeyedHashTest, IsAFunctionOfKeyBytesAndSeed) {
  const KeyedHash hash(1, 2);
  const std::string text = "node_cpu_seconds_total";
  EXPECT_EQ(Of(hash(text)), Of(KeyedHash(1, 2)(std::string(text))));
  EXPECT_NE(Of(hash(text)), Of(KeyedHash(1, 3)(text)));
  EXPECT_NE(Of(hash(text)), Of(KeyedHash(2, 2)(text)));
  EXPECT_NE(Of(hash(text)), Of(hash(text, {1, 0})));
  EXPECT_NE(Of(hash(text)), Of(hash(text, {0, 1})));
}

TEST(KeyedHashTest, TellsShortTextsOfOneByteApart) {
  const KeyedHash hash(5, 6);
  std::set<uint64_t> high;
  std::set<uint64_t> low;
  size_t texts = 0;
  for (size_t size = 0; size < 800; ++size) {
    for (const char c : {'\0', 'a', 'b'}) {
      if (size == 0 && c != 'a') continue;
      const Hash128 of = hash(std::string(size, c));
      high.insert(of.high);
      low.insert(of.low);
      ++texts;
    }
  }
  EXPECT_EQ(high.size(), texts);
  EXPECT_EQ(low.size(), texts);
}

// Each bit of the text changes about half of the bits of both lanes.
TEST(KeyedHashTest, EveryBitOfTheTextCounts) {
  const KeyedHash hash(7, 8);
  for (const size_t size :
       {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 32, 33, 100, 256, 257, 600}) {
    const std::string text(size, 'm');
    const Hash128 of = hash(text);
    for (size_t bit = 0; bit < 8 * size; ++bit) {
      std::string other = text;
      other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << (bit % 8)));
      const Hash128 changed = hash(other);
      EXPECT_GT(__builtin_popcountll(of.high ^ changed.high), 8)
          << "bit " << bit << " of " << size << " bytes";
      EXPECT_GT(__builtin_popcountll(of.low ^ changed.low), 8)
          << "bit " << bit << " of " << size << " bytes";
    }
  }
}

// However far the text can be read.
TEST(KeyedHashTest, IsTheSameWithRoomBehindTheText) {
  const KeyedHash hash(11, 12);
  std::string text;
  for (size_t i = 0; i < 700; ++i) text.push_back(static_cast<char>(i * 37));
  for (size_t size = 0; size < text.size() - 16; ++size) {
    const KeyedHash::Start start = hash.StartOf({3, 4});
    const std::string exact = text.substr(0, size);
    ASSERT_EQ(Of(hash.From(start, exact.data(), size)),
              Of(hash.FromRoomy(start, text.data(), size)))
        << size << " bytes";
  }
}

TEST(KeyedHashTest, MixTellsNumbersApart) {
  const KeyedHash hash(9, 10);
  std::set<Pair> seen;
  for (uint64_t i = 0; i < 1000; ++i) {
    seen.insert(Of(hash.Mix({1, 2}, i)));
    seen.insert(Of(hash.Mix({i + 2, 2}, 0)));
    seen.insert(Of(hash.Mix({1, i + 3}, 0)));
  }
  EXPECT_EQ(seen.size(), 3000u);
}

}  // namespace
}  // namespace promfile
