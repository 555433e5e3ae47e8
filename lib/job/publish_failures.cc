#include "promfile/job/publish_failures.h"

#include <algorithm>

namespace promfile {

void CountPublishFailure(const std::string& file, const std::string& reason,
                         Families* families) {
  const MetricFamily fresh = Counter(
      "promfile_publish_failures_total",
      "How often promfile could not publish a file as it was told to, by the "
      "name of the file and the reason.");
  auto family = std::find_if(
      families->begin(), families->end(),
      [&](const MetricFamily& other) { return other.name == fresh.name; });
  if (family == families->end()) {
    family = families->insert(families->end(), fresh);
  }
  const LabelSet labels = {{"file", file}, {"reason", reason}};
  for (Sample& sample : family->samples) {
    if (sample.labels == labels) {
      ++sample.value;
      return;
    }
  }
  family->Add(1, labels);
}

}  // namespace promfile
