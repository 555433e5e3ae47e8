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

inline const char* ScanMetricName(const char* p) {
  while (IsMetricNameByte(*p)) ++p;
  return p;
}

inline const char* ScanLabelName(const char* p) {
  while (IsLabelNameByte(*p)) ++p;
  return p;
}

inline const char* FindLineFeed(const char* p, const char* limit) {
  return static_cast<const char*>(
      memchr(p, '\n', static_cast<size_t>(limit - p)));
}

// True if the bytes at `p` begin with `text`.
inline bool StartsWith(const char* p, const char* limit,
                       absl::string_view text) {
  return static_cast<size_t>(limit - p) >= text.size() &&
         memcmp(p, text.data(), text.size()) == 0;
}

}  // namespace promfile

#endif  // PROMFILE_TEXT_SCANNER_H_
