#include "promfile/text/normalize.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"

namespace promfile {
namespace {

// "1: removed a byte order mark", "2: removed an exemplar (3 lines)"
std::string RepairsOf(const Normalized& normalized) {
  std::string lines;
  for (const Repair& repair : normalized.repairs) {
    absl::StrAppend(&lines, repair.line, ": ", repair.what);
    if (repair.count > 1) absl::StrAppend(&lines, " (", repair.count, ")");
    absl::StrAppend(&lines, "\n");
  }
  return lines;
}

struct Row {
  const char* input;
  const char* text;
  const char* repairs;
};

void Hold(const Row& row) {
  SCOPED_TRACE(absl::StrCat("input:\n", row.input));
  const Normalized normalized = Normalize(row.input);
  EXPECT_EQ(normalized.text, row.text);
  EXPECT_EQ(RepairsOf(normalized), row.repairs);
  const Normalized again = Normalize(normalized.text);
  EXPECT_EQ(again.text, normalized.text);
  EXPECT_EQ(RepairsOf(again), "");
}

TEST(NormalizeTest, RepairsWhatIsSafe) {
  const Row kRows[] = {
      {"\xEF\xBB\xBFm 1\n", "m 1\n", "1: removed a byte order mark\n"},
      {"\xEF\xBB\xBF\xEF\xBB\xBFm 1\n", "m 1\n",
       "1: removed a byte order mark (2)\n"},
      {"# HELP m x\r\n# TYPE m gauge\r\nm 1\r\n\r\n",
       "# HELP m x\n# TYPE m gauge\nm 1\n\n",
       "1: removed the carriage return at the end of the line (4)\n"},
      {"m 1\r\r\n", "m 1\n",
       "1: removed the carriage return at the end of the line\n"},
      {"m 1 \nn{a=\"b\"} 2\t \n# TYPE o gauge \n",
       "m 1\nn{a=\"b\"} 2\n# TYPE o gauge\n",
       "1: removed the blanks at the end of the line (3)\n"},
      {"m 1 \r\n", "m 1\n",
       "1: removed the carriage return at the end of the line\n"
       "1: removed the blanks at the end of the line\n"},
      {"m 1\n# x", "m 1\n# x\n", "2: ended the last line\n"},
      {"m 1", "m 1\n", "1: ended the last line\n"},
      {"m 1 ", "m 1\n",
       "1: removed the blanks at the end of the line\n"
       "1: ended the last line\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(NormalizeTest, LeavesAloneWhatItWouldHaveToGuess) {
  for (const char* const text :
       {"m 1,5\n", "m 1 1700000000000\n", "m{a=\"b \n", "m{a=b} 1\n",
        "m 1\nm{a=\"b", "m x \n", "\n\0m 1\n", "# TYPE m info\nm_info 1\n",
        "m x\n  ", "# HELP m a\\d \n", "m 1 \r \n"}) {
    Hold({text, text, ""});
  }
}

TEST(NormalizeTest, LeavesAloneWhatCanBeRead) {
  for (const char* const text :
       {"", "\n", "m 1\n", "# HELP m trailing blanks  \nm 1\n",
        "# HELP m carriage return\r\nm 1\n", "# comment\r\nm 1\n", "m 1\n  \t",
        " m\t{ a = \"b\" , }  1\n",
        // Not OpenMetrics: it has other comments, blanks or empty lines.
        "# comment\n# TYPE m counter\nm_total 1\n# EOF\n",
        "# TYPE m counter\n\nm_total 1\n# EOF\n",
        "# TYPE m counter\n m_total 1\n# EOF\n",
        "# TYPE m counter\nm_total 1\n# EOF\n# x\n"}) {
    Hold({text, text, ""});
  }
}

TEST(NormalizeTest, ConvertsOpenMetrics) {
  const Row kRows[] = {
      {"# EOF\n", "", "1: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE m gauge\n# UNIT m_seconds seconds\nm 1\n# EOF",
       "# TYPE m gauge\nm 1\n",
       "2: removed a UNIT line\n"
       "4: ended the last line\n"
       "4: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE m counter\n# HELP m A \\\"counter\\\" of C:\\\\x.\n"
       "m_total{a=\"}\\\"#\"} 1 # {trace_id=\"x\"} 0.5 1700000000.1\n"
       "m_created{a=\"}\\\"#\"} 1.7e+09\n"
       "m_total{a=\"c\"} 2 # {} 1\nm_created{a=\"c\"} 1.7e+09\n# EOF\n",
       "# TYPE m_total counter\n# HELP m_total A \"counter\" of C:\\\\x.\n"
       "m_total{a=\"}\\\"#\"} 1\nm_total{a=\"c\"} 2\n"
       "# TYPE m_created gauge\n# HELP m_created A \"counter\" of C:\\\\x.\n"
       "m_created{a=\"}\\\"#\"} 1.7e+09\nm_created{a=\"c\"} 1.7e+09\n",
       "1: wrote \\\" in a help text without the backslash\n"
       "1: counter 'm' is called 'm_total', as its samples are\n"
       "3: removed an exemplar (2)\n"
       "4: 'm_created' became a gauge of its own\n"
       "7: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE b info\n# HELP b Build.\nb_info{version=\"1\"} 1\n# EOF\n",
       "# TYPE b_info gauge\n# HELP b_info Build.\nb_info{version=\"1\"} 1\n",
       "1: info 'b' became the gauge 'b_info'\n"
       "4: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE s stateset\ns{s=\"on\"} 1\ns{s=\"off\"} 0\n# EOF\n",
       "# TYPE s gauge\ns{s=\"on\"} 1\ns{s=\"off\"} 0\n",
       "1: stateset 's' became a gauge\n"
       "4: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE u unknown\nu 1\n# EOF\n", "# TYPE u untyped\nu 1\n",
       "1: 'u', of type unknown, became untyped\n"
       "3: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE g gaugehistogram\n# HELP g Ages.\n"
       "g_bucket{le=\"1.0\"} 1\ng_bucket{le=\"+Inf\"} 2\ng_gcount 2\n"
       "g_gsum 3\n# EOF\n",
       "# TYPE g_bucket gauge\n# HELP g_bucket Ages.\n"
       "g_bucket{le=\"1.0\"} 1\ng_bucket{le=\"+Inf\"} 2\n"
       "# TYPE g_gcount gauge\n# HELP g_gcount Ages.\ng_gcount 2\n"
       "# TYPE g_gsum gauge\n# HELP g_gsum Ages.\ng_gsum 3\n",
       "1: gaugehistogram 'g' became a gauge for each of its parts\n"
       "7: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2 # {} 1\nh_count 2\n"
       "h_sum 3\nh_created 4\n# TYPE s summary\ns{quantile=\"0.5\"} 1\n"
       "s_count 1\ns_sum 1\ns_created 5\n# EOF\n",
       "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_count 2\nh_sum 3\n"
       "# TYPE h_created gauge\nh_created 4\n"
       "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_count 1\ns_sum 1\n"
       "# TYPE s_created gauge\ns_created 5\n",
       "2: removed an exemplar\n"
       "5: 'h_created' became a gauge of its own\n"
       "10: 's_created' became a gauge of its own\n"
       "11: removed '# EOF' of OpenMetrics\n"},
      // No TYPE line, and a family that has no samples.
      {"m 1\n# TYPE c counter\n# HELP c C.\n# EOF\n",
       "m 1\n# TYPE c_total counter\n# HELP c_total C.\n",
       "2: counter 'c' is called 'c_total', as its samples are\n"
       "4: removed '# EOF' of OpenMetrics\n"},
      // Not as OpenMetrics wants it: a counter without _total, a type that
      // there is none of.
      {"# TYPE m_total counter\nm_total 1\n# EOF\n",
       "# TYPE m_total counter\nm_total 1\n",
       "3: removed '# EOF' of OpenMetrics\n"},
      {"# TYPE m odd\nm 1\n# EOF\n", "# TYPE m odd\nm 1\n",
       "3: removed '# EOF' of OpenMetrics\n"},
      // A time of its own cannot be said in a textfile.
      {"# TYPE m counter\nm_total 1 1700000000.5\n# EOF\n",
       "# TYPE m_total counter\nm_total 1 1700000000.5\n",
       "1: counter 'm' is called 'm_total', as its samples are\n"
       "3: removed '# EOF' of OpenMetrics\n"},
  };
  for (const Row& row : kRows) Hold(row);
}

TEST(NormalizeTest, ConvertedTextsAreFineWithEveryCollector) {
  const char* const text =
      "# TYPE m counter\n# HELP m M.\nm_total 1\nm_created 1\n"
      "# TYPE b info\n# HELP b B.\nb_info{v=\"1\"} 1\n"
      "# TYPE s stateset\ns{s=\"on\"} 1\n# TYPE u unknown\nu 1\n"
      "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2 # {} 1\nh_count 2\n"
      "h_sum 3\nh_created 4\n# TYPE q summary\nq{quantile=\"0.5\"} 1\n"
      "q_count 1\nq_sum 1\nq_created 5\n# TYPE g gaugehistogram\n"
      "g_bucket{le=\"+Inf\"} 2\ng_gcount 2\ng_gsum 3\n# EOF\n";
  ValidateOptions options;
  options.coherence = true;
  const FileReport report = ValidateText(Normalize(text).text, options);
  EXPECT_TRUE(report.findings.list.empty())
      << report.findings.list[0].at.line << ": "
      << report.findings.list[0].message;
  EXPECT_EQ(report.samples, 16u);
}

TEST(NormalizeTest, KnowsWhereALineComesFrom) {
  const Normalized normalized = Normalize(
      "# UNIT m_seconds seconds\n# TYPE m_seconds gauge\nm_seconds 1\n"
      "# EOF\n");
  EXPECT_EQ(normalized.text, "# TYPE m_seconds gauge\nm_seconds 1\n");
  EXPECT_EQ(normalized.OriginOf(0), 0u);
  EXPECT_EQ(normalized.OriginOf(1), 2u);
  EXPECT_EQ(normalized.OriginOf(2), 3u);
  EXPECT_EQ(Normalize("m 1\nn 1\n").OriginOf(2), 2u);
}

// Normalizing twice is normalizing once; a text that can be read stays unless
// it is OpenMetrics; and no repair means no change.
TEST(NormalizeTest, HoldsItsLawsOnGeneratedTexts) {
  const std::vector<std::string> kPieces = {"m",
                                            "m_total",
                                            "m_created",
                                            "m_info",
                                            "m_bucket",
                                            "m_gcount",
                                            " ",
                                            " ",
                                            "\t",
                                            "\n",
                                            "\n",
                                            "\r",
                                            "\r\n",
                                            "1",
                                            "1",
                                            "2.5",
                                            "x",
                                            "{a=\"b\"}",
                                            "{le=\"1\"}",
                                            "{a=\"",
                                            "\"",
                                            "}",
                                            " # {} 1",
                                            "# EOF\n",
                                            "# EOF\n",
                                            "# EOF",
                                            "# TYPE m ",
                                            "counter",
                                            "info",
                                            "gauge",
                                            "stateset",
                                            "unknown",
                                            "histogram",
                                            "summary",
                                            "gaugehistogram",
                                            "# HELP m ",
                                            "\\",
                                            "\\\"",
                                            "# UNIT m s\n",
                                            "# x",
                                            "\xEF\xBB\xBF",
                                            "m_total 1\n",
                                            "m 1\n",
                                            "# TYPE m counter\n",
                                            "# TYPE m info\n"};
  std::mt19937 random(1);
  size_t changed = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string text;
    for (size_t n = random() % 16; n > 0; --n) {
      text += kPieces[random() % kPieces.size()];
    }
    if (random() % 2 == 0) text += "# EOF\n";
    const Normalized once = Normalize(text);
    const Normalized twice = Normalize(once.text);
    ASSERT_EQ(twice.text, once.text) << "normalizing twice:\n" << text;
    ASSERT_TRUE(twice.repairs.empty()) << text;
    ASSERT_EQ(once.repairs.empty(), once.text == text) << text;
    changed += once.text != text;
    bool can_be_read = true;
    for (const Finding& finding :
         ValidateText(text, ValidateOptions()).findings.list) {
      can_be_read &= Rule(finding.rule).severity != Severity::kError;
    }
    if (can_be_read && text.find("# EOF") == std::string::npos) {
      ASSERT_EQ(once.text, text);
    }
  }
  EXPECT_GT(changed, 10000u);
}

}  // namespace
}  // namespace promfile
