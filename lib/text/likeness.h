#ifndef PROMFILE_TEXT_LIKENESS_H_
#define PROMFILE_TEXT_LIKENESS_H_

#include <cstddef>
#include <cstdint>

#include "promfile/text/scanner.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// What a sample has in common with the one before, SampleLine::before. Inline:
// it is asked of nearly every line.

// The first byte that differs from that sample, not before its first value, or
// `end`, up to which both may be read. There is such a sample.
inline size_t DiffersAt(const SampleLine& sample, size_t end) {
  const char* const now = sample.line.text.data();
  // Only what is plain has room behind it.
  return sample.is_plain
             ? FirstDifference(sample.before, now, sample.same_begin, end)
             : FirstDifferenceScalar(sample.before, now, sample.same_begin,
                                     end);
}

// So many bytes at the beginning of the line, at least, are equal to those of
// that sample; 0 if there is none.
inline size_t SameBytes(const SampleLine& sample) {
  if (sample.before == nullptr) return 0;
  // With the quote behind the last value.
  return DiffersAt(sample, sample.labels_end == 0 ? 0 : sample.labels_end + 1);
}

// True only if label i has the name and the value of label i of that sample,
// and so do those in front of it.
inline bool SameUpTo(const SampleLine& sample, size_t i) {
  return sample.before != nullptr &&
         sample.labels.end_of_value(i) < SameBytes(sample);
}

// Orders of label sets with the same names: by the first value that differs,
// the less one coming before, or the shorter one and of equal length the less
// one, as numbers are ordered.
enum SampleOrder : unsigned { kByBytes = 1, kByLength = 2 };

// As Ascends, of any sample that has one before.
unsigned AscendsFar(const SampleLine& sample, unsigned orders);

// Those of `orders` in which the labels of that sample come before these; less
// may be told. No two samples of a row of which each comes behind the one
// before have the same labels.
inline unsigned Ascends(const SampleLine& sample, unsigned orders) {
  if (sample.before == nullptr) return 0;
#if defined(__SSE2__)
  // Most lines differ soon, in a short value.
  if (!sample.is_plain) return AscendsFar(sample, orders);
  const char* const now = sample.line.text.data();
  const char* a = sample.before + sample.same_begin;
  const char* b = now + sample.same_begin;
  const char* const end = now + sample.labels_end;
  const auto equal = [](__m128i one, __m128i other) {
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(one, other)));
  };
  for (; b < end; a += 16, b += 16) {
    const __m128i bytes_a =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(a));
    const __m128i bytes_b =
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(b));
    const uint32_t same = equal(bytes_a, bytes_b);
    if (same == 0xFFFF) continue;
    const auto at = static_cast<uint32_t>(__builtin_ctz(~same));
    if (b + at >= end) return 0;
    // How far the values go on.
    const __m128i quote = _mm_set1_epi8('"');
    const uint32_t quotes_a = equal(bytes_a, quote) >> at;
    const uint32_t quotes_b = equal(bytes_b, quote) >> at;
    if (quotes_a == 0 || quotes_b == 0) break;
    const auto size_a = static_cast<uint32_t>(__builtin_ctz(quotes_a));
    const auto size_b = static_cast<uint32_t>(__builtin_ctz(quotes_b));
    // In a plain line no quote is escaped.
    if ((a + at + size_a)[-1] == '\\') break;
    // Without a branch: there is little pattern in it.
    const uint32_t less =
        static_cast<uint8_t>(a[at]) < static_cast<uint8_t>(b[at]) ? 1 : 0;
    const uint32_t shorter = 2 * size_a < 2 * size_b + less ? 1 : 0;
    return orders & (less * kByBytes + shorter * kByLength);
  }
#endif
  return AscendsFar(sample, orders);
}

}  // namespace promfile

#endif  // PROMFILE_TEXT_LIKENESS_H_
