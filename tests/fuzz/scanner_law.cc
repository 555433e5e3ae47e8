// The loops that read sixteen bytes at a time say what their scalar twins say,
// wherever they begin and wherever the readable bytes end.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "promfile/text/digits.h"
#include "promfile/text/scanner.h"
#include "promfile/text/special_index.h"
#include "tests/fuzz/law.h"

namespace promfile {
namespace {

size_t CommonPrefixScalar(const char* a, const char* b, const char* limit) {
  size_t count = 0;
  while (a + count < limit && a[count] == b[count]) ++count;
  return count;
}

void HoldIndexLaw(IndexFunction index, absl::string_view text) {
  const size_t blocks = std::min(text.size() / kIndexBlock, kMostIndexBlocks);
  std::vector<uint16_t> offsets(blocks * kIndexBlock + kIndexSlack);
  std::vector<uint16_t> expected(offsets.size());
  const size_t count = index(text.data(), blocks, offsets.data());
  Demand(count == IndexSpecialsScalar(text.data(), blocks, expected.data()) &&
             std::equal(offsets.begin(), offsets.begin() + count,
                        expected.begin()),
         "special bytes are elsewhere");
  std::fill_n(&offsets[count], kAdjoinRoom, uint16_t{0xFFFF});
  Demand(AnyAdjoin(offsets.data(), count) ==
             AnyAdjoinScalar(offsets.data(), count),
         "special bytes adjoin for one of them");
}

}  // namespace

void HoldLaw(absl::string_view input) {
  HoldIndexLaw(IndexSpecials, std::string(input));
  HoldIndexLaw(FastestIndex(), std::string(input));
  // A copy of its own, so that reading beyond it is seen; scanners need the
  // line feed that every text ends in.
  std::string text(input);
  text.push_back('\n');
  const char* const limit = text.data() + text.size();
  for (const char* p = text.data(); p < limit; p += 1 + text.size() / 64) {
    uint8_t high = 0;
    uint8_t scalar_high = 0;
    Demand(ScanLabelValue(p, limit, &high) ==
               ScanLabelValueScalar(p, &scalar_high),
           "a label value ends elsewhere");
    Demand(high == scalar_high, "a label value is ASCII for one of them");
    Demand(ScanMetricName(p, limit) == ScanMetricNameScalar(p),
           "a metric name ends elsewhere");
    // A value of the size that the first byte says, with the room it needs.
    const size_t size = static_cast<uint8_t>(*p) % 36;
    if (static_cast<size_t>(limit - p) >= size + kScanRoom + 32) {
      uint64_t number = 0;
      uint64_t scalar = 0;
      const bool is_digits = ReadDigits(p, size, &number);
      Demand(is_digits == ReadDigitsScalar(p, size, &scalar) &&
                 (!is_digits || number == scalar),
             "digits are read otherwise");
      Demand(IsPlainNumber(p, size) == IsPlainNumberScalar(p, size),
             "a plain number is none");
      Demand(FirstDifference(text.data(), p, size / 2, size) ==
                 FirstDifferenceScalar(text.data(), p, size / 2, size),
             "two lines differ elsewhere");
    }
    Demand(CommonPrefix(p, text.data(), limit) ==
               CommonPrefixScalar(p, text.data(), limit),
           "the common prefix is another");
  }
}

}  // namespace promfile
