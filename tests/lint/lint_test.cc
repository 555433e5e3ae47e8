#include "promfile/check/lint.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/check/lint_units.h"
#include "tests/lint/said.h"

namespace promfile {
namespace {

struct Row {
  const char* text;
  const char* said;
};

void Hold(const Row& row) {
  SCOPED_TRACE(absl::StrCat("text:\n", row.text));
  EXPECT_EQ(Said(row.text), row.said);
}

TEST(LintTest, EveryRuleHasPromlintsText) {
  const Row kRows[] = {
      {"# TYPE x gauge\nx 1\n", "2:1: advice: no help text [missing-help]\n"},
      {"# HELP x  \n# TYPE x gauge\nx 1\n",
       "3:1: advice: no help text [missing-help]\n"},
      {"# HELP x_minutes x\n# TYPE x_minutes gauge\nx_minutes 1\n",
       "3:1: advice: use base unit \"seconds\" instead of \"minutes\" "
       "[base-unit]\n"},
      {"# HELP x_kilobits_y x\nx_kilobits_y 1\n",
       "2:1: advice: use base unit \"bytes\" instead of \"kilobits\" "
       "[base-unit]\n"},
      {"# HELP x x\n# TYPE x counter\nx 1\n",
       "3:1: advice: counter metrics should have \"_total\" suffix "
       "[counter-suffix]\n"},
      {"# HELP x_total x\n# TYPE x_total gauge\nx_total 1\n",
       "3:1: advice: non-counter metrics should not have \"_total\" suffix "
       "[total-suffix]\n"},
      {"# HELP x_bucket x\n# TYPE x_bucket gauge\nx_bucket 1\n",
       "3:1: advice: non-histogram metrics should not have \"_bucket\" suffix "
       "[reserved-suffix]\n"},
      {"# HELP x_count x\n# TYPE x_count gauge\nx_count 1\n",
       "3:1: advice: non-histogram and non-summary metrics should not have "
       "\"_count\" suffix [reserved-suffix]\n"},
      {"# HELP x_sum x\n# TYPE x_sum gauge\nx_sum 1\n",
       "3:1: advice: non-histogram and non-summary metrics should not have "
       "\"_sum\" suffix [reserved-suffix]\n"},
      {"# HELP x x\n# TYPE x gauge\nx{le=\"1\"} 1\n",
       "3:3: advice: non-histogram metrics should not have \"le\" label "
       "[bound-label]\n"},
      {"# HELP x x\n# TYPE x gauge\nx{quantile=\"1\"} 1\n",
       "3:3: advice: non-summary metrics should not have \"quantile\" label "
       "[bound-label]\n"},
      {"# HELP x_gauge x\n# TYPE x_gauge gauge\nx_gauge 1\n",
       "3:1: advice: metric name should not include type 'gauge' "
       "[type-in-name]\n"},
      {"# HELP a:x x\n# TYPE a:x gauge\na:x 1\n",
       "3:1: advice: metric names should not contain ':' [colon]\n"},
      {"# HELP aX x\n# TYPE aX gauge\naX 1\n",
       "3:1: advice: metric names should be written in 'snake_case' not "
       "'camelCase' [camel-case]\n"},
      {"# HELP x x\n# TYPE x gauge\nx{aX=\"1\"} 1\n",
       "3:3: advice: label names should be written in 'snake_case' not "
       "'camelCase' [camel-case]\n"},
      {"# HELP x_ms x\n# TYPE x_ms gauge\nx_ms 1\n",
       "3:1: advice: metric names should not contain abbreviated units "
       "[abbreviated-unit]\n"},
      {"# HELP x x\n# TYPE x gauge\nx 1\nx 2\n",
       "4:1: error: series of 'x' stands in line 3 already "
       "[duplicate-series]\n"
       "4:1: advice: metric not unique [not-unique] (head)\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(LintTest, TypesDecideWhichNamesAreFine) {
  const Row kRows[] = {
      {"# HELP x_total x\nx_total 1\n", ""},
      {"# HELP x_bucket x\nx_bucket{le=\"1\",quantile=\"1\"} 1\n", ""},
      {"# HELP x_sum x\n# TYPE x_sum summary\nx_sum_sum 1\n", ""},
      {"# HELP x x\n# TYPE x histogram\nx_bucket{le=\"+Inf\"} 1\nx_count 1\n",
       ""},
      // The older promlint looks for every type, the newer for the family's.
      {"# HELP x_gauge x\nx_gauge 1\n",
       "2:1: advice: metric name should not include type 'gauge' "
       "[type-in-name] (1.5.0)\n"},
      {"# HELP x_Summary_total x\n# TYPE x_Summary_total counter\n"
       "x_Summary_total 1\n",
       "3:1: advice: metric name should not include type 'summary' "
       "[type-in-name] (1.5.0)\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(LintTest, LinesOfOneHistogramAreOneMetric) {
  const Row kRows[] = {
      {"# HELP x x\n# TYPE x histogram\n"
       "x_bucket{aX=\"1\",le=\"1\"} 1\n"
       "x_bucket{aX=\"1\",le=\"+Inf\"} 1\n"
       "x_count{aX=\"1\"} 1\n"
       "x_count{aX=\"2\"} 1\n",
       "3:10: advice: label names should be written in 'snake_case' not "
       "'camelCase' [camel-case]\n"
       "6:9: advice: label names should be written in 'snake_case' not "
       "'camelCase' [camel-case]\n"},
      // Two spellings of a gauge are two lines of promlint.
      {"# HELP x x\n# TYPE x gauge\nx{aX=\"1\",b=\"\"} 1\nx{aX=\"2\",b=\"\"} "
       "1\n",
       "3:3: advice: label names should be written in 'snake_case' not "
       "'camelCase' [camel-case]\n"
       "4:3: advice: label names should be written in 'snake_case' not "
       "'camelCase' [camel-case]\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(LintTest, OnlyTheSameLabelsInTheSameOrderAreNotUnique) {
  const Row kRows[] = {
      {"# HELP x x\nx{a=\"1\",b=\"2\"} 1\nx{b=\"2\",a=\"1\"} 1\n"
       "x{ a = \"1\" , b=\"2\",} 1\n",
       "3:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "4:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "4:1: advice: metric not unique [not-unique] (head)\n"},
      {"# HELP x x\nx{a=\"1\",b=\"2\"} 1\nx{b=\"2\",a=\"1\"} 1\n"
       "x{b=\"2\",a=\"1\"} 1\n",
       "3:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "4:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "4:1: advice: metric not unique [not-unique] (head)\n"},
      // A label without a value is one more, here.
      {"# HELP x x\nx{a=\"1\"} 1\nx{a=\"1\",b=\"\"} 1\nx{a=\"1\",b=\"\"} 1\n"
       "x{a=\"1\"} 1\n",
       "2:1: warning: series of 'x' have different label names; the missing "
       "ones arrive as empty labels [padded-labels]\n"
       "3:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "4:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "4:1: advice: metric not unique [not-unique] (head)\n"
       "5:1: error: series of 'x' stands in line 2 already "
       "[duplicate-series]\n"
       "5:1: advice: metric not unique [not-unique] (head)\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(LintTest, SaysNothingOfATextThatCannotBeRead) {
  const Row kRows[] = {
      {"x 1\n# HELP y\\d\ny x\n",
       "2:9: error: expected a blank after metric name 'y', got '\\' "
       "[comment-name]\n"
       "3:3: error: 'x' is not a number [value]\n"},
      // A timestamp is no matter of reading.
      {"x 1 5\n",
       "1:1: advice: no help text [missing-help]\n"
       "1:5: error: sample has a timestamp, '5' [timestamp]\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(LintTest, CommentsAllowARuleForAFamily) {
  const Row kRows[] = {
      {"# promfile: allow missing-help x\nx 1\ny 1\n",
       "3:1: advice: no help text [missing-help]\n"},
      {"x 1\ny 1\nz 1\n#promfile:\tallow  missing-help x y\n",
       "3:1: advice: no help text [missing-help]\n"},
      {"# promfile: allow missing-help *\nx 1\ny 1\n", ""},
      {"# promfile: allow colon *\nx 1\n",
       "2:1: advice: no help text [missing-help]\n"},
      {"# promfile: please\n",
       "1:13: advice: expected 'allow' after 'promfile:', got 'please' "
       "[directive]\n"},
      {"# promfile:\n",
       "1:12: advice: expected 'allow' after 'promfile:' [directive]\n"},
      {"# promfile: allow missing-help\n",
       "1:13: advice: 'allow' needs a rule and a metric family "
       "[directive]\n"},
      {"# promfile: allow missing-hlp x\n",
       "1:19: advice: there is no rule 'missing-hlp' [directive]\n"},
      {"# promfile: allow value x\n",
       "1:19: advice: rule 'value' cannot be allowed [directive]\n"},
      {"# promfile: allow directive *\n",
       "1:19: advice: rule 'directive' cannot be allowed [directive]\n"},
      {"# promfile: allow colon a-b\n",
       "1:25: advice: 'a-b' is not a metric family [directive]\n"},
      {"# promfile allow colon x\n", ""},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(LintTest, IsNotAskedForByDefault) {
  EXPECT_TRUE(ValidateText("x 1\n", ValidateOptions()).findings.list.empty());
}

TEST(LintTest, AnyPiecesGiveTheSameFindings) {
  const std::string text =
      "# promfile: allow missing-help y\nx{aX=\"1\"} 1\ny 1\nx{aX=\"1\"} 1\n";
  const std::string whole = Said(text);
  EXPECT_NE(whole, "");
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    SCOPED_TRACE(absl::StrCat("pieces of ", piece, " bytes"));
    ValidateOptions options;
    options.lint = true;
    Validator validator(options);
    for (size_t i = 0; i < text.size(); i += piece) {
      validator.Feed(absl::string_view(text).substr(i, piece));
    }
    std::string lines;
    for (const Finding& finding : validator.Finish().findings.list) {
      absl::StrAppend(&lines, Said(finding), "\n");
    }
    EXPECT_EQ(lines, whole);
  }
}

TEST(LintUnitsTest, KnowsUnitsAloneAndBehindOnePrefix) {
  const struct {
    const char* word;
    const char* base;
  } kRows[] = {
      {"seconds", "seconds"},   {"minutes", "seconds"}, {"weeks", "seconds"},
      {"kelvin", "kelvin"},     {"kelvins", "kelvin"},  {"rankine", "celsius"},
      {"inches", "meters"},     {"metres", "metres"},   {"bits", "bytes"},
      {"calories", "joules"},   {"ounces", "grams"},    {"volts", "volts"},
      {"kilobytes", "bytes"},   {"mibibytes", "bytes"}, {"mebibytes", ""},
      {"decameters", "meters"}, {"kilokilobytes", ""},  {"Seconds", ""},
      {"thermometers", ""},     {"second", ""},         {"", ""},
      {"fahrenheit", "celsius"}};
  for (const auto& row : kRows) {
    EXPECT_EQ(BaseUnit(row.word), row.base) << row.word;
  }
}

}  // namespace
}  // namespace promfile
