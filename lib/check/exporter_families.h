#ifndef PROMFILE_CHECK_EXPORTER_FAMILIES_H_
#define PROMFILE_CHECK_EXPORTER_FAMILIES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// The families of a node_exporter 1.5.0 with its default collectors, by name in
// byte order: a file that has one of them loses series or replaces the
// exporter's.
absl::Span<const absl::string_view> ExporterFamilies();

// Whether any of its families begins like this, as only some letters do.
bool BeginsLikeExporterFamilySlowly(absl::string_view name);

// False for most names that are none of its families.
inline bool BeginsLikeExporterFamily(absl::string_view name) {
  return !name.empty() &&
         (name[0] == 'n' || name[0] == 'g' || name[0] == 'p') &&
         BeginsLikeExporterFamilySlowly(name);
}

// The exporter's family that a family of this name and type would fight with,
// or an empty view: one of the same name, or one that is a part of the other by
// its suffix.
absl::string_view ClashingExporterFamily(absl::string_view name,
                                         MetricType type);

// True for the series that Prometheus itself adds to every scrape: up and
// scrape_*.
bool IsPrometheusOwn(absl::string_view name);

}  // namespace promfile

#endif  // PROMFILE_CHECK_EXPORTER_FAMILIES_H_
