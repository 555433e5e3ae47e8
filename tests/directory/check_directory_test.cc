#include "promfile/directory/check_directory.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/check/finding_text.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Kind = FileInfo::Kind;

DirectoryReport Check(FileSystem& files,
                      const ValidateOptions& options = ValidateOptions(),
                      size_t threads = 1) {
  auto directory = files.OpenDirectory("/textfile");
  EXPECT_THAT(directory, IsOk());
  auto report = CheckDirectory(**directory, options, threads);
  EXPECT_THAT(report, IsOk());
  return *std::move(report);
}

TEST(CheckFileTest, NamesTheFileAndJudgesItAlone) {
  MemoryFileSystem disk;
  disk.Put("/a", "m 1\nm x\n");
  auto file = disk.OpenForReading("/a");
  ASSERT_THAT(file, IsOk());
  const auto report = CheckFile(**file, "./a", ValidateOptions());
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(FindingTexts(report->findings.list),
              ElementsAre("./a:2:3 value: 'x' is not a number"));
  EXPECT_EQ(VerdictText(report->verdict), "reject reject");
  EXPECT_EQ(report->samples, 1u);
}

TEST(CheckFileTest, ReadsFilesThatAreLongerThanABlock) {
  MemoryFileSystem disk;
  std::string text;
  for (int i = 0; text.size() < (1 << 20); ++i) {
    absl::StrAppend(&text, "m{a=\"", i, "\"} 1\n");
  }
  disk.Put("/a", text + "m{a=\"0\"} 1\n");
  auto file = disk.OpenForReading("/a");
  ASSERT_THAT(file, IsOk());
  const auto report = CheckFile(**file, "a", ValidateOptions());
  ASSERT_THAT(report, IsOk());
  ASSERT_THAT(report->findings.list, SizeIs(1));
  EXPECT_EQ(report->findings.list[0].message,
            "series of 'm' stands in line 1 already");
}

TEST(CheckFileTest, SaysWhyItCannotRead) {
  MemoryFileSystem disk;
  disk.Put("/a", "m 1\n");
  FaultPlan plan;
  plan.FailCall(2, {absl::DataLossError("input/output error")});
  FaultyFileSystem files(disk, plan);
  auto file = files.OpenForReading("/a");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(CheckFile(**file, "a", ValidateOptions()),
              StatusIs(absl::StatusCode::kDataLoss, "input/output error"));
}

TEST(CheckDirectoryTest, JudgesFilesTogetherInTheirOrder) {
  const char kSame[] = " (write the same HELP and TYPE in every file)";
  const struct {
    const char* what;
    std::vector<std::pair<const char*, const char*>> files;
    const char* verdict;
    std::vector<std::string> findings;
  } kCases[] = {
      {"nothing", {}, "accept accept", {}},
      {"files that do not touch each other",
       {{"a.prom", "m 1\n"}, {"b.prom", "n 1\n"}},
       "accept accept",
       {}},
      {"what collectors do not read",
       {{"a.prom.tmp", "x"}, {".promfile.lock", ""}, {"README", "hello"}},
       "accept accept",
       {}},
      {"a file that is rejected",
       {{"a.prom", "m x\n"}, {"b.prom", "m 1\n"}},
       "reject reject",
       {"/textfile/a.prom:1:3 value: 'x' is not a number"}},
      {"a file like one that is rejected, which stood there in memory",
       {{"a.prom", "# x\nm 1\nm x\n"}, {"b.prom", "# x\nm 1\nn 1\n"}},
       "reject reject",
       {"/textfile/a.prom:3:3 value: 'x' is not a number"}},
      {"a series in two files: the later one is told",
       {{"9.prom", "m 1\n"}, {"10.prom", "\nm 1\n"}},
       "damage damage",
       {"/textfile/9.prom:1:1 shared-series m: series of 'm' stands in "
        "'/textfile/10.prom' already, in line 2 (tell them apart by a label)"}},
      {"two help texts",
       {{"a.prom", "# HELP m x\nm{a=\"1\"} 1\n"},
        {"b.prom", "# HELP m y\nm{a=\"2\"} 1\n"}},
       "damage damage",
       {absl::StrCat("/textfile/b.prom:1:1 help-conflict m: help text of 'm' "
                     "is not the one in '/textfile/a.prom', 'x'",
                     kSame)}},
      {"two types",
       {{"a.prom", "# TYPE m gauge\nm{a=\"1\"} 1\n"},
        {"b.prom", "# TYPE m counter\nm{a=\"2\"} 1\n"}},
       "damage damage",
       {absl::StrCat("/textfile/b.prom:1:1 type-conflict m: metric family 'm' "
                     "is a counter here, but a gauge in '/textfile/a.prom'",
                     kSame)}},
      {"the name of a part",
       {{"a.prom", "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n"},
        {"b.prom", "h_sum 1\n"}},
       "damage damage",
       {"/textfile/b.prom:1:1 shared-suffix h_sum: metric families 'h_sum' and "
        "'h' of '/textfile/a.prom' share the name of a part of a histogram or "
        "summary (rename one of them)"}},
      {"a rejected file clashes with nothing",
       {{"a.prom", "m 1\nm 1 5\n"}, {"b.prom", "m 1\n"}},
       "reject reject",
       {"/textfile/a.prom:2:1 duplicate-series m: series of 'm' stands in line "
        "1 already (keep one of them, or tell them apart by a label)",
        "/textfile/a.prom:2:5 timestamp: sample has a timestamp, '5' (remove "
        "it: the collector drops files that have one)"}},
      {"the worst file decides",
       {{"a.prom", "m 1\nm 1\n"},
        {"b.prom", "n{__x=\"1\"} 1\n"},
        {"c.prom", "x\n"}},
       "crash crash",
       {"/textfile/a.prom:2:1 duplicate-series m: series of 'm' stands in line "
        "1 already (keep one of them, or tell them apart by a label)",
        "/textfile/b.prom:1:3 reserved-label n: label name '__x' crashes the "
        "exporter (names that begin with __ are reserved)",
        "/textfile/c.prom:1:2 value: expected a value after 'x', got the end "
        "of the line"}},
      {"an empty file", {{"a.prom", ""}}, "accept accept", {}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    MemoryFileSystem disk;
    disk.MakeDirectory("/textfile");
    for (const auto& [name, content] : c.files) {
      disk.Put(absl::StrCat("/textfile/", name), content);
    }
    const DirectoryReport report = Check(disk);
    EXPECT_THAT(FindingTexts(report.findings.list),
                ElementsAreArray(c.findings));
    EXPECT_EQ(VerdictText(report.verdict), c.verdict);
  }
}

// What was read of it is no part of the next one.
TEST(CheckDirectoryTest, GoesOnBehindAFileThatCannotBeReadToItsEnd) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 1\nm");
  disk.Put("/textfile/b.prom", "m 1\n");
  int unread = 0;
  for (int call = 1; call < 20; ++call) {
    FaultPlan plan;
    plan.FailCall(call, {absl::DataLossError("input/output error")});
    FaultyFileSystem files(disk, plan);
    auto directory = files.OpenDirectory("/textfile");
    if (!directory.ok()) continue;
    const auto report = CheckDirectory(**directory, ValidateOptions());
    if (!report.ok() || report->findings.list.empty()) continue;
    const Finding& finding = report->findings.list[0];
    if (finding.rule != RuleId::kUnreadable ||
        finding.file != "/textfile/a.prom") {
      continue;
    }
    ++unread;
    EXPECT_THAT(FindingTexts(report->findings.list),
                ElementsAre("/textfile/a.prom:0:0 unreadable: cannot be read: "
                            "input/output error"));
    EXPECT_EQ(report->samples, 1u);
  }
  EXPECT_GE(unread, 3);  // opening it, and both reads
}

// Whatever thread has read which file, and whichever set of label names was
// met first.
TEST(CheckDirectoryTest, SaysTheSameWithSeveralThreads) {
  MemoryFileSystem disk;
  for (int i = 0; i < 1000; ++i) {
    const int other = i * 7919 % 1000;
    disk.Put(absl::StrCat("/textfile/job", i, ".prom"),
             i % 97 == 0
                 ? "m x\n"
                 : absl::StrCat("# HELP m Help ", i % 50, "\nm{a=\"", i / 3,
                                "\",b=\"1\"} 1\nm{b=\"1\",a=\"", other / 3,
                                "\"} 1\nn", i % 40, "{a=\"", i / 2, "\",l",
                                i % 60, "=\"\",c=\"2\"} 1\n"));
  }
  ValidateOptions options;
  options.lint = true;
  options.coherence = true;
  options.max_findings = 5000;
  const DirectoryReport alone = Check(disk, options);
  EXPECT_EQ(alone.files, 1000u);
  EXPECT_GT(alone.findings.list.size(), 2000u);
  for (const size_t threads : {2, 3, 8}) {
    const DirectoryReport report = Check(disk, options, threads);
    EXPECT_THAT(FindingTexts(report.findings.list),
                ElementsAreArray(FindingTexts(alone.findings.list)));
    EXPECT_EQ(report.findings.left_out, alone.findings.left_out);
    EXPECT_EQ(report.verdict, alone.verdict);
    EXPECT_EQ(report.files, alone.files);
    EXPECT_EQ(report.samples, alone.samples);
    EXPECT_EQ(report.bytes, alone.bytes);
  }
}

TEST(CheckDirectoryTest, SaysWhatEntriesDoThatAreNoFiles) {
  const struct {
    Kind kind;
    const char* verdict;
  } kCases[] = {
      {Kind::kFifo, "hang hang"},
      {Kind::kDirectory, "accept reject"},
      {Kind::kSocket, "reject reject"},
  };
  for (const auto& c : kCases) {
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "m 1\n");
    disk.PutKind("/textfile/b.prom", c.kind);
    disk.PutKind("/textfile/no_textfile", c.kind);
    const DirectoryReport report = Check(disk);
    ASSERT_THAT(report.findings.list, SizeIs(1));
    EXPECT_EQ(report.findings.list[0].file, "/textfile/b.prom");
    EXPECT_EQ(VerdictText(report.verdict), c.verdict);
    EXPECT_EQ(report.files, 1u);
    EXPECT_EQ(report.samples, 1u);
  }
}

// The same series twice, says the exporter, and it is right.
TEST(CheckDirectoryTest, ALinkDoublesTheSeriesOfItsTarget) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 1\n");
  disk.PutLink("/textfile/b.prom", "a.prom");
  disk.PutHardLink("/textfile/c.prom", "/textfile/a.prom");
  const DirectoryReport report = Check(disk);
  EXPECT_THAT(FindingTexts(report.findings.list),
              ElementsAre("/textfile/b.prom:1:1 shared-series m: series of 'm' "
                          "stands in '/textfile/a.prom' already, in line 1 "
                          "(tell them apart by a label)",
                          "/textfile/c.prom:1:1 shared-series m: series of 'm' "
                          "stands in '/textfile/a.prom' already, in line 1 "
                          "(tell them apart by a label)"));
  EXPECT_EQ(report.files, 3u);
}

// A name that is not UTF-8 becomes a label of the exporter's own series, for
// files that it accepts.
TEST(CheckDirectoryTest, AnOddFileNameCrashesUnlessTheFileIsRejected) {
  const struct {
    const char* content;
    const char* verdict;
  } kCases[] = {
      {"m 1\n", "crash crash"},
      {"", "crash crash"},
      {"m x\n", "reject reject"},
      {"# HELP n \\\"\nm 1\n", "reject crash"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.content);
    MemoryFileSystem disk;
    disk.Put("/textfile/\xFF.prom", c.content);
    EXPECT_EQ(VerdictText(Check(disk).verdict), c.verdict);
  }
}

TEST(CheckDirectoryTest, GoesOnBehindAFileThatCannotBeRead) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 1\n");
  disk.Put("/textfile/b.prom", "m 1\n");
  FaultPlan plan;
  plan.FailCall(4, {absl::DataLossError("input/output error")});
  FaultyFileSystem files(disk, plan);
  const DirectoryReport report = Check(files);
  EXPECT_EQ(plan.calls()[3], "Read");
  EXPECT_THAT(FindingTexts(report.findings.list),
              ElementsAre("/textfile/a.prom:0:0 unreadable: cannot be read: "
                          "input/output error"));
  EXPECT_EQ(VerdictText(report.verdict), "reject reject");
  EXPECT_EQ(report.files, 1u);
}

TEST(CheckDirectoryTest, SaysWhyItCannotList) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  FaultPlan plan;
  plan.FailCall(2, {absl::PermissionDeniedError("permission denied")});
  FaultyFileSystem files(disk, plan);
  auto directory = files.OpenDirectory("/textfile");
  ASSERT_THAT(directory, IsOk());
  EXPECT_THAT(
      CheckDirectory(**directory, ValidateOptions()),
      StatusIs(absl::StatusCode::kPermissionDenied, "permission denied"));
}

TEST(CheckDirectoryTest, KeepsSoManyFindingsOfAllFilesAndCountsTheRest) {
  MemoryFileSystem disk;
  for (int file = 0; file < 20; ++file) {
    disk.Put(absl::StrCat("/textfile/", file, ".prom"), "a x\nb x\nc x\nd x\n");
  }
  ValidateOptions options;
  options.max_findings = 10;
  const DirectoryReport report = Check(disk, options);
  EXPECT_THAT(report.findings.list, SizeIs(10));
  EXPECT_EQ(report.findings.left_out, 70u);
  EXPECT_EQ(VerdictText(report.verdict), "reject reject");
}

TEST(CheckDirectoryTest, ADirectoryOfManyFilesIsFine) {
  MemoryFileSystem disk;
  for (int file = 0; file < 500; ++file) {
    disk.Put(absl::StrCat("/textfile/", file, ".prom"),
             absl::StrCat("# HELP m Of file.\n# TYPE m gauge\nm{f=\"", file,
                          "\"} 1\n"));
  }
  const DirectoryReport report = Check(disk);
  EXPECT_THAT(FindingTexts(report.findings.list), IsEmpty());
  EXPECT_EQ(report.files, 500u);
  EXPECT_EQ(report.samples, 500u);
}

}  // namespace
}  // namespace promfile
