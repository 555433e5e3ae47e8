#ifndef PROMFILE_CHECK_SCRAPED_FAMILY_H_
#define PROMFILE_CHECK_SCRAPED_FAMILY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/exposition/label_set.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// One series as node_exporter 1.5.0 holds it; a histogram or summary is one
// series.
struct ScrapedSeries {
  LabelSet labels;   // by name, without le or quantile
  double value = 0;  // of a plain family
  // Of a histogram or summary: counts or values by upper bound or quantile.
  std::map<double, double> parts;
  double sum = 0;
  double count = 0;
};

// A metric family of one file, as its parser leaves it and with the labels
// filled in.
struct ScrapedFamily {
  std::string name;
  MetricType type = MetricType::kUntyped;
  absl::optional<std::string> help;
  std::vector<ScrapedSeries> series;  // in the order of their first mention
};

// What the collector makes of a text that it accepts: the families that have
// samples, by name.
std::vector<ScrapedFamily> ScrapeText(absl::string_view text);

// Appends the family as a scrape shows it, its series in the order given.
void AppendScrapedFamily(const ScrapedFamily& family, std::string* out);

}  // namespace promfile

#endif  // PROMFILE_CHECK_SCRAPED_FAMILY_H_
