// The NEON loop says what its scalar twin says, and so does the copying that
// looks at what it copies. A program of its own, without a library, for a
// processor that the tests themselves do not run on.

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "promfile/exposition/names.h"
#include "promfile/text/copy_checked.h"
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

bool CopiesAsItSays(const char* text, size_t size) {
  char to[kBytes];
  bool plain = true;
  bool name = true;
  for (size_t i = 0; i < size; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    plain = plain && c < 0x80 && c != '"' && c != '\\' && c != '\n';
    name = name && promfile::IsLabelNameByte(text[i]);
  }
  const absl::string_view view(text, size);
  return promfile::CopyPlain(view, to) == plain &&
         memcmp(to, text, size) == 0 &&
         promfile::CopyLabelNameBytes(view, to) == name &&
         memcmp(to, text, size) == 0;
}

}  // namespace

int main() {
  static char text[kBytes];
  unsigned checked = 0;
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t at = 0; at < kBytes; ++at, ++checked) {
      memset(text, 'x', kBytes);
      text[at] = static_cast<char>(byte);
      if (!Same(text) || !CopiesAsItSays(text, at + 1) ||
          !CopiesAsItSays(text + at, (kBytes - at) % 40)) {
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
                             : static_cast<char>(high >> 8 & 0x7F);
    }
    if (!Same(text)) {
      std::printf("random text %d\n", round);
      return 1;
    }
  }
  std::printf("%u texts: NEON and scalar say the same\n", checked);
  return 0;
}
