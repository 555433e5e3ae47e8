#ifndef PROMFILE_EXPOSITION_METRIC_FAMILY_H_
#define PROMFILE_EXPOSITION_METRIC_FAMILY_H_

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "promfile/exposition/label_set.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// One line of an exposition. A histogram is a family whose samples happen to be
// named _bucket, _sum and _count.
struct Sample {
  std::string name;
  LabelSet labels;
  double value = 0;
};

// A metric family: plain values, owned. Nothing is checked here; WriteText
// refuses names that cannot be written, Publish what a collector would not
// take.
struct MetricFamily {
  std::string name;
  absl::optional<MetricType> type;  // without a TYPE line: untyped
  absl::optional<std::string> help;
  std::vector<Sample> samples;

  // Appends a sample called like the family; returns the family, for chaining.
  MetricFamily& Add(double value, LabelSet labels = {});
  // Appends a sample called like the family with `suffix`: "_sum", "_count",
  // "_bucket".
  MetricFamily& AddPart(const std::string& suffix, double value,
                        LabelSet labels = {});
};

using Families = std::vector<MetricFamily>;

// An empty family with TYPE and HELP.
MetricFamily Gauge(std::string name, std::string help);
MetricFamily Counter(std::string name, std::string help);

bool operator==(const Sample& a,
                const Sample& b);  // NaN equals NaN, 0 is not -0
bool operator==(const MetricFamily& a, const MetricFamily& b);

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_METRIC_FAMILY_H_
