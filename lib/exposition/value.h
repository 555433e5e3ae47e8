#ifndef PROMFILE_EXPOSITION_VALUE_H_
#define PROMFILE_EXPOSITION_VALUE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace promfile {

// How the collectors' parser, Go's strconv.ParseFloat behind a filter, sees a
// token that should be a number.
enum class NumberKind {
  kNumber,
  kNotANumber,  // "1,5", "0x10", "1_000", "+NaN", ""
  kOverflow,    // "1e400": refused, while "1e-400" is 0
};

// Judges without converting where the exponent leaves no doubt.
NumberKind ClassifyNumber(absl::string_view token);

// The double nearest to `token`, which may also be written as any spelling of
// infinity or (without a sign) NaN that Go reads. False, `*value` untouched,
// unless ClassifyNumber says kNumber.
bool ParseValue(absl::string_view token, double* value);

// Appends `value` as Go's FormatFloat(value, 'g', -1, 64) writes it: the
// shortest digits that read back; the exponent form below 1e-04 and from 1e+06
// digits on ("1.234567e+06"); "NaN", "+Inf", "-Inf". Negative zero is "-0".
void AppendValue(double value, std::string* out);

// The longest that AppendValue can append, in bytes.
inline constexpr size_t kMaxValueBytes = 32;

// The same into `out`, which has room for kMaxValueBytes; returns the end.
char* WriteValue(double value, char* out);

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_VALUE_H_
