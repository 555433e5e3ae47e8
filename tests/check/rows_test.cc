// A line says what it says, whether it stands alone or in a row of lines of
// which nothing is to be said but that they follow each other: those are read
// in a shorter way, if the text is there as a whole.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"

namespace promfile {
namespace {

using ::testing::HasSubstr;

ValidateOptions Options() {
  ValidateOptions options;
  options.coherence = true;
  options.limits.label_value_bytes = 50;
  options.limits.series = 200;
  return options;
}

std::string Said(const FileReport& report) {
  std::string said = absl::StrCat(report.samples, " samples\n");
  for (const Finding& finding : report.findings.list) {
    absl::StrAppend(&said, finding.at.line, ":", finding.at.column, " ",
                    finding.message, " [", Rule(finding.rule).name, "]\n");
  }
  return said;
}

std::string SaidInPieces(const std::string& text) {
  Validator validator(Options());
  for (size_t at = 0; at < text.size(); at += 777) {
    validator.Feed(absl::string_view(text).substr(at, 777));
  }
  return Said(validator.Finish());
}

std::string Gauge(int i) {
  return absl::StrCat("m{z=\"", 7 * i % 10, "x\",n=\"", i, "\"} ", i, "\n");
}
std::string Counter(int i) {
  return absl::StrCat("c{z=\"", 7 * i % 10, "x\",n=\"", i, "\"} ", i, "\n");
}
std::string Part(int i) {
  return absl::StrCat("p_count{le=\"1\",n=\"", i, "\"} ", i, "\n");
}
std::string PartOfGaugeHistogram(int i) {
  return absl::StrCat(i == 0 ? "# TYPE q gauge_histogram\n" : "",
                      "q_count{le=\"1\",n=\"", i, "\"} ", i, "\n");
}
std::string Bucket(int i) {
  return absl::StrCat("h_bucket{z=\"x\",le=\"", i, "\"} ", i, "\n");
}

struct Row {
  std::string (*line)(int);
  const char* odd;   // stands in for line `at`
  const char* said;  // of it
};

std::vector<Row> Rows() {
  return {
      {Gauge, "m{z=\"0x\",n=\"0\"} 1\n", "stands in line 5 already [duplicate"},
      {Gauge, "m{n=\"0\",z=\"0x\"} 1\n", "stands in line 5 already [duplicate"},
      {Gauge, "m{n=\"0\",z=\"0x\",y=\"\"} 1\n", "in line 5 already [duplicate"},
      {Gauge,
       "m{z=\"a\",n=\"long long long long long long long long long 123999\"}"
       " 1\n",
       "value of label 'n' has 51 bytes"},
      {Gauge, "m{n=\"999\"} 1\n", "[padded-labels]"},
      {Gauge, "m{z=\"a\",n=\"999\"} 1 5\n", "[timestamp]"},
      {Gauge, "m{z=\"a\",n=\"99\xFF\"} 1\n", "is not valid UTF-8"},
      {Counter, "c{z=\"a\",n=\"9999\"} -0\n", "[negative-zero]"},
      {Part, "# TYPE p gauge_histogram\np_count{le=\"x\",n=\"1000\"} 5\n",
       "value 'x' of label 'le' is not a number"},
      {PartOfGaugeHistogram, "q_count{le=\"x\",n=\"1000\"} 5\n",
       "value 'x' of label 'le' is not a number"},
      {Bucket, "h_bucket{z=\"x\",le=\"0\"} 0\n", "[repeated-bucket]"},
      {Bucket, "h_bucket{z=\"x\",le=\"-1\"} 0\n", "[bucket-order]"},
      {Bucket, "h_bucket{z=\"x\",le=\"nine\"} 0\n", "is not a number"},
      {Bucket, "h_bucket{z=\"y\",le=\"9999\"} 7\n",
       "histogram 'h' has no buck"},
      {Bucket, "h_bucket{z=\"x\",le=\"99.5\"} 0\n", "[bucket-counts]"},
      {Bucket, "h_bucket{z=\"x\",le=\"99.5\"} 99.5\n", "is not a whole number"},
      {Bucket, "h_bucket{z=\"x\",le=\"99.5\"} -1\n", "[negative-count]"},
      {Bucket, "h_sum{z=\"x\"} 1\nh_sum{z=\"x\"} 1\n", "[repeated-bucket]"},
  };
}

TEST(RowsTest, AnOddLineSaysWhatItSays) {
  for (const Row& row : Rows()) {
    for (const int at : {1, 3, 4, 10, 100, 150}) {
      std::string text =
          "# TYPE m gauge\n# TYPE c counter\n# TYPE h histogram\n# a row\n";
      for (int i = 0; i < 160; ++i) {
        text.append(i == at ? row.odd : row.line(i));
      }
      // Shorter texts are copied before they are read.
      text.append("#").append(5000, 'x').append("\n");
      SCOPED_TRACE(absl::StrCat("in line ", 5 + at, ": ", row.odd));
      const std::string said = Said(ValidateText(text, Options()));
      EXPECT_THAT(said, HasSubstr(row.said));
      EXPECT_EQ(said, SaidInPieces(text));
    }
  }
}

TEST(RowsTest, ADuplicateSaysWhereTheFirstOneStands) {
  std::string text = "# TYPE m gauge\n# a row\n";
  for (int i = 0; i < 200; ++i) text.append(Gauge(i));
  text.append("other 1\n").append(Gauge(150)).append(Gauge(2));
  text.append("#").append(5000, 'x').append("\n");
  const std::string said = Said(ValidateText(text, Options()));
  EXPECT_THAT(said,
              HasSubstr("204:1 series of 'm' stands in line 153 already"));
  EXPECT_THAT(said, HasSubstr("205:1 series of 'm' stands in line 5 already"));
  EXPECT_EQ(said, SaidInPieces(text));
}

TEST(RowsTest, ARowOfNothingElseSaysNothing) {
  for (const auto line : {Gauge, Counter, Part}) {
    std::string text = "# TYPE m gauge\n# TYPE c counter\n";
    for (int i = 0; i < 200; ++i) text.append(line(i));
    text.append("#").append(5000, 'x').append("\n");
    EXPECT_EQ(Said(ValidateText(text, Options())), "200 samples\n");
    const std::string more =
        absl::StrCat(text.substr(0, text.find("#x")), line(200), line(201),
                     text.substr(text.find("#x")));
    const std::string said = Said(ValidateText(more, Options()));
    EXPECT_THAT(said, HasSubstr("more than 200 series"));
    EXPECT_EQ(said, SaidInPieces(more));
  }
}

}  // namespace
}  // namespace promfile
