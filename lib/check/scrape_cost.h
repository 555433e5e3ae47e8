#ifndef PROMFILE_CHECK_SCRAPE_COST_H_
#define PROMFILE_CHECK_SCRAPE_COST_H_

#include <cstdint>

namespace promfile {

// The CPU seconds that a directory with `files` files of together `series`
// series and `bytes` bytes adds to each scrape of node_exporter 1.5.0, on the
// machine that docs/PERFORMANCE.md names: a guide, mostly within a factor of
// two. Many labels with equal values cost more. Pure.
double ScrapeCpuSeconds(uint64_t files, uint64_t series, uint64_t bytes);

}  // namespace promfile

#endif  // PROMFILE_CHECK_SCRAPE_COST_H_
