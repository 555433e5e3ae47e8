// The loops that read sixteen bytes at a time say what their scalar twins say,
// wherever they begin and wherever the readable bytes end.

#include <string>

#include "promfile/text/scanner.h"
#include "tests/fuzz/law.h"

namespace promfile {
namespace {

size_t CommonPrefixScalar(const char* a, const char* b, const char* limit) {
  size_t count = 0;
  while (a + count < limit && a[count] == b[count]) ++count;
  return count;
}

}  // namespace

void HoldLaw(absl::string_view input) {
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
    Demand(ScanPlainNumber(p, limit) == ScanPlainNumberScalar(p),
           "a number ends elsewhere");
    Demand(CommonPrefix(p, text.data(), limit) ==
               CommonPrefixScalar(p, text.data(), limit),
           "the common prefix is another");
  }
}

}  // namespace promfile
