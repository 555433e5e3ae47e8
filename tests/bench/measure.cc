#include "tests/bench/measure.h"

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace promfile {

std::string ReadAll(const char* path) {
  std::FILE* const file = std::fopen(path, "rb");
  if (file == nullptr) {
    std::perror(path);
    std::exit(66);
  }
  std::string text;
  std::string block(size_t{1} << 16, '\0');
  size_t size = 0;
  while ((size = std::fread(&block[0], 1, block.size(), file)) > 0) {
    text.append(block, 0, size);
  }
  std::fclose(file);
  return text;
}

void Measure(const char* name, uint64_t bytes, uint64_t series, double seconds,
             absl::FunctionRef<void()> run) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> times;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (times.size() < 3 || Clock::now() < end) {
    const auto begin = Clock::now();
    run();
    times.push_back(
        std::chrono::duration<double>(Clock::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"name\": \"%s\", \"bytes\": %" PRIu64 ", \"series\": %" PRIu64
              ", \"min_s\": %.9f, \"med_s\": %.9f}\n",
              name, bytes, series, times.front(), times[times.size() / 2]);
}

}  // namespace promfile
