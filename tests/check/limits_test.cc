#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "tests/check/finding_text.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

std::vector<std::string> Check(absl::string_view text,
                               const ValidateOptions& options,
                               size_t chunk = ~size_t{0}) {
  Validator validator(options);
  while (!text.empty()) {
    const std::string piece(text.substr(0, chunk));
    validator.Feed(piece);
    text.remove_prefix(piece.size());
  }
  return FindingTexts(validator.Finish().findings.list);
}

std::string X(size_t size) { return std::string(size, 'x'); }

std::string Labels(int count) {
  std::string labels;
  for (int i = 0; i < count; ++i) {
    absl::StrAppend(&labels, i == 0 ? "" : ",", "l", i, "=\"v\"");
  }
  return labels;
}

TEST(LimitsTest, AreInclusive) {
  ValidateOptions options;
  options.limits = Limits();
  const std::string help = absl::StrCat("# HELP m ", X(65536 - 9));
  const struct {
    const char* what;
    std::string fits;
    std::string exceeds;
    const char* finding;
  } kCases[] = {
      {"a metric name", X(128) + " 1\n", X(129) + " 1\n",
       "1:1 limit NAME: metric name has 129 bytes, at most 128 are allowed"},
      {"a label name", "m{" + X(128) + "=\"v\"} 1\n",
       "m{" + X(129) + "=\"v\"} 1\n",
       "1:3 limit m: label name has 129 bytes, at most 128 are allowed"},
      {"a label value", "m{a=\"" + X(4096) + "\"} 1\n",
       "m{a=\"" + X(4097) + "\"} 1\n",
       "1:6 limit m: value of label 'a' has 4097 bytes, at most 4096 are "
       "allowed"},
      {"the labels of a sample", "m{" + Labels(30) + "} 1\n",
       "m{" + Labels(31) + "} 1\n",
       "1:1 limit m: sample has 31 labels, at most 30 are allowed"},
      {"a line", help + "\nm 1\n", help + "x\nm 1\n",
       "1:1 limit: line is longer than 65536 bytes"},
      {"a comment", "#" + X(65535) + "\nm 1\n", "#" + X(65536) + "\nm 1\n",
       "1:1 limit: line is longer than 65536 bytes"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    std::string finding = c.finding;
    const size_t name = finding.find("NAME");
    if (name != std::string::npos) finding.replace(name, 4, X(129));
    for (const size_t chunk : {~size_t{0}, size_t{100000}, size_t{1000}}) {
      EXPECT_THAT(Check(c.fits, options, chunk), IsEmpty());
      EXPECT_THAT(Check(c.exceeds, options, chunk), ElementsAre(finding));
    }
    EXPECT_THAT(Check(c.exceeds, ValidateOptions()), IsEmpty());
  }
}

TEST(LimitsTest, OfSeriesIsToldOnceWhereItIsExceeded) {
  ValidateOptions options;
  options.limits.series = 3;
  EXPECT_THAT(Check("a 1\nb 1\nc 1\n", options), IsEmpty());
  EXPECT_THAT(Check("a 1\n# c\nb 1\nc 1\nd 1\ne 1\n", options),
              ElementsAre("5:1 limit d: more than 3 series (raise the limit "
                          "with --max-series)"));
  options.limits.series = 0;
  EXPECT_THAT(Check("a 1\n", options),
              ElementsAre("1:1 limit a: more than 0 series (raise the limit "
                          "with --max-series)"));
  EXPECT_THAT(Check("# HELP a x\n", options), IsEmpty());
}

// Every line that exceeds a limit of lines is told, wherever reads were cut.
TEST(LimitsTest, HoldForEveryLineAlike) {
  ValidateOptions options;
  options.limits = Limits();
  const std::string name = X(129);
  const std::string text =
      absl::StrCat("m{", name, "=\"1\"} 1\nm{", name, "=\"2\"} 1\nm{", name,
                   "=\"3\"} 1\n", name, "{a=\"1\"} 1\n", name, "{a=\"2\"} 1\n",
                   "# HELP ", name, " x\n", name, "{a=\"3\"} 1\n");
  const std::vector<std::string> whole = Check(text, options);
  EXPECT_EQ(whole.size(), 4u);
  for (size_t chunk = 1; chunk < 600; chunk += 7) {
    EXPECT_THAT(Check(text, options, chunk), ElementsAreArray(whole))
        << "pieces of " << chunk;
  }
}

// Whatever part comes first, and however the family is called.
TEST(LimitsTest, OfNamesHoldForPartsOfAFamily) {
  ValidateOptions options;
  options.limits = Limits();
  const std::string name = X(124);
  EXPECT_THAT(
      Check(absl::StrCat("# TYPE ", name, " histogram\n", name, "_sum 1\n",
                         name, "_bucket{le=\"+Inf\"} 1\n", name, "_count 1\n"),
            options),
      ElementsAre(absl::StrCat("3:1 limit ", name,
                               ": metric name has 131 bytes, at most 128 are "
                               "allowed"),
                  absl::StrCat("4:1 limit ", name,
                               ": metric name has 130 bytes, at most 128 are "
                               "allowed")));
}

TEST(LimitsTest, ThereIsNoneButTheOneOnLines) {
  const Limits limits = NoLimits();
  EXPECT_EQ(limits.line_bytes, size_t{64} << 20);
  EXPECT_EQ(limits.series, ~uint64_t{0});
  EXPECT_EQ(limits.name_bytes, ~size_t{0});
  EXPECT_EQ(limits.label_value_bytes, ~size_t{0});
  EXPECT_EQ(limits.labels, ~size_t{0});
}

}  // namespace
}  // namespace promfile
