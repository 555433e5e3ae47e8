#ifndef PROMFILE_TESTS_FUZZ_LAW_H_
#define PROMFILE_TESTS_FUZZ_LAW_H_

#include "absl/strings/string_view.h"

namespace promfile {

// The law that a fuzz target states of any input: aborts, after saying why, if
// it does not hold. Each target defines it once; libFuzzer calls it with inputs
// of its own, and corpus_main with the stored ones.
void HoldLaw(absl::string_view input);

// Aborts with `reason` unless `holds`.
void Demand(bool holds, const char* reason);

}  // namespace promfile

#endif  // PROMFILE_TESTS_FUZZ_LAW_H_
