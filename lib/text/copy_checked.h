#ifndef PROMFILE_TEXT_COPY_CHECKED_H_
#define PROMFILE_TEXT_COPY_CHECKED_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

namespace promfile {

// Header only: the inner loop of the writer. What is written is short, and to
// look at it and to copy it are the same few instructions.

namespace copy_internal {

// GCC's and clang's vectors are the registers of SSE2 or NEON, and plain words
// where there is neither.
using Bytes = uint8_t __attribute__((vector_size(16)));
using Words = uint64_t __attribute__((vector_size(16)));

// What is not ASCII has the highest bit set, and a comparison that holds has
// all.
struct Special {
  static Bytes Of(Bytes b) {
    return b | Bytes(b == '"') | Bytes(b == '\\') | Bytes(b == '\n');
  }
};

struct Nothing {
  static Bytes Of(Bytes) { return Bytes{}; }
};

struct NoLabelName {
  static Bytes Of(Bytes b) {
    // The bit that tells cases apart maps no other byte to a letter.
    return ~(Bytes((b | 0x20) - 'a' < 26) | Bytes(b - '0' < 10) |
             Bytes(b == '_'));
  }
};

template <typename Integer>
inline uint64_t Move(const char* from, char* to) {
  Integer integer;
  memcpy(&integer, from, sizeof(integer));
  memcpy(to, &integer, sizeof(integer));
  return integer;
}

// Copies `size` bytes and returns whether Wrong is true of none.
template <typename Wrong>
__attribute__((always_inline)) inline bool Copy(const char* from, size_t size,
                                                char* to) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  Bytes wrong = {};
  // What is left, or is too short, is done as two parts that overlap.
  if (size >= 16) {
    const auto move = [&](size_t at) {
      Bytes bytes;
      memcpy(&bytes, from + at, 16);
      memcpy(to + at, &bytes, 16);
      wrong |= Wrong::Of(bytes);
    };
    for (size_t at = 0; at + 16 < size; at += 16) move(at);
    move(size - 16);
  } else {
    uint64_t first;
    uint64_t last;
    if (size >= 8) {
      first = Move<uint64_t>(from, to);
      last = Move<uint64_t>(from + size - 8, to + size - 8);
    } else if (size >= 4) {
      first = Move<uint32_t>(from, to);
      first |= first << 32;
      last = Move<uint32_t>(from + size - 4, to + size - 4);
      last |= last << 32;
    } else if (size > 0) {
      first = Move<uint8_t>(from, to) * kOnes;
      last = Move<uint8_t>(from + size - 1, to + size - 1) * kOnes;
      first = first >> 8 | Move<uint8_t>(from + size / 2, to + size / 2) << 56;
    } else {
      return true;
    }
    wrong = Wrong::Of(Bytes(Words{first, last}));
  }
  const Words words = Words(wrong);
  return ((words[0] | words[1]) & 0x80 * kOnes) == 0;
}

}  // namespace copy_internal

// Copies `text` to `to`, and says whether it is ASCII without quote, backslash
// and line feed: a label value that is written as it stands. Nothing behind
// to + text.size() is touched.
inline bool CopyPlain(absl::string_view text, char* to) {
  return copy_internal::Copy<copy_internal::Special>(text.data(), text.size(),
                                                     to);
}

// The same, but says whether all bytes are IsLabelNameByte.
inline bool CopyLabelNameBytes(absl::string_view text, char* to) {
  return copy_internal::Copy<copy_internal::NoLabelName>(text.data(),
                                                         text.size(), to);
}

// Copies `text`, without a call.
inline void CopyShort(absl::string_view text, char* to) {
  copy_internal::Copy<copy_internal::Nothing>(text.data(), text.size(), to);
}

}  // namespace promfile

#endif  // PROMFILE_TEXT_COPY_CHECKED_H_
