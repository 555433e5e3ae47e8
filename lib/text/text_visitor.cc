#include "promfile/text/text_visitor.h"

#include "promfile/text/scanner.h"

namespace promfile {

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
  // Of a plain line, nothing is escaped that stands before the difference.
  if ((orders & kByLength) == 0 || !is_plain) return ascends;
  size_t end_before = differs;
  while (before[end_before] != '"') {
    end_before += before[end_before] == '\\' ? 2 : 1;
  }
  size_t end = differs;
  while (now[end] != '"') ++end;
  if (end_before < end || (end_before == end && less)) ascends |= kByLength;
  return ascends;
}

}  // namespace promfile
