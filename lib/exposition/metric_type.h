#ifndef PROMFILE_EXPOSITION_METRIC_TYPE_H_
#define PROMFILE_EXPOSITION_METRIC_TYPE_H_

#include "absl/strings/string_view.h"

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

// Whether a metric of `type` is more than one sample.
constexpr bool IsCompound(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kSummary;
}

// What the samples of a histogram or summary have behind its name.
inline constexpr absl::string_view kPartSuffixes[] = {"_count", "_sum",
                                                      "_bucket"};

// Whether a family of `type` has a part of this suffix.
inline bool HasPart(MetricType type, absl::string_view suffix) {
  return type == MetricType::kHistogram ||
         (type == MetricType::kSummary && suffix != "_bucket");
}

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_METRIC_TYPE_H_
