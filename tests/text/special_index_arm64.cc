// The NEON loop says what its scalar twin says. A program of its own, without a
// library, for a processor that the tests themselves do not run on.

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "promfile/text/special_index.h"

namespace {

constexpr size_t kBlocks = 4;
constexpr size_t kBytes = kBlocks * promfile::kIndexBlock;

bool Same(const char* text) {
  static uint16_t offsets[kBytes + promfile::kIndexSlack];
  static uint16_t expected[kBytes + promfile::kIndexSlack];
  const size_t count = promfile::IndexSpecialsNeon(text, kBlocks, offsets);
  return count == promfile::IndexSpecialsScalar(text, kBlocks, expected) &&
         memcmp(offsets, expected, count * sizeof(*offsets)) == 0;
}

}  // namespace

int main() {
  static char text[kBytes];
  unsigned checked = 0;
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t at = 0; at < kBytes; ++at, ++checked) {
      memset(text, 'x', kBytes);
      text[at] = static_cast<char>(byte);
      if (!Same(text)) {
        std::printf("byte %d at %zu\n", byte, at);
        return 1;
      }
    }
  }
  uint32_t random = 1;
  for (int round = 0; round < 20000; ++round, ++checked) {
    const uint32_t rarity = 1 + static_cast<uint32_t>(round) % 40;
    for (char& c : text) {
      random = random * 1664525 + 1013904223;
      const uint32_t high = random >> 8;
      c = high % rarity == 0 ? "\"\\\n\x80\xFF"[high % 5]
                             : static_cast<char>(high);
    }
    if (!Same(text)) {
      std::printf("random text %d\n", round);
      return 1;
    }
  }
  std::printf("%u texts: NEON and scalar say the same\n", checked);
  return 0;
}
