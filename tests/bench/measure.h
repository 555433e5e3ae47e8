#ifndef PROMFILE_TESTS_BENCH_MEASURE_H_
#define PROMFILE_TESTS_BENCH_MEASURE_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"

namespace promfile {

// Reads all of the file; aborts with a message if it cannot.
std::string ReadAll(const char* path);

// Calls `run` for `seconds`, at least three times, and prints one JSON line:
// {"name": ..., "bytes": ..., "series": ..., "min_s": ..., "med_s": ...}.
// `run` aborts if its answer is wrong.
void Measure(const char* name, uint64_t bytes, uint64_t series, double seconds,
             absl::FunctionRef<void()> run);

}  // namespace promfile

#endif  // PROMFILE_TESTS_BENCH_MEASURE_H_
