#ifndef PROMFILE_CHECK_LINT_UNITS_H_
#define PROMFILE_CHECK_LINT_UNITS_H_

#include "absl/strings/string_view.h"

namespace promfile {

// The unit that promlint wants for `word`, which is a unit that it knows, alone
// or behind one prefix: "seconds" for "minutes" and "milliseconds", which are
// not base units, and for "seconds", which is one. Empty for any other word.
// Case-sensitive.
absl::string_view BaseUnit(absl::string_view word);

}  // namespace promfile

#endif  // PROMFILE_CHECK_LINT_UNITS_H_
