#ifndef PROMFILE_EXPOSITION_METRIC_TYPE_H_
#define PROMFILE_EXPOSITION_METRIC_TYPE_H_

namespace promfile {

// The types that a TYPE line can name. kGaugeHistogram is read, so that it can
// be refused: a collector dies of it.
enum class MetricType {
  kCounter,
  kGauge,
  kUntyped,
  kSummary,
  kHistogram,
  kGaugeHistogram
};

// As a TYPE line has it: "counter".
constexpr const char* MetricTypeName(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kUntyped:
      return "untyped";
    case MetricType::kSummary:
      return "summary";
    case MetricType::kHistogram:
      return "histogram";
    case MetricType::kGaugeHistogram:
      return "gauge_histogram";
  }
  return "";
}

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_METRIC_TYPE_H_
