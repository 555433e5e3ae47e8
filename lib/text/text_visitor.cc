#include "promfile/text/text_visitor.h"

#include "promfile/text/scanner.h"

namespace promfile {
namespace {

// The closing quote of the value that `p` is in, and not behind a backslash.
const char* FindQuote(const char* p) {
  while (*p != '"') p += *p == '\\' ? 2 : 1;
  return p;
}

}  // namespace

size_t SampleLine::SameBytes() const {
  if (before == nullptr) return 0;
  // With the quote behind the last value.
  const size_t end = labels_end == 0 ? 0 : labels_end + 1;
  // Only what is plain has room behind it.
  return (is_plain ? FirstDifference : FirstDifferenceScalar)(
      before, line.text.data(), same_begin, end);
}

unsigned SampleLine::Ascends(unsigned orders) const {
  const size_t differs = SameBytes();
  if (before == nullptr || differs >= labels_end) return 0;
  const char* const now = line.text.data();
  const bool less = static_cast<uint8_t>(before[differs]) <
                    static_cast<uint8_t>(now[differs]);
  unsigned ascends = less ? orders & kByBytes : 0;
  // What is behind a backslash may be escaped.
  const bool in_escape = differs > 0 && now[differs - 1] == '\\';
  if ((orders & kByLength) == 0 || in_escape) return ascends;
  const ptrdiff_t size_before = FindQuote(before + differs) - before;
  const ptrdiff_t size = FindQuote(now + differs) - now;
  if (size_before < size || (size_before == size && less)) ascends |= kByLength;
  return ascends;
}

}  // namespace promfile
