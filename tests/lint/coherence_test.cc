#include "promfile/check/coherence.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "tests/lint/said.h"

namespace promfile {
namespace {

// What is said of the lines of a histogram h or a summary s.
std::string Coherence(const std::string& lines) {
  ValidateOptions options;
  options.coherence = true;
  std::string said;
  for (const Finding& finding :
       ValidateText(
           absl::StrCat("# TYPE h histogram\n# TYPE s summary\n", lines),
           options)
           .findings.list) {
    absl::StrAppend(&said, Said(finding), "\n");
  }
  return said;
}

TEST(CoherenceTest, HistogramsAndSummariesThatContradictThemselves) {
  const struct {
    const char* lines;
    const char* said;
  } kRows[] = {
      // Coherent.
      {"h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 1\nh_count 3\n",
       ""},
      {"h_bucket{le=\"1\"} 2\nh_bucket{le=\"2\"} 2\nh_bucket{le=\"inf\"} 2\n"
       "h_count 2\n",
       ""},
      {"h_sum 1\nh_count 3\n", ""},
      {"h_bucket{le=\"+Inf\"} 0\n", ""},
      {"s{quantile=\"0\"} 1\ns{quantile=\"1\"} 1\ns{quantile=\"-0\"} 1\n",
       "5:1: warning: this replaces the value of line 3, which is lost "
       "[repeated-bucket]\n"},
      // The lines of two series may be mixed.
      {"h_bucket{a=\"x\",le=\"1\"} 5\nh_bucket{le=\"1\",a=\"y\"} 1\n"
       "h_bucket{le=\"+Inf\",a=\"x\"} 5\nh_bucket{a=\"y\",le=\"+Inf\"} 1\n"
       "h_count{a=\"y\"} 1\nh_count{a=\"x\"} 5\n",
       ""},
      // Not coherent.
      {"h_bucket{le=\"2\"} 2\nh_bucket{le=\"1\"} 1\n"
       "h_bucket{le=\"+Inf\"} 2\nh_count 2\n",
       "4:1: warning: bucket of 'h' stands behind one with a larger bound "
       "[bucket-order]\n"},
      {"h_bucket{le=\"1\"} 3\nh_bucket{le=\"2\"} 2\n"
       "h_bucket{le=\"+Inf\"} 1\nh_count 1\n",
       "4:1: warning: bucket le=\"2\" of 'h' counts 2, less than the 3 of "
       "le=\"1\" [bucket-counts]\n"},
      {"h_bucket{le=\"1\"} 5\nh_bucket{le=\"2\"} 9\nh_bucket{le=\"4\"} 10\n"
       "h_bucket{le=\"3\"} 8\nh_bucket{le=\"+Inf\"} 10\nh_count 10\n",
       "6:1: warning: bucket of 'h' stands behind one with a larger bound "
       "[bucket-order]\n"
       "6:1: warning: bucket le=\"3\" of 'h' counts 8, less than the 9 of "
       "le=\"2\" [bucket-counts]\n"},
      {"h_bucket{le=\"1\"} 3\nh_bucket{le=\"2\"} 3\n"
       "h_bucket{le=\"3\"} 3\nh_bucket{le=\"4\"} 1\n"
       "h_bucket{le=\"+Inf\"} 3\nh_count 3\n",
       "6:1: warning: bucket le=\"4\" of 'h' counts 1, less than the 3 of "
       "le=\"3\" [bucket-counts]\n"},
      // A row that is gone on with behind another line.
      {"h_bucket{le=\"1\"} 3\nh_bucket{le=\"2\"} 4\n"
       "h_bucket{le=\"3\"} 5\nh_sum 1\nh_bucket{le=\"4\"} 4\n"
       "h_bucket{le=\"2.0\"} 4\nh_bucket{le=\"+Inf\"} 5\nh_count 5\n",
       "7:1: warning: bucket le=\"4\" of 'h' counts 4, less than the 5 of "
       "le=\"3\" [bucket-counts]\n"
       "8:1: warning: this replaces the value of line 4, which is lost "
       "[repeated-bucket]\n"
       "8:1: warning: bucket of 'h' stands behind one with a larger bound "
       "[bucket-order]\n"},
      {"h_bucket{le=\"1\"} 2\nh_count 2\n",
       "3:1: warning: histogram 'h' has no bucket le=\"+Inf\" "
       "[infinity-bucket]\n"},
      {"h_bucket{le=\"+Inf\"} 2\nh_count 3\n",
       "4:1: warning: count of 'h' is 3, but its bucket le=\"+Inf\" counts 2 "
       "[count-mismatch]\n"},
      {"h_bucket{le=\"+Inf\"} 2\n",
       "3:1: warning: bucket le=\"+Inf\" of 'h' counts 2, but there is no "
       "_count [count-mismatch]\n"},
      // The last one of equal bounds counts.
      {"h_bucket{le=\"1\"} 9\nh_bucket{le=\"1.0\"} 1\n"
       "h_bucket{le=\"+Inf\"} 2\nh_count 2\n",
       "4:1: warning: this replaces the value of line 3, which is lost "
       "[repeated-bucket]\n"},
      {"s{quantile=\"1.01\"} 1\n",
       "3:13: warning: quantile '1.01' is not within 0 and 1 "
       "[quantile-range]\n"},
      {"s{a=\"b\",quantile=\"-0.5\"} 1\n",
       "3:19: warning: quantile '-0.5' is not within 0 and 1 "
       "[quantile-range]\n"},
      // A line that cannot be read may be the one that is missing.
      {"h_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} x\n",
       "4:21: error: 'x' is not a number [value]\n"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(absl::StrCat("lines:\n", row.lines));
    EXPECT_EQ(Coherence(row.lines), row.said);
  }
}

TEST(CoherenceTest, IsNotAskedForByDefault) {
  EXPECT_TRUE(ValidateText("# TYPE h histogram\nh_bucket{le=\"1\"} 2\n",
                           ValidateOptions())
                  .findings.list.empty());
}

}  // namespace
}  // namespace promfile
