#include "promfile/store/publish_families.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

MetricFamily Size(double value) {
  return MetricFamily(Gauge("backup_size_bytes", "Size."))
      .Add(value, {{"target", "C:\\data"}});
}

TEST(PublishFamiliesTest, WritesAndPublishes) {
  for (const char* const name : {"backup", "backup.prom"}) {
    MemoryFileSystem disk;
    disk.MakeDirectory("/textfile");
    EXPECT_THAT(PublishFamilies(disk, "/textfile", name, {Size(4096)},
                                PublishOptions()),
                IsOk());
    EXPECT_EQ(*disk.Get("/textfile/backup.prom"),
              "# HELP backup_size_bytes Size.\n"
              "# TYPE backup_size_bytes gauge\n"
              "backup_size_bytes{target=\"C:\\\\data\"} 4096\n");
  }
}

TEST(PublishFamiliesTest, SaysWhyItRefusesAndKeepsTheOldFile) {
  MetricFamily twice = Size(1);
  twice.Add(2, {{"target", "C:\\data"}});
  const struct {
    const char* what;
    const char* directory;
    const char* name;
    Families families;
    absl::StatusCode code;
    const char* error;
  } kCases[] = {
      {"a name that cannot be written",
       "/textfile",
       "backup",
       {Gauge("a-b", "Help.")},
       absl::StatusCode::kInvalidArgument,
       "metric name 'a-b' is not [a-zA-Z_:][a-zA-Z0-9_:]*"},
      {"a series twice",
       "/textfile",
       "backup",
       {twice},
       absl::StatusCode::kInvalidArgument,
       "backup.prom:4:1: series of 'backup_size_bytes' stands in line 3 "
       "already"},
      {"no sample",
       "/textfile",
       "backup",
       {Gauge("m", "Help.")},
       absl::StatusCode::kInvalidArgument,
       "backup.prom: input has no sample"},
      {"a clash with another file",
       "/textfile",
       "backup",
       {MetricFamily(Gauge("other", "Help.")).Add(1)},
       absl::StatusCode::kInvalidArgument,
       "backup.prom:1:1: help text of 'other' is not the one in 'other.prom', "
       "'Other.'"},
      {"no such directory",
       "/nowhere",
       "backup",
       {Size(1)},
       absl::StatusCode::kNotFound,
       "cannot open directory '/nowhere': no such file or directory"},
      {"a label of the exporter's",
       "/textfile",
       "backup",
       {MetricFamily(Gauge("m", "H")).Add(1, {{"__x", "1"}})},
       absl::StatusCode::kInvalidArgument,
       "backup.prom:3:3: label name '__x' crashes the exporter"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    MemoryFileSystem disk;
    disk.Put("/textfile/backup.prom", "old 1\n");
    disk.Put("/textfile/other.prom", "# HELP other Other.\nother{a=\"1\"} 1\n");
    EXPECT_THAT(PublishFamilies(disk, c.directory, c.name, c.families,
                                PublishOptions()),
                StatusIs(c.code, c.error));
    EXPECT_EQ(*disk.Get("/textfile/backup.prom"), "old 1\n");
  }
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  EXPECT_EQ(
      PublishFamilies(disk, "/textfile", "../up", {Size(1)}, PublishOptions())
          .code(),
      absl::StatusCode::kInvalidArgument);
}

TEST(PublishFamiliesTest, ADryRunSaysWhatPublishingWouldSay) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  PublishOptions options;
  options.dry_run = true;
  EXPECT_THAT(PublishFamilies(disk, "/textfile", "a", {Size(1)}, options),
              IsOk());
  EXPECT_THAT(disk.Names("/textfile"), testing::IsEmpty());
}

TEST(FindingSentenceTest, IsThePlaceAndTheReason) {
  Finding finding;
  finding.file = "a\n.prom";
  finding.at = {3, 14};
  finding.message = "expected '='";
  finding.remedy = "not said";
  EXPECT_EQ(FindingSentence(finding), "a\\n.prom:3:14: expected '='");
  finding.at = {};
  EXPECT_EQ(FindingSentence(finding), "a\\n.prom: expected '='");
}

}  // namespace
}  // namespace promfile
