#include "promfile/text/special_index.h"

#include "promfile/text/cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace promfile {
namespace {

bool IsSpecial(char c) {
  return c == '"' || c == '\\' || c == '\n' || (c & 0x80) != 0;
}

// As __builtin_popcountll, which is a function call where there is no POPCNT.
inline size_t CountBits(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555u;
  bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
  bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
  return static_cast<size_t>(bits * 0x0101010101010101u >> 56);
}

// Writes the offsets of the bits of the block that begins at `begin`, and
// returns the end of what counts. Eight are written at a time, whether they are
// there or not, because a loop of another length each time is mispredicted.
inline uint16_t* WriteOffsets(uint64_t bits, size_t begin, uint16_t* to) {
  uint16_t* const end = to + CountBits(bits);
  while (to < end) {
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; ++i) {
      const auto lowest =
          static_cast<size_t>(__builtin_ctzll(bits | uint64_t{1} << 63));
      to[i] = static_cast<uint16_t>(begin + lowest);
      bits &= bits - 1;
    }
    to += 8;
  }
  return end;
}

}  // namespace

size_t IndexSpecialsScalar(const char* text, size_t blocks, uint16_t* offsets) {
  uint16_t* to = offsets;
  for (size_t i = 0; i < blocks * kIndexBlock; ++i) {
    if (IsSpecial(text[i])) *to++ = static_cast<uint16_t>(i);
  }
  return static_cast<size_t>(to - offsets);
}

#if defined(__x86_64__)

size_t IndexSpecialsSse2(const char* text, size_t blocks, uint16_t* offsets) {
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i line_feed = _mm_set1_epi8('\n');
  uint16_t* to = offsets;
  for (size_t block = 0; block < blocks; ++block) {
    uint64_t bits = 0;
    for (size_t i = 0; i < kIndexBlock; i += 16) {
      const __m128i bytes = _mm_loadu_si128(
          reinterpret_cast<const __m128i*>(text + block * kIndexBlock + i));
      // The highest bit of a byte is that of a special one already.
      const __m128i special =
          _mm_or_si128(_mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, quote)),
                       _mm_or_si128(_mm_cmpeq_epi8(bytes, backslash),
                                    _mm_cmpeq_epi8(bytes, line_feed)));
      bits |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(special))} << i;
    }
    to = WriteOffsets(bits, block * kIndexBlock, to);
  }
  return static_cast<size_t>(to - offsets);
}

__attribute__((target("avx2,bmi,popcnt"))) size_t IndexSpecialsAvx2(
    const char* text, size_t blocks, uint16_t* offsets) {
  // By its low half, the special byte that has it, or one that no byte of that
  // half is equal to.
  const __m256i by_low_half = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0, 0));
  const auto special = [&](const char* at)
      __attribute__((target("avx2"), always_inline)) {
    const __m256i bytes =
        _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i equal =
        _mm256_cmpeq_epi8(_mm256_shuffle_epi8(by_low_half, bytes), bytes);
    return static_cast<uint32_t>(
        _mm256_movemask_epi8(_mm256_or_si256(bytes, equal)));
  };
  uint16_t* to = offsets;
  for (size_t begin = 0; begin < blocks * kIndexBlock; begin += kIndexBlock) {
    uint64_t bits = special(text + begin) | uint64_t{special(text + begin + 32)}
                                                << 32;
    uint16_t* const end = to + _mm_popcnt_u64(bits);
    while (to < end) {  // as in WriteOffsets
#pragma GCC unroll 8
      for (size_t i = 0; i < 8; ++i) {
        to[i] = static_cast<uint16_t>(begin + _tzcnt_u64(bits));
        bits = _blsr_u64(bits);
      }
      to += 8;
    }
    to = end;
  }
  return static_cast<size_t>(to - offsets);
}

// The offsets of a block are packed by one instruction: no loop that depends on
// how many there are.
__attribute__((target("avx512bw,avx512vbmi2,popcnt"))) size_t
IndexSpecialsAvx512(const char* text, size_t blocks, uint16_t* offsets) {
  // As in IndexSpecialsAvx2. With masks of all, because GCC 12 takes what the
  // plain intrinsics begin with to be uninitialized.
  const __m512i by_low_half = _mm512_maskz_broadcast_i32x4(
      0xFFFF,
      _mm_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, 0, 0, '\n', 0, '\\', 0, 0, 0));
  alignas(64) static constexpr uint8_t kPlaces[kIndexBlock] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
      16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
      48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  const __m512i places = _mm512_load_si512(kPlaces);
  uint16_t* to = offsets;
  for (size_t begin = 0; begin < blocks * kIndexBlock; begin += kIndexBlock) {
    const __m512i bytes = _mm512_loadu_si512(text + begin);
    const __mmask64 special =
        _mm512_movepi8_mask(bytes) |
        _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(by_low_half, bytes), bytes);
    const __m512i packed = _mm512_maskz_compress_epi8(special, places);
    const auto count = static_cast<size_t>(_mm_popcnt_u64(special));
    const auto offset = static_cast<int16_t>(begin);
    // Hardly any block of a text has more than 16. A narrow store is cheaper.
    _mm256_storeu_si256(
        reinterpret_cast<__m256i*>(to),
        _mm256_add_epi16(_mm256_cvtepu8_epi16(
                             _mm512_maskz_extracti32x4_epi32(0xF, packed, 0)),
                         _mm256_set1_epi16(offset)));
    if (count > 16) {
      const __m512i first = _mm512_set1_epi16(offset);
      _mm512_storeu_si512(
          to,
          _mm512_add_epi16(_mm512_cvtepu8_epi16(
                               _mm512_maskz_extracti64x4_epi64(0xF, packed, 0)),
                           first));
      _mm512_storeu_si512(
          to + 32,
          _mm512_add_epi16(_mm512_cvtepu8_epi16(
                               _mm512_maskz_extracti64x4_epi64(0xF, packed, 1)),
                           first));
    }
    to += count;
  }
  return static_cast<size_t>(to - offsets);
}

#elif defined(__ARM_NEON)

size_t IndexSpecialsNeon(const char* text, size_t blocks, uint16_t* offsets) {
  // A bit for each byte, to be added up pairwise.
  const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128,
                              1, 2, 4, 8, 16, 32, 64, 128};
  const auto special = [&](const char* at) {
    const uint8x16_t bytes = vld1q_u8(reinterpret_cast<const uint8_t*>(at));
    const uint8x16_t is_special =
        vorrq_u8(vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('"')),
                          vceqq_u8(bytes, vdupq_n_u8('\\'))),
                 vorrq_u8(vceqq_u8(bytes, vdupq_n_u8('\n')),
                          vcgeq_u8(bytes, vdupq_n_u8(0x80))));
    return vandq_u8(is_special, weights);
  };
  uint16_t* to = offsets;
  for (size_t begin = 0; begin < blocks * kIndexBlock; begin += kIndexBlock) {
    const char* const at = text + begin;
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(special(at), special(at + 16)),
                               vpaddq_u8(special(at + 32), special(at + 48)));
    sum = vpaddq_u8(sum, sum);
    const uint64_t bits = vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
    to = WriteOffsets(bits, begin, to);
  }
  return static_cast<size_t>(to - offsets);
}

#endif

bool AnyAdjoinScalar(const uint16_t* offsets, size_t count) {
  bool adjoin = false;
  for (size_t i = 0; i < count; ++i) {
    adjoin |= offsets[i + 1] - offsets[i] == 1;
  }
  return adjoin;
}

bool AnyAdjoin(const uint16_t* offsets, size_t count) {
#if defined(__SSE2__)
  __m128i adjoin = _mm_setzero_si128();
  for (size_t i = 0; i < count; i += 8) {
    const auto* const at = reinterpret_cast<const __m128i*>(offsets + i);
    const auto* const next = reinterpret_cast<const __m128i*>(offsets + i + 1);
    const __m128i distance =
        _mm_sub_epi16(_mm_loadu_si128(next), _mm_loadu_si128(at));
    adjoin = _mm_or_si128(adjoin, _mm_cmpeq_epi16(distance, _mm_set1_epi16(1)));
  }
  return _mm_movemask_epi8(adjoin) != 0;
#else
  return AnyAdjoinScalar(offsets, count);
#endif
}

IndexFunction FastestIndex() {
#if defined(__x86_64__)
  if (HasAvx512()) return IndexSpecialsAvx512;
  if (HasAvx2()) return IndexSpecialsAvx2;
#endif
  return IndexSpecials;
}

}  // namespace promfile
