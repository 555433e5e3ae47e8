#ifndef PROMFILE_TEXT_SPECIAL_INDEX_H_
#define PROMFILE_TEXT_SPECIAL_INDEX_H_

#include <cstddef>
#include <cstdint>

namespace promfile {

// Where the bytes stand that a sample line is made of: quotes and line feeds,
// and those that make a label value special, backslashes and all bytes that are
// not ASCII.
//
// Writes the offsets in `text` of all of them in the first `blocks` blocks of
// kIndexBlock bytes, in their order, and returns how many there are. `offsets`
// has room for one a byte and kIndexSlack more, which are written over. There
// are at most kMostIndexBlocks blocks.
using IndexFunction = size_t (*)(const char* text, size_t blocks,
                                 uint16_t* offsets);
constexpr size_t kIndexBlock = 64;
constexpr size_t kIndexSlack = 64;
constexpr size_t kMostIndexBlocks = 1024;

// All of them do the same.
size_t IndexSpecialsScalar(const char* text, size_t blocks, uint16_t* offsets);
#if defined(__x86_64__)
size_t IndexSpecialsSse2(const char* text, size_t blocks, uint16_t* offsets);
// For processors that HasAvx2, and HasAvx512 (cpu.h).
size_t IndexSpecialsAvx2(const char* text, size_t blocks, uint16_t* offsets);
size_t IndexSpecialsAvx512(const char* text, size_t blocks, uint16_t* offsets);
#elif defined(__ARM_NEON)
size_t IndexSpecialsNeon(const char* text, size_t blocks, uint16_t* offsets);
#endif

// The best one that every processor of this architecture can run.
inline size_t IndexSpecials(const char* text, size_t blocks,
                            uint16_t* offsets) {
#if defined(__x86_64__)
  return IndexSpecialsSse2(text, blocks, offsets);
#elif defined(__ARM_NEON)
  return IndexSpecialsNeon(text, blocks, offsets);
#else
  return IndexSpecialsScalar(text, blocks, offsets);
#endif
}
// The fastest one that this very processor can run.
IndexFunction FastestIndex();

// Whether any of the `count` offsets is followed by the next larger number, as
// the quotes of an empty label value are. kAdjoinRoom more offsets are there,
// and count as well.
bool AnyAdjoin(const uint16_t* offsets, size_t count);
bool AnyAdjoinScalar(const uint16_t* offsets, size_t count);
constexpr size_t kAdjoinRoom = 8;

}  // namespace promfile

#endif  // PROMFILE_TEXT_SPECIAL_INDEX_H_
