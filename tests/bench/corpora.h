#ifndef PROMFILE_TESTS_BENCH_CORPORA_H_
#define PROMFILE_TESTS_BENCH_CORPORA_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace promfile {

// A text to measure on, and how many of its lines are samples.
struct Corpus {
  std::string text;
  uint64_t samples = 0;
};

// The same bytes for the same arguments on every machine. All are valid.
//
// "node"   families of an exporter, each sample once for every host
// "small"  what a job writes: about 1,000 lines
// "gauge"  25 families of gauges with 6 labels
// "hist"   4 histograms of 14 buckets
//
// `series` is about how many samples there are; "small" has 900 whatever it is.
// Aborts for any other name.
Corpus MakeCorpus(absl::string_view name, uint64_t series);

}  // namespace promfile

#endif  // PROMFILE_TESTS_BENCH_CORPORA_H_
