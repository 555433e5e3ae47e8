#include "promfile/store/publish.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/name_pattern.h"
#include "tests/check/finding_text.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

PublishResult PublishAs(FileSystem& files, const std::string& name,
                        absl::string_view text,
                        const PublishOptions& options = PublishOptions()) {
  auto directory = files.OpenDirectory("/textfile");
  EXPECT_THAT(directory, IsOk());
  return Publish(files, **directory, name, text, options);
}

// Nothing but what was there, and no lock is held.
void ExpectUntouched(const MemoryFileSystem& disk, const PublishResult& result,
                     const std::vector<std::string>& names) {
  EXPECT_TRUE(result.refused);
  EXPECT_FALSE(result.replace.replaced);
  EXPECT_EQ(result.replace.stage, ReplaceStage::kDecide);
  EXPECT_THAT(result.replace.status,
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "'a.prom' is refused: see the findings"));
  std::vector<std::string> left;
  for (const std::string& name : disk.Names("/textfile")) {
    if (name != ".promfile.lock") left.push_back(name);
  }
  EXPECT_THAT(left, ElementsAreArray(names));
  EXPECT_THAT(disk.Find("/textfile")->locked, IsEmpty());
}

TEST(PublishTest, ReplacesAFileByAValidText) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "old 1\n");
  const PublishResult result = PublishAs(disk, "a.prom", "new 2\n");
  EXPECT_THAT(result.replace.status, IsOk());
  EXPECT_FALSE(result.refused);
  EXPECT_TRUE(result.replace.replaced);
  EXPECT_EQ(result.replace.stage, ReplaceStage::kConfirm);
  EXPECT_THAT(FindingTexts(result.findings.list), IsEmpty());
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "new 2\n");
}

TEST(PublishTest, ATextWithAnErrorKeepsTheOldFile) {
  const struct {
    const char* text;
    std::vector<std::string> findings;
  } kCases[] = {
      {"m x\n", {"a.prom:1:3 value: 'x' is not a number"}},
      {"m 1",
       {"a.prom:1:4 line-end: last line does not end in a newline (the text "
        "may be cut; end every line in LF)"}},
      {"m 1 5\n",
       {"a.prom:1:5 timestamp: sample has a timestamp, '5' (remove it: the "
        "collector drops files that have one)"}},
      {"m{__x=\"1\"} 1\n",
       {"a.prom:1:3 reserved-label m: label name '__x' crashes the exporter "
        "(names that begin with __ are reserved)"}},
      {"m 1\nm 1\n",
       {"a.prom:2:1 duplicate-series m: series of 'm' stands in line 1 already "
        "(keep one of them, or tell them apart by a label)"}},
      {"node_load1 1\n",
       {"a.prom:1:1 exporter-family node_load1: metric family 'node_load1' "
        "clashes with the exporter's own 'node_load1' (choose a name of your "
        "own)"}},
      {"",
       {"a.prom:0:0 empty: input has no sample (--allow-empty publishes it "
        "all the same)"}},
      {"# HELP m x\n",
       {"a.prom:0:0 empty: input has no sample (--allow-empty publishes it all "
        "the same)"}},
      // What is wrong with a text says more than that it is empty.
      {"x\n",
       {"a.prom:1:2 value: expected a value after 'x', got the end of the "
        "line"}},
      // Nothing that a collector reads is left of it.
      {"m 1\r\n",
       {"a.prom:1:4 carriage-return: carriage return before the end of the "
        "line (write lines that end in LF, not CR LF)"}},
  };
  for (const auto& c : kCases) {
    for (const bool dry_run : {false, true}) {
      SCOPED_TRACE(absl::StrCat("text: ", c.text, dry_run ? " dry run" : ""));
      MemoryFileSystem disk;
      disk.Put("/textfile/a.prom", "old 1\n");
      PublishOptions options;
      options.dry_run = dry_run;
      const PublishResult result = PublishAs(disk, "a.prom", c.text, options);
      EXPECT_THAT(FindingTexts(result.findings.list),
                  ElementsAreArray(c.findings));
      ExpectUntouched(disk, result, {"a.prom"});
      EXPECT_EQ(*disk.Get("/textfile/a.prom"), "old 1\n");
    }
  }
}

TEST(PublishTest, AWarningIsToldAndNothingMore) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  const PublishResult result = PublishAs(disk, "a.prom", "m -0\n");
  EXPECT_THAT(FindingTexts(result.findings.list),
              ElementsAre("a.prom:1:3 negative-zero m: negative zero arrives "
                          "as 0"));
  EXPECT_TRUE(result.replace.replaced);
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "m -0\n");
}

TEST(PublishTest, StrictRefusesWarningsAndAdvice) {
  for (const char* const text : {"m -0\n", "# TYPE m gauge\nm 1\n"}) {
    MemoryFileSystem disk;
    disk.MakeDirectory("/textfile");
    PublishOptions options;
    options.strict = true;
    const PublishResult result = PublishAs(disk, "a.prom", text, options);
    ExpectUntouched(disk, result, {});
    EXPECT_FALSE(result.findings.list.empty());
  }
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  PublishOptions options;
  options.strict = true;
  EXPECT_TRUE(PublishAs(disk, "a.prom",
                        "# HELP backup_size_bytes Size.\n"
                        "# TYPE backup_size_bytes gauge\n"
                        "backup_size_bytes 1\n",
                        options)
                  .replace.replaced);
}

TEST(PublishTest, AnEmptyTextIsPublishedIfAskedFor) {
  for (const char* const text : {"", "\n", "# HELP m x\n"}) {
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "old 1\n");
    PublishOptions options;
    options.allow_empty = true;
    EXPECT_TRUE(PublishAs(disk, "a.prom", text, options).replace.replaced);
    EXPECT_EQ(*disk.Get("/textfile/a.prom"), text);
  }
}

struct ClashCase {
  const char* what;
  const char* other;  // z.prom
  const char* text;   // a.prom
  std::vector<std::string> findings;
};

const std::vector<ClashCase>& Clashes() {
  static const auto* const kCases = new std::vector<ClashCase>{
      {"a series",
       "m 1\n",
       "x 1\nm 2\n",
       {"a.prom:2:1 shared-series m: series of 'm' stands in 'z.prom' already, "
        "in line 1 (tell them apart by a label)"}},
      {"a help text",
       "# HELP m x\nm{a=\"1\"} 1\n",
       "m{a=\"2\"} 1\n",
       {"a.prom:1:1 help-conflict m: metric family 'm' has no HELP here, but "
        "in 'z.prom' it has (write the same HELP and TYPE in every file)"}},
      {"a type",
       "# TYPE m gauge\nm{a=\"1\"} 1\n",
       "# TYPE m counter\nm{a=\"2\"} 1\n",
       {"a.prom:1:1 type-conflict m: metric family 'm' is a counter here, but "
        "a gauge in 'z.prom' (write the same HELP and TYPE in every file)"}},
      {"the name of a part",
       "h_count 1\n",
       "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
       {"a.prom:1:1 shared-suffix h: metric families 'h' and 'h_count' of "
        "'z.prom' share the name of a part of a histogram or summary (rename "
        "one of them)"}},
  };
  return *kCases;
}

// Whichever name comes first in the directory.
TEST(PublishTest, AClashWithAnotherFileIsRefused) {
  for (const ClashCase& c : Clashes()) {
    for (const char* const other : {"z.prom", "0.prom", ".prom"}) {
      SCOPED_TRACE(absl::StrCat(c.what, " of ", other));
      MemoryFileSystem disk;
      disk.Put("/textfile/a.prom", "old 1\n");
      disk.Put(absl::StrCat("/textfile/", other), c.other);
      const PublishResult result = PublishAs(disk, "a.prom", c.text);
      EXPECT_EQ(result.findings.list.size(), c.findings.size());
      EXPECT_TRUE(result.refused);
      EXPECT_FALSE(result.replace.replaced);
      EXPECT_EQ(*disk.Get("/textfile/a.prom"), "old 1\n");
      EXPECT_EQ(*disk.Get(absl::StrCat("/textfile/", other)), c.other);
      if (std::string(other) == "z.prom") {
        EXPECT_THAT(FindingTexts(result.findings.list),
                    ElementsAreArray(c.findings));
        ExpectUntouched(disk, result, {"a.prom", "z.prom"});
      }
    }
  }
}

TEST(PublishTest, AClashIsOnlyToldIfAskedFor) {
  for (const ClashCase& c : Clashes()) {
    SCOPED_TRACE(c.what);
    MemoryFileSystem disk;
    disk.Put("/textfile/z.prom", c.other);
    PublishOptions options;
    options.on_conflict = OnConflict::kWarn;
    const PublishResult result = PublishAs(disk, "a.prom", c.text, options);
    EXPECT_THAT(FindingTexts(result.findings.list),
                ElementsAreArray(c.findings));
    EXPECT_FALSE(result.refused);
    EXPECT_THAT(result.replace.status, IsOk());
    EXPECT_EQ(*disk.Get("/textfile/a.prom"), c.text);
  }
  // What is wrong with the text alone is refused all the same.
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  PublishOptions options;
  options.on_conflict = OnConflict::kWarn;
  EXPECT_TRUE(PublishAs(disk, "a.prom", "m 1\nm 1\n", options).refused);
}

TEST(PublishTest, OnlyWhatTheTextTakesPartInIsItsBusiness) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 1\n");
  disk.Put("/textfile/b.prom", "n 1\n");
  disk.Put("/textfile/c.prom", "n 1\n");
  disk.Put("/textfile/d.prom", "m x\nm 1\n");
  disk.Put("/textfile/e.prom.tmp", "m 1\n");
  disk.Put("/textfile/f.prom", "g{__x=\"1\"} 1\n");
  disk.PutKind("/textfile/g.prom", FileInfo::Kind::kFifo);
  disk.PutKind("/textfile/h.prom", FileInfo::Kind::kDirectory);
  disk.PutLink("/textfile/i.prom", "nothing");
  // Above limits that are for the text, not for others.
  disk.Put("/textfile/j.prom", absl::StrCat(std::string(300, 'j'), " 1\n"));
  const PublishResult result = PublishAs(disk, "a.prom", "m 2\n");
  EXPECT_THAT(FindingTexts(result.findings.list), IsEmpty());
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "m 2\n");
}

TEST(PublishTest, AClashBehindALinkCounts) {
  MemoryFileSystem disk;
  disk.Put("/textfile/data", "m 1\n");
  disk.PutLink("/textfile/b.prom", "data");
  EXPECT_TRUE(PublishAs(disk, "a.prom", "m 2\n").refused);
}

TEST(PublishTest, ALinkToWhatNotEverybodyMayReadIsNotRead) {
  MemoryFileSystem disk;
  disk.Put("/textfile/data", "m 1\n", 0640);
  disk.PutLink("/textfile/b.prom", "data");
  EXPECT_THAT(PublishAs(disk, "a.prom", "m 2\n").replace.status, IsOk());
}

TEST(PublishTest, OtherFilesAreReadUpToABound) {
  const auto text_of = [](int mebibytes) {
    const std::string comment((1 << 20) - 1, '#');
    std::string text = "m 1\n";
    for (int i = 0; i < mebibytes; ++i) absl::StrAppend(&text, comment, "\n");
    return text;
  };
  MemoryFileSystem disk;
  disk.Put("/textfile/b.prom", text_of(64));
  EXPECT_THAT(PublishAs(disk, "a.prom", "m 2\n").replace.status, IsOk());
  disk.Put("/textfile/b.prom", text_of(63));
  EXPECT_TRUE(PublishAs(disk, "a.prom", "m 3\n").refused);
}

TEST(PublishTest, ManyShortLinesOfOtherFilesCountAsMoreThanTheirBytes) {
  const auto text_of = [](int lines) {
    std::string text = "m 1\n";
    for (int i = 0; i < lines; ++i) text += "#\n";
    return text;
  };
  MemoryFileSystem disk;
  disk.Put("/textfile/b.prom", text_of(1500000));
  EXPECT_THAT(PublishAs(disk, "a.prom", "m 2\n").replace.status, IsOk());
  disk.Put("/textfile/b.prom", text_of(500000));
  EXPECT_TRUE(PublishAs(disk, "a.prom", "m 3\n").refused);
}

TEST(PublishTest, LimitsAndPatternsAreHeld) {
  const auto names = NamePolicy::Create({"backup_.*"}, {});
  ASSERT_THAT(names, IsOk());
  const struct {
    const char* what;
    std::string text;
    const char* finding;
  } kCases[] = {
      {"bytes", "backup_a 1\nbackup_b 1\n#..............................\n",
       "a.prom:0:0 limit: input is larger than 50 bytes (raise the limit with "
       "--max-bytes)"},
      {"series", "backup_a 1\nbackup_b 1\nbackup_c 1\n",
       "a.prom:3:1 limit backup_c: more than 2 series (raise the limit with "
       "--max-series)"},
      {"names", "other 1\n",
       "a.prom:1:1 not-allowed other: metric family 'other' may not be "
       "published: it matches none of the allowed patterns"},
      {"labels", "backup_a{a=\"1\",b=\"2\"} 1\n",
       "a.prom:1:1 limit backup_a: sample has 2 labels, at most 1 are allowed"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "old 1\n");
    PublishOptions options;
    options.max_bytes = 50;
    options.limits.series = 2;
    options.limits.labels = 1;
    options.names = names->get();
    const PublishResult result = PublishAs(disk, "a.prom", c.text, options);
    EXPECT_THAT(FindingTexts(result.findings.list), ElementsAre(c.finding));
    ExpectUntouched(disk, result, {"a.prom"});
  }
  // As much as is allowed.
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  PublishOptions options;
  options.limits.series = 2;
  options.limits.labels = 1;
  options.names = names->get();
  const std::string text = "backup_a 1\nbackup_b{a=\"2\"} 1\n# ..\n";
  options.max_bytes = text.size();
  EXPECT_TRUE(PublishAs(disk, "a.prom", text, options).replace.replaced);
  options.max_bytes = text.size() - 1;
  EXPECT_TRUE(PublishAs(disk, "a.prom", text, options).refused);
}

TEST(PublishTest, ADryRunChangesNothingAndNeedsNoLock) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "old 1\n");
  disk.Put("/textfile/b.prom", "m 1\n");
  disk.HoldLock("/textfile/.promfile.lock");
  const std::vector<std::string> names = disk.Names("/textfile");
  PublishOptions options;
  options.dry_run = true;
  const PublishResult fine = PublishAs(disk, "a.prom", "new 2\n", options);
  EXPECT_THAT(fine.replace.status, IsOk());
  EXPECT_FALSE(fine.refused);
  EXPECT_FALSE(fine.replace.replaced);
  const PublishResult clash = PublishAs(disk, "a.prom", "m 2\n", options);
  EXPECT_TRUE(clash.refused);
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "old 1\n");
  EXPECT_EQ(disk.Names("/textfile"), names);
}

// No call may fail in a way that publishes what should not be, or half of it.
TEST(PublishTest, AnyFailureLeavesTheOldOrTheNewFile) {
  for (int fail_at = 1;; ++fail_at) {
    SCOPED_TRACE(absl::StrCat("call ", fail_at, " fails"));
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "old 1\n");
    disk.Put("/textfile/b.prom", "m 1\n");
    auto directory = disk.OpenDirectory("/textfile");
    FaultPlan plan;
    plan.FailCall(fail_at, {absl::DataLossError("input/output error")});
    FaultyFileSystem files(disk, plan);
    auto faulty = files.OpenDirectory("/textfile");
    if (!faulty.ok()) continue;
    const PublishResult result =
        Publish(files, **faulty, "a.prom", "new 2\n", PublishOptions());
    EXPECT_FALSE(result.refused);
    EXPECT_EQ(*disk.Get("/textfile/a.prom"),
              result.replace.replaced ? "new 2\n" : "old 1\n");
    EXPECT_EQ(*disk.Get("/textfile/b.prom"), "m 1\n");
    if (plan.calls().size() < static_cast<size_t>(fail_at)) break;
  }
}

// What we have not the means to read, a collector reads.
TEST(PublishTest, WithoutMeansToCompareNothingIsPublished) {
  int failed = 0;
  for (int fail_at = 1;; ++fail_at) {
    SCOPED_TRACE(absl::StrCat("call ", fail_at, " fails"));
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "old 1\n");
    disk.Put("/textfile/b.prom", "new 1\n");
    FaultPlan plan;
    plan.FailCall(fail_at,
                  {absl::ResourceExhaustedError("too many open files")});
    FaultyFileSystem files(disk, plan);
    auto faulty = files.OpenDirectory("/textfile");
    if (!faulty.ok()) continue;
    const PublishResult result =
        Publish(files, **faulty, "a.prom", "new 2\n", PublishOptions());
    EXPECT_EQ(*disk.Get("/textfile/a.prom"), "old 1\n");
    if (plan.calls().size() < static_cast<size_t>(fail_at)) break;
    if (plan.calls()[fail_at - 1] != "OpenForReading") continue;
    ++failed;
    EXPECT_FALSE(result.refused);
    EXPECT_EQ(result.replace.status.message(),
              "cannot compare '/textfile/a.prom' with '/textfile/b.prom': too "
              "many open files: raise the limit of open files (ulimit -n)");
  }
  EXPECT_EQ(failed, 1);
}

TEST(PublishTest, AFileDoesNotClashWithItself) {
  MemoryFileSystem disk;
  disk.Put("/textfile/b.prom", "m 1\n");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(PublishAs(disk, "a.prom", "m 1\n").refused);
    EXPECT_TRUE(PublishAs(disk, "b.prom", "m 2\n").replace.replaced);
  }
  EXPECT_FALSE(disk.Get("/textfile/a.prom").has_value());
}

}  // namespace
}  // namespace promfile
