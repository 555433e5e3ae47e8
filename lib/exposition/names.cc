#include "promfile/exposition/names.h"

#include <cstdint>
#include <cstring>

namespace promfile {
namespace {

bool IsName(absl::string_view name, uint8_t start, uint8_t rest) {
  if (name.empty() || !names_internal::Is(name[0], start)) return false;
  for (const char c : name) {
    if (!names_internal::Is(c, rest)) return false;
  }
  return true;
}

// The length of the UTF-8 sequence at `p`, which has `left` bytes; 0 if there
// is none.
size_t SequenceLength(const unsigned char* p, size_t left) {
  const auto continues = [&](size_t i) {
    return i < left && (p[i] & 0xC0) == 0x80;
  };
  if (p[0] < 0x80) return 1;
  if (p[0] < 0xC2) return 0;  // a continuation byte, or an overlong form
  if (p[0] < 0xE0) return continues(1) ? 2 : 0;
  if (p[0] < 0xF0) {
    if (!continues(1) || !continues(2)) return 0;
    if (p[0] == 0xE0 && p[1] < 0xA0) return 0;   // overlong
    if (p[0] == 0xED && p[1] >= 0xA0) return 0;  // a surrogate
    return 3;
  }
  if (p[0] > 0xF4 || !continues(1) || !continues(2) || !continues(3)) return 0;
  if (p[0] == 0xF0 && p[1] < 0x90) return 0;   // overlong
  if (p[0] == 0xF4 && p[1] >= 0x90) return 0;  // above U+10FFFF
  return 4;
}

}  // namespace

bool IsMetricName(absl::string_view name) {
  return IsName(name, names_internal::kMetricStart,
                names_internal::kMetricByte);
}
bool IsLabelName(absl::string_view name) {
  return IsName(name, names_internal::kLabelStart, names_internal::kLabelByte);
}

bool IsUtf8(absl::string_view text) {
  const unsigned char* p = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* const end = p + text.size();
  constexpr ptrdiff_t kEight = 8;
  const auto are_ascii = [](const unsigned char* eight_bytes) {
    uint64_t eight;
    memcpy(&eight, eight_bytes, 8);
    return (eight & 0x8080808080808080u) == 0;
  };
  while (p < end) {
    if (end - p >= kEight && are_ascii(p)) {
      p += kEight;
      continue;
    }
    // The last ones together with those before.
    if (end - p < kEight && text.size() >= 8 && are_ascii(end - kEight)) break;
    const size_t length = SequenceLength(p, static_cast<size_t>(end - p));
    if (length == 0) return false;
    p += length;
  }
  return true;
}

}  // namespace promfile
