#include "promfile/check/scrape_cost.h"

namespace promfile {

double ScrapeCpuSeconds(uint64_t files, uint64_t series, uint64_t bytes) {
  // Measured; tests/bench/scrape_cost.py prints them.
  constexpr double kOfAFile = 22e-6;
  constexpr double kOfASeries = 10e-6;
  constexpr double kOfAByte = 45e-9;
  return kOfAFile * static_cast<double>(files) +
         kOfASeries * static_cast<double>(series) +
         kOfAByte * static_cast<double>(bytes);
}

}  // namespace promfile
