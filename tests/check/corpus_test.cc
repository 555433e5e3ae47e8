// Holds the example files of tests/data, which were held against the real
// node_exporter, against the validator.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "promfile/exposition/metric_family.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_parser.h"
#include "tests/check/finding_text.h"

namespace promfile {
namespace {

using ::testing::IsEmpty;

// Relative to the workspace, where Bazel starts a test.
constexpr char kAccept[] = "tests/data/accept";
constexpr char kReject[] = "tests/data/reject";

std::vector<std::string> FilesIn(const std::string& directory,
                                 absl::string_view extension) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string path = entry.path().string();
    if (absl::EndsWith(path, extension)) files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

// As a producer's text is judged.
ValidateOptions WithLimits() {
  ValidateOptions options;
  options.coherence = true;
  options.limits = Limits();
  return options;
}

std::vector<FileReport> ReportsInAnyPieces(const std::string& text) {
  std::vector<FileReport> reports;
  for (const size_t chunk :
       {text.size() + 1, size_t{1}, size_t{7}, size_t{64}, size_t{4096}}) {
    Validator validator(WithLimits());
    for (size_t at = 0; at < text.size(); at += chunk) {
      validator.Feed(absl::string_view(text).substr(at, chunk));
    }
    reports.push_back(validator.Finish());
  }
  return reports;
}

TEST(CorpusTest, WhatArrivesUnalteredHasNoFinding) {
  const std::vector<std::string> files = FilesIn(kAccept, ".prom");
  EXPECT_GT(files.size(), 60u);
  for (const std::string& path : files) {
    SCOPED_TRACE(path);
    for (const FileReport& report : ReportsInAnyPieces(ContentOf(path))) {
      EXPECT_THAT(FindingTexts(report.findings.list), IsEmpty());
      EXPECT_EQ(VerdictText(report.verdict), "accept accept");
    }
  }
}

TEST(CorpusTest, WhatIsRefusedIsRefusedAtItsPlaceWithItsVerdict) {
  const std::vector<std::string> files = FilesIn(kReject, ".prom");
  EXPECT_GT(files.size(), 140u);
  for (const std::string& path : files) {
    SCOPED_TRACE(path);
    const std::string name = std::filesystem::path(path).stem().string();
    const std::vector<std::string> expected = absl::StrSplit(
        ContentOf(absl::StrCat(kReject, "/", name, ".expected")), '\n');
    ASSERT_GE(expected.size(), 3u);
    const std::vector<FileReport> reports = ReportsInAnyPieces(ContentOf(path));
    for (const FileReport& report : reports) {
      std::vector<std::string> errors;
      for (const Finding& finding : report.findings.list) {
        if (Rule(finding.rule).severity != Severity::kError) continue;
        errors.push_back(absl::StrCat(finding.at.line, ":", finding.at.column));
      }
      ASSERT_FALSE(errors.empty());
      EXPECT_EQ(errors[0], expected[1]);
      EXPECT_EQ(VerdictText(report.verdict), expected[0]);
      EXPECT_EQ(FindingTexts(report.findings.list),
                FindingTexts(reports[0].findings.list));
    }
  }
}

// Nothing of a text is left for the next one, whatever it was.
TEST(CorpusTest, AValidatorHoldsOneTextAfterTheOther) {
  std::vector<std::string> texts;
  for (const char* folder : {kAccept, kReject}) {
    for (const std::string& path : FilesIn(folder, ".prom")) {
      texts.push_back(ContentOf(path));
    }
  }
  ValidateOptions options = WithLimits();
  options.lint = true;
  options.compared = true;
  const auto check = [](const std::string& text, Validator* validator) {
    for (size_t at = 0; at < text.size(); at += 100) {
      validator->Feed(absl::string_view(text).substr(at, 100));
    }
    const FileReport report = validator->Finish();
    std::vector<std::string> told = FindingTexts(report.findings.list);
    told.push_back(VerdictText(report.verdict));
    told.push_back(absl::StrCat(report.samples));
    for (const FamilySummary& family : report.families) {
      told.push_back(absl::StrCat(family.name, " ", family.help, " ",
                                  family.line, " ", family.label_names));
      for (const SeriesFingerprint& series : family.series) {
        told.push_back(
            absl::StrCat(series.high, " ", series.low, " ", series.line));
      }
    }
    return told;
  };
  Validator used(options);
  TextParser parser;
  for (size_t i = 0; i < 4 * texts.size(); ++i) {
    // Each behind several others.
    const std::string& text = texts[i * 89 % texts.size()];
    SCOPED_TRACE(text);
    Validator fresh(options);
    const std::vector<std::string> told = check(text, &fresh);
    EXPECT_EQ(check(text, &used), told);
    // With a parser that others read texts with.
    ValidateOptions borrowing = options;
    borrowing.parser = &parser;
    Validator borrower(borrowing);
    EXPECT_EQ(check(text, &borrower), told);
    (void)ParseFamilies(
        texts[i * 7 % texts.size()], parser,
        [](absl::string_view) { return false; }, [](const Sample&) {});
  }
}

}  // namespace
}  // namespace promfile
