// A token is a number for ClassifyNumber exactly if ParseValue reads it; strtod
// reads the same double; and what AppendValue writes of it is read back.

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

#include "promfile/exposition/value.h"
#include "tests/fuzz/law.h"

namespace promfile {
namespace {

bool SameBits(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::memcmp(&a, &b, sizeof a) == 0;
}

void HoldForDouble(double value) {
  std::string text;
  AppendValue(value, &text);
  Demand(text.size() <= kMaxValueBytes, "a number is longer than it may be");
  double read = 0;
  Demand(ParseValue(text, &read), "a written number cannot be read");
  Demand(SameBits(value, read), "a written number is read as another");
}

}  // namespace

void HoldLaw(absl::string_view input) {
  double value = 0;
  const bool parsed = ParseValue(input, &value);
  Demand(parsed == (ClassifyNumber(input) == NumberKind::kNumber),
         "ClassifyNumber and ParseValue disagree");
  if (parsed) {
    const std::string token(input);
    Demand(SameBits(value, std::strtod(token.c_str(), nullptr)),
           "strtod reads another number");
    HoldForDouble(value);
  }
  if (input.size() == sizeof value) {
    std::memcpy(&value, input.data(), sizeof value);
    HoldForDouble(value);
  }
}

}  // namespace promfile
