#include "promfile/text/special_index.h"

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "promfile/text/cpu.h"

namespace promfile {
namespace {

// Those that this processor can run, by name.
std::vector<std::pair<const char*, IndexFunction>> Variants() {
  std::vector<std::pair<const char*, IndexFunction>> variants = {
      {"scalar", IndexSpecialsScalar}, {"usual", IndexSpecials}};
#if defined(__x86_64__)
  if (HasAvx2()) {
    variants.push_back({"AVX2", IndexSpecialsAvx2});
  } else {
    std::puts("not checked: AVX2, this processor has none");
  }
  if (HasAvx512()) {
    variants.push_back({"AVX-512", IndexSpecialsAvx512});
  } else {
    std::puts("not checked: AVX-512 VBMI2, this processor has none");
  }
#endif
  variants.push_back({"fastest", FastestIndex()});
  return variants;
}

// Within memory of the exact size, which a sanitizer watches.
std::vector<size_t> Index(IndexFunction index, const std::string& text) {
  const size_t blocks = text.size() / kIndexBlock;
  const std::unique_ptr<char[]> bytes(new char[blocks * kIndexBlock]);
  memcpy(bytes.get(), text.data(), blocks * kIndexBlock);
  const std::unique_ptr<uint16_t[]> offsets(
      new uint16_t[blocks * kIndexBlock + kIndexSlack]);
  const size_t count = index(bytes.get(), blocks, offsets.get());
  return std::vector<size_t>(offsets.get(), offsets.get() + count);
}

TEST(SpecialIndexTest, EachByteIsSpecialOrNotWhereverItStands) {
  for (const auto& [name, index] : Variants()) {
    for (int byte = 0; byte < 256; ++byte) {
      const char c = static_cast<char>(byte);
      const bool special = c == '"' || c == '\\' || c == '\n' || byte >= 0x80;
      for (const char other : {'x', '"'}) {
        for (size_t at = 0; at < 2 * kIndexBlock; ++at) {
          std::string text(2 * kIndexBlock, other);
          text[at] = c;
          std::vector<size_t> expected;
          for (size_t i = 0; i < text.size(); ++i) {
            if (i == at ? special : other == '"') expected.push_back(i);
          }
          ASSERT_EQ(Index(index, text), expected)
              << name << ", byte " << byte << " at " << at;
        }
      }
    }
  }
}

TEST(SpecialIndexTest, AllFindTheSame) {
  std::mt19937 random(20);
  for (int round = 0; round < 2000; ++round) {
    // From hardly any special byte to nothing else.
    const unsigned rarity = 1 + random() % 40;
    std::string text;
    for (size_t n = random() % 1000; n > 0; --n) {
      text.push_back(random() % rarity == 0
                         ? "\"\\\n\x80\xFF"[random() % 5]
                         : static_cast<char>(random() % 0x80));
    }
    const std::vector<size_t> expected = Index(IndexSpecialsScalar, text);
    for (const auto& [name, index] : Variants()) {
      ASSERT_EQ(Index(index, text), expected)
          << name << ": " << absl::CHexEscape(text);
    }
  }
}

TEST(SpecialIndexTest, FindsAnyNumberInABlock) {
  for (size_t count = 0; count <= kIndexBlock; ++count) {
    std::string text(3 * kIndexBlock, 'x');
    for (size_t i = 0; i < count; ++i) {
      // 5 and 64 have no divisor in common.
      text[kIndexBlock + 5 * i % kIndexBlock] = '"';
    }
    text.back() = '\n';
    const std::vector<size_t> expected = Index(IndexSpecialsScalar, text);
    ASSERT_EQ(expected.size(), count + 1);
    for (const auto& [name, index] : Variants()) {
      ASSERT_EQ(Index(index, text), expected) << name << ", " << count;
    }
  }
}

TEST(SpecialIndexTest, TellsWhetherAnyAdjoin) {
  for (size_t count = 0; count < 40; ++count) {
    std::vector<uint16_t> apart;
    for (size_t i = 0; i < count; ++i) {
      apart.push_back(static_cast<uint16_t>(3 * i + i % 2));
    }
    apart.resize(count + kAdjoinRoom, 0xFFFF);
    EXPECT_FALSE(AnyAdjoin(apart.data(), count)) << count;
    EXPECT_FALSE(AnyAdjoinScalar(apart.data(), count)) << count;
    for (size_t i = 0; i + 1 < count; ++i) {
      std::vector<uint16_t> offsets = apart;
      offsets[i + 1] = static_cast<uint16_t>(offsets[i] + 1);
      EXPECT_TRUE(AnyAdjoin(offsets.data(), count)) << i << " of " << count;
      EXPECT_TRUE(AnyAdjoinScalar(offsets.data(), count))
          << i << " of " << count;
    }
  }
}

TEST(SpecialIndexTest, TakesTheMostBlocks) {
  const std::string text(kMostIndexBlocks * kIndexBlock, '"');
  for (const auto& [name, index] : Variants()) {
    const std::vector<size_t> found = Index(index, text);
    ASSERT_EQ(found.size(), text.size()) << name;
    EXPECT_EQ(found.back(), text.size() - 1) << name;
  }
}

}  // namespace
}  // namespace promfile
