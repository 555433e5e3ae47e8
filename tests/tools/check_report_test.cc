#include "tools/check_report.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/check/rules.h"

namespace promfile {
namespace {

constexpr Collector k150 = Collector::kNodeExporter150;
constexpr Collector kHead = Collector::kNodeExporterHead;

Finding MakeFinding(RuleId rule, Position at, std::string message) {
  Finding finding;
  finding.rule = rule;
  finding.at = at;
  finding.message = std::move(message);
  return finding;
}

TEST(CheckReportTest, AFindingConcernsWhoeverDoesNotAccept) {
  const struct {
    RuleId rule;
    std::vector<Collector> collectors;
  } kCases[] = {
      {RuleId::kDuplicateSeries, {k150, kHead}},
      {RuleId::kHelpQuoteEscape, {k150}},
      {RuleId::kNegativeCount, {kHead}},
      // Errors that every collector accepts, and warnings, concern all.
      {RuleId::kForgedSeries, {k150, kHead}},
      {RuleId::kNegativeZero, {k150, kHead}},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(CollectorsOf(MakeFinding(c.rule, {1, 1}, "")), c.collectors)
        << Rule(c.rule).name;
  }
}

TEST(CheckReportTest, FindingsOfOtherCollectorsCanBeLeftOut) {
  CheckReport report;
  report.verdict = {Effect::kReject, Effect::kAccept};
  report.findings.list = {MakeFinding(RuleId::kHelpQuoteEscape, {1, 10}, "one"),
                          MakeFinding(RuleId::kNegativeZero, {2, 3}, "two")};
  EXPECT_TRUE(HasErrors(report, {k150, kHead}));
  EXPECT_TRUE(HasErrors(report, {k150}));
  CheckReport head = report;
  KeepFindingsOf({kHead}, &head);
  ASSERT_EQ(head.findings.list.size(), 1u);
  EXPECT_EQ(head.findings.list[0].message, "two");
  EXPECT_FALSE(HasErrors(head, {kHead}));
}

TEST(CheckReportTest, AVerdictCountsEvenIfItsFindingsWereLeftOut) {
  CheckReport report;
  report.verdict = {Effect::kAccept, Effect::kCrash};
  EXPECT_TRUE(HasErrors(report, {k150, kHead}));
  EXPECT_FALSE(HasErrors(report, {k150}));
}

TEST(CheckReportTest, TextHasPlaceMessageRuleAndCaret) {
  CheckReport report;
  report.path = "dir/backup.prom";
  report.verdict = {Effect::kReject, Effect::kReject};
  report.series = 12;
  Finding syntax = MakeFinding(RuleId::kLabelSyntax, {3, 25}, "expected '='");
  syntax.excerpt = "backup_size_bytes{target} 4096";
  syntax.caret = 24;
  syntax.remedy = "write labels as name=\"value\"";
  Finding whole = MakeFinding(RuleId::kHelpConflict, {0, 0}, "HELP differs");
  whole.file = "dir/other.prom";
  whole.remedy = "write the same text";
  Finding warning = MakeFinding(RuleId::kNegativeZero, {4, 3}, "-0 becomes 0");
  warning.excerpt = "m -0";
  warning.caret = 2;
  report.findings.list = {syntax, whole, warning};
  report.findings.left_out = 7;
  EXPECT_EQ(CheckReportText(report, {k150, kHead}, /*summary=*/false),
            "dir/backup.prom:3:25: error: expected '=' [label-syntax]\n"
            "  backup_size_bytes{target} 4096\n"
            "                          ^ write labels as name=\"value\"\n"
            "dir/other.prom: error: HELP differs [help-conflict]\n"
            "  write the same text\n"
            "dir/backup.prom:4:3: warning: -0 becomes 0 [negative-zero]\n"
            "  m -0\n"
            "    ^\n"
            "dir/backup.prom: 1.5.0 reject, head reject; 2 errors, 1 warning, "
            "7 more, 12 series\n");
}

TEST(CheckReportTest, APathWithoutFindingsIsALineOnlyIfAskedFor) {
  CheckReport report;
  report.path = "a\nb";
  report.series = 1;
  EXPECT_EQ(CheckReportText(report, {k150, kHead}, /*summary=*/false), "");
  EXPECT_EQ(CheckReportText(report, {kHead}, /*summary=*/true),
            "a\\nb: head accept; 1 series\n");
}

TEST(CheckReportTest, ADirectorysCostIsToldWhenAskedFor) {
  const struct {
    uint64_t files;
    uint64_t series;
    uint64_t bytes;
    const char* cost;
  } kCases[] = {
      {0, 0, 0, "0.00 ms of CPU time: 0 files, 0 series, 0 bytes"},
      {1, 1, 1, "0.03 ms of CPU time: 1 file, 1 series, 1 byte"},
      {3, 150, 9999, "2.0 ms of CPU time: 3 files, 150 series, 9999 bytes"},
      {10000, 180000, 7400000,
       "2353 ms of CPU time: 10000 files, 180000 series, 7400 kB"},
  };
  for (const auto& c : kCases) {
    CheckReport report;
    report.path = "/d";
    report.is_directory = true;
    report.files = c.files;
    report.series = c.series;
    report.bytes = c.bytes;
    EXPECT_EQ(
        CheckReportText(report, {kHead}, true),
        absl::StrCat("/d: head accept; ", c.series,
                     " series\n/d: each scrape costs node_exporter about ",
                     c.cost, "\n"));
    EXPECT_EQ(CheckReportText(report, {kHead}, false), "");
  }
}

TEST(CheckReportTest, JsonIsOneLineWithTheNamesOfTheContract) {
  CheckReport report;
  report.path = "/dir";
  report.is_directory = true;
  report.verdict = {Effect::kDamage, Effect::kHang};
  report.files = 2;
  report.series = 123;
  report.bytes = 6000;
  Finding finding =
      MakeFinding(RuleId::kDuplicateSeries, {3, 14}, "a \"b\" is there twice");
  finding.file = "/dir/x\xff.prom";
  finding.family = "a";
  finding.remedy = "remove one";
  report.findings.list = {finding};
  EXPECT_EQ(CheckReportJson(report),
            "{\"path\": \"/dir\", \"kind\": \"directory\", \"verdict\": "
            "{\"1.5.0\": \"damage\", \"head\": \"hang\"}, \"series\": 123, "
            "\"files\": 2, \"bytes\": 6000, \"scrape_cpu_seconds\": "
            "0.001544, \"findings\": [{\"severity\": \"error\", \"rule\": "
            "\"duplicate-series\", \"file\": \"/dir/x\\\\xff.prom\", \"line\": "
            "3, \"column\": 14, \"family\": \"a\", \"message\": \"a \\\"b\\\" "
            "is there twice\", \"remedy\": \"remove one\", \"collectors\": "
            "[\"1.5.0\", \"head\"]}]}\n");
  report = CheckReport();
  report.path = "x";
  EXPECT_EQ(CheckReportJson(report),
            "{\"path\": \"x\", \"kind\": \"file\", \"verdict\": {\"1.5.0\": "
            "\"accept\", \"head\": \"accept\"}, \"series\": 0, \"findings\": "
            "[]}\n");
}

}  // namespace
}  // namespace promfile
