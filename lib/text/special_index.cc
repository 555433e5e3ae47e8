#include "promfile/text/special_index.h"

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

// clang does not take this header in C++.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && \
    (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
#include <sys/platform/x86.h>
#define PROMFILE_ASK_C_LIBRARY 1
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

#if defined(__SSE2__)

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

bool HasAvx2() {
#if defined(PROMFILE_ASK_C_LIBRARY)
  return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1) &&
         CPU_FEATURE_ACTIVE(POPCNT);
#elif defined(__SSE2__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("popcnt");
#else
  return false;
#endif
}

IndexFunction FastestIndex() {
#if defined(__SSE2__)
  if (HasAvx2()) return IndexSpecialsAvx2;
#endif
  return IndexSpecials;
}

}  // namespace promfile
