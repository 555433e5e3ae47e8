#include "promfile/text/likeness.h"

namespace promfile {
namespace {

// How far the closing quote is of the value that `p` is in, and not behind a
// backslash. If there is `room`, 16 bytes behind it may be read.
size_t ToQuote(const char* p, bool room) {
  const char* const begin = p;
#if defined(__SSE2__)
  while (room) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const int stops = _mm_movemask_epi8(
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
    if (stops != 0) break;
    p += 16;
  }
#else
  (void)room;
#endif
  while (*p != '"') p += *p == '\\' ? 2 : 1;
  return static_cast<size_t>(p - begin);
}

}  // namespace

unsigned AscendsFar(const SampleLine& sample, unsigned orders) {
  const char* const now = sample.line.text.data();
  const size_t differs = DiffersAt(sample, sample.labels_end);
  if (differs >= sample.labels_end) return 0;
  const bool less = static_cast<uint8_t>(sample.before[differs]) <
                    static_cast<uint8_t>(now[differs]);
  unsigned ascends = less ? orders & kByBytes : 0;
  // What is behind a backslash may be escaped.
  const bool in_escape = differs > 0 && now[differs - 1] == '\\';
  if ((orders & kByLength) == 0 || in_escape) return ascends;
  const size_t size_before = ToQuote(sample.before + differs, true);
  const size_t size = ToQuote(now + differs, sample.is_plain);
  if (size_before < size || (size_before == size && less)) ascends |= kByLength;
  return ascends;
}

}  // namespace promfile
