#ifndef PROMFILE_TEXT_SCANNER_H_
#define PROMFILE_TEXT_SCANNER_H_

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "promfile/exposition/names.h"

namespace promfile {

// The hot loops. Each works on a text that ends in a line feed, which stops all
// of them; `limit` is the end of the readable bytes.

inline bool IsBlank(char c) { return c == ' ' || c == '\t'; }

inline const char* SkipBlanks(const char* p) {
  while (IsBlank(*p)) ++p;
  return p;
}

// The first byte that is a quote, a backslash or a line feed. `*high` gets its
// top bit set if any byte before it is not ASCII.
inline const char* ScanLabelValueScalar(const char* p, uint8_t* high) {
  uint8_t seen = 0;
  while (*p != '"' && *p != '\\' && *p != '\n') {
    seen |= static_cast<uint8_t>(*p);
    ++p;
  }
  *high |= seen & 0x80;
  return p;
}

inline const char* ScanLabelValue(const char* p, const char* limit,
                                  uint8_t* high) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i line_feed = _mm_set1_epi8('\n');
  while (limit - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i stops =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote),
                                  _mm_cmpeq_epi8(bytes, backslash)),
                     _mm_cmpeq_epi8(bytes, line_feed));
    const uint32_t stop = static_cast<uint32_t>(_mm_movemask_epi8(stops));
    const uint32_t not_ascii = static_cast<uint32_t>(_mm_movemask_epi8(bytes));
    if (stop != 0) {
      // The bits below the first stop.
      if ((not_ascii & (stop - 1) & ~stop) != 0) *high |= 0x80;
      return p + __builtin_ctz(stop);
    }
    if (not_ascii != 0) *high |= 0x80;
    p += 16;
  }
#else
  (void)limit;
#endif
  return ScanLabelValueScalar(p, high);
}

// The end of the token at `p`: the first blank or line feed.
inline const char* ScanToken(const char* p) {
  while (!IsBlank(*p) && *p != '\n') ++p;
  return p;
}

inline const char* ScanMetricNameScalar(const char* p) {
  while (IsMetricNameByte(*p)) ++p;
  return p;
}

// The first byte that a metric name cannot have.
inline const char* ScanMetricName(const char* p, const char* limit) {
#if defined(__SSE2__)
  const auto at_most = [](__m128i bytes, char most) {
    return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(most)), bytes);
  };
  while (limit - p >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // The bit that tells cases apart maps no other byte to a letter; ':' is
    // behind '9'.
    const __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    const __m128i name = _mm_or_si128(
        _mm_or_si128(at_most(_mm_sub_epi8(small, _mm_set1_epi8('a')), 25),
                     at_most(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), 10)),
        _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
    const uint32_t others =
        ~static_cast<uint32_t>(_mm_movemask_epi8(name)) & 0xFFFF;
    if (others != 0) return p + __builtin_ctz(others);
    p += 16;
  }
#else
  (void)limit;
#endif
  return ScanMetricNameScalar(p);
}

inline const char* ScanLabelName(const char* p) {
  while (IsLabelNameByte(*p)) ++p;
  return p;
}

inline const char* FindLineFeed(const char* p, const char* limit) {
  return static_cast<const char*>(
      memchr(p, '\n', static_cast<size_t>(limit - p)));
}

// The longest that IsPlainNumber says yes to.
constexpr size_t kMostPlainNumber = 32;

// Whether the `size` bytes at `p` are plainly a number: a minus or nothing,
// digits with at most one point, an exponent of at most two digits or none. No
// such number is out of range. Of long ones the answer is no. The byte behind
// them may be read.
inline bool IsPlainNumberScalar(const char* p, size_t size) {
  if (size > kMostPlainNumber) return false;
  const char* const end = p + size;
  const auto skip_digits = [end](const char* at) {
    while (at < end && *at >= '0' && *at <= '9') ++at;
    return at;
  };
  if (p < end && *p == '-') ++p;
  const char* const point = skip_digits(p);
  bool any = point > p;
  p = point;
  if (p < end && *p == '.') {
    p = skip_digits(point + 1);
    any |= p > point + 1;
  }
  if (!any) return false;
  if (p == end) return true;
  if (*p != 'e' && *p != 'E') return false;
  ++p;
  if (p < end && (*p == '+' || *p == '-')) ++p;
  return skip_digits(p) == end && end > p && end - p <= 2;
}

namespace scanner_internal {

// IsPlainNumber of a token that has other bytes than digits and points, which
// these bits stand for.
__attribute__((noinline)) inline bool IsSignedOrHasExponent(const char* p,
                                                            size_t size,
                                                            uint64_t digits,
                                                            uint64_t points) {
  const uint64_t token = (uint64_t{1} << size) - 1;
  uint64_t mantissa = token;
  const uint64_t others = token & ~(digits | points | uint64_t{*p == '-'});
  if (others != 0) {
    const auto e = static_cast<size_t>(__builtin_ctzll(others));
    const size_t sign = p[e + 1] == '-' || p[e + 1] == '+' ? 1 : 0;
    mantissa = (uint64_t{1} << e) - 1;
    // There is nothing else but the sign behind it, and one or two digits.
    if ((p[e] | 0x20) != 'e' || others != uint64_t{1 + 2 * sign} << e ||
        size - e - sign - 2 > 1) {
      return false;
    }
  }
  return (digits & mantissa) != 0 && (points & ~mantissa) == 0 &&
         (points & (points - 1)) == 0;
}

}  // namespace scanner_internal

// The same; kMostPlainNumber bytes at `p` may be read, too. No branch depends
// on where the point and the exponent are: there is no pattern in that.
inline bool IsPlainNumber(const char* p, size_t size) {
#if defined(__SSE2__)
  uint64_t digits = 0;
  uint64_t points = 0;
  const auto look = [&](size_t i) {
    const __m128i bytes =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i));
    const __m128i digit = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i is_digit =
        _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    const __m128i is_point = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'));
    digits |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(is_digit))} << i;
    points |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(is_point))} << i;
  };
  look(0);
  if (size > 16) {
    static_assert(kMostPlainNumber == 32, "that is how many are looked at");
    if (size > 32) return false;
    look(16);
  }
  const uint64_t token = (uint64_t{1} << size) - 1;
  digits &= token;
  points &= token;
  if ((digits | points) == token) {
    return digits != 0 && (points & (points - 1)) == 0;
  }
  return scanner_internal::IsSignedOrHasExponent(p, size, digits, points);
#else
  return IsPlainNumberScalar(p, size);
#endif
}

// How many bytes at `a` and `b`, which comes before it, are equal; bytes are
// compared up to `limit` behind `a`.
inline size_t CommonPrefix(const char* a, const char* b, const char* limit) {
  const char* const begin = a;
#if defined(__SSE2__)
  while (limit - a >= 16) {
    const __m128i equal =
        _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a)),
                       _mm_loadu_si128(reinterpret_cast<const __m128i*>(b)));
    const uint32_t differs =
        ~static_cast<uint32_t>(_mm_movemask_epi8(equal)) & 0xFFFF;
    if (differs != 0) {
      return static_cast<size_t>(a - begin) +
             static_cast<size_t>(__builtin_ctz(differs));
    }
    a += 16;
    b += 16;
  }
#endif
  while (a < limit && *a == *b) {
    ++a;
    ++b;
  }
  return static_cast<size_t>(a - begin);
}

// Bytes that FirstDifference reads behind `end` at most.
constexpr size_t kScanRoom = 16;

// The offset of the first byte that differs between `a` and `b`, from offset
// `begin` up to `end`; `end` if there is none.
inline size_t FirstDifferenceScalar(const char* a, const char* b, size_t begin,
                                    size_t end) {
  while (begin < end && a[begin] == b[begin]) ++begin;
  return begin;
}

inline size_t FirstDifference(const char* a, const char* b, size_t begin,
                              size_t end) {
#if defined(__SSE2__)
  for (size_t i = begin; i < end; i += 16) {
    const __m128i equal = _mm_cmpeq_epi8(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(a + i)),
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + i)));
    const uint32_t differs =
        ~static_cast<uint32_t>(_mm_movemask_epi8(equal)) & 0xFFFF;
    if (differs == 0) continue;
    const size_t at = i + static_cast<size_t>(__builtin_ctz(differs));
    return at < end ? at : end;
  }
  return end;
#else
  return FirstDifferenceScalar(a, b, begin, end);
#endif
}

// True if the bytes at `p` begin with `text`.
inline bool StartsWith(const char* p, const char* limit,
                       absl::string_view text) {
  return static_cast<size_t>(limit - p) >= text.size() &&
         memcmp(p, text.data(), text.size()) == 0;
}

}  // namespace promfile

#endif  // PROMFILE_TEXT_SCANNER_H_
