#include "promfile/check/exporter_families.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

TEST(ExporterFamiliesTest, AreMetricNamesInByteOrder) {
  const absl::Span<const absl::string_view> families = ExporterFamilies();
  EXPECT_EQ(families.size(), 284u);
  EXPECT_TRUE(std::is_sorted(families.begin(), families.end()));
  EXPECT_EQ(std::adjacent_find(families.begin(), families.end()),
            families.end());
  for (const absl::string_view family : families) {
    EXPECT_TRUE(IsMetricName(family)) << family;
    EXPECT_TRUE(absl::StartsWith(family, "node_") ||
                absl::StartsWith(family, "go_") ||
                absl::StartsWith(family, "process_") ||
                absl::StartsWith(family, "promhttp_"))
        << family;
    EXPECT_EQ(ClashingExporterFamily(family, MetricType::kUntyped), family);
  }
}

TEST(ClashingExporterFamilyTest, IsOneOfTheSameNameOrAPart) {
  using T = MetricType;
  const struct {
    const char* name;
    MetricType type;
    const char* clash;
  } kCases[] = {
      {"node_load1", T::kGauge, "node_load1"},
      {"node_load1", T::kHistogram, "node_load1"},
      {"node_textfile_scrape_error", T::kGauge, "node_textfile_scrape_error"},
      {"node_textfile_mtime_seconds", T::kGauge, "node_textfile_mtime_seconds"},
      {"node_scrape_collector_success", T::kGauge,
       "node_scrape_collector_success"},
      {"node_load", T::kGauge, ""},
      {"node_load11", T::kGauge, ""},
      {"NODE_LOAD1", T::kGauge, ""},
      {"backup", T::kGauge, ""},
      {"", T::kGauge, ""},
      // go_gc_duration_seconds is a summary.
      {"go_gc_duration_seconds", T::kGauge, "go_gc_duration_seconds"},
      {"go_gc_duration_seconds_sum", T::kGauge, "go_gc_duration_seconds"},
      {"go_gc_duration_seconds_count", T::kGauge, "go_gc_duration_seconds"},
      {"go_gc_duration_seconds_bucket", T::kGauge, ""},
      {"go_gc_duration_seconds_count_sum", T::kGauge, ""},
      // No family of the exporter is called like a part of these.
      {"node_load1_sum", T::kGauge, ""},
      {"node_cpu", T::kHistogram, ""},
      {"node_cpu", T::kSummary, ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat(c.name, " ", MetricTypeName(c.type)));
    EXPECT_EQ(ClashingExporterFamily(c.name, c.type), c.clash);
  }
  // The exporter's families that end like a part clash with what they would be
  // a part of.
  for (const absl::string_view family : ExporterFamilies()) {
    for (const absl::string_view suffix : {"_count", "_sum", "_bucket"}) {
      const absl::string_view stem = WithoutSuffix(family, suffix);
      if (stem.empty()) continue;
      SCOPED_TRACE(family);
      EXPECT_EQ(ClashingExporterFamily(stem, T::kHistogram), family);
      EXPECT_EQ(ClashingExporterFamily(stem, T::kSummary),
                suffix == "_bucket" ? absl::string_view() : family);
      EXPECT_EQ(ClashingExporterFamily(stem, T::kGauge), "");
    }
  }
}

TEST(IsPrometheusOwnTest, KnowsUpAndTheScrapeSeries) {
  for (const char* const name :
       {"up", "scrape_duration_seconds", "scrape_samples_scraped",
        "scrape_samples_post_metric_relabeling", "scrape_series_added",
        "scrape_timeout_seconds", "scrape_sample_limit",
        "scrape_body_size_bytes"}) {
    EXPECT_TRUE(IsPrometheusOwn(name)) << name;
  }
  for (const char* const name :
       {"", "u", "upp", "up_", "scrape_", "scrape_errors", "node_up"}) {
    EXPECT_FALSE(IsPrometheusOwn(name)) << name;
  }
}

}  // namespace
}  // namespace promfile
