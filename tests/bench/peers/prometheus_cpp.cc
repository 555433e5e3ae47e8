// prometheus-cpp's serializer on the gauges of a file, in process:
//   prometheus_cpp FILE SECONDS
// One JSON line. FILE has gauges only, without escapes: the corpus "gauge".

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/bench/measure.h"

namespace {

prometheus::ClientMetric Sample(const char* at, const char* value) {
  prometheus::ClientMetric metric;
  while (at < value && *at != '}') {
    const char* const equals = std::strchr(at, '=');
    const char* const end = std::strchr(equals + 2, '"');
    prometheus::ClientMetric::Label label;
    label.name.assign(at, equals);
    label.value.assign(equals + 2, end);
    metric.label.push_back(label);
    at = end[1] == ',' ? end + 2 : end + 1;
  }
  metric.gauge.value = std::strtod(value, nullptr);
  return metric;
}

// HELP and TYPE of a family stand in front of its samples.
std::vector<prometheus::MetricFamily> Families(const std::string& text) {
  constexpr char kHelp[] = "# HELP ";
  std::vector<prometheus::MetricFamily> families;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.compare(0, 7, kHelp) == 0) {
      prometheus::MetricFamily family;
      const size_t blank = line.find(' ', 7);
      family.name = line.substr(7, blank - 7);
      family.help = line.substr(blank + 1);
      family.type = prometheus::MetricType::Gauge;
      families.push_back(family);
    } else if (line[0] != '#') {
      families.back().metric.push_back(
          Sample(line.c_str() + line.find('{') + 1,
                 line.c_str() + line.rfind(' ') + 1));
    }
  }
  return families;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: prometheus_cpp FILE SECONDS\n");
    return 64;
  }
  const auto families = Families(promfile::ReadAll(argv[1]));
  uint64_t series = 0;
  for (const auto& family : families) series += family.metric.size();
  const prometheus::TextSerializer serializer;
  const size_t size = serializer.Serialize(families).size();
  promfile::Measure("prometheus-cpp", size, series, std::atof(argv[2]), [&] {
    if (serializer.Serialize(families).size() != size) std::abort();
  });
  return 0;
}
