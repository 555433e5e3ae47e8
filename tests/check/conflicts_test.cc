#include "promfile/check/conflicts.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/label_orders.h"
#include "promfile/check/validate.h"
#include "tests/check/finding_text.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

constexpr uint64_t kKey[2] = {3, 4};

FileReport Report(absl::string_view text) {
  static LabelOrders& orders = *new LabelOrders;
  ValidateOptions options;
  options.compared = true;
  options.label_orders = &orders;
  options.hash_key[0] = kKey[0];
  options.hash_key[1] = kKey[1];
  return ValidateText(text, options);
}

// What is wrong with b.prom, read after a.prom.
std::vector<std::string> Between(absl::string_view a, absl::string_view b) {
  ConflictChecker checker(kKey[0], kKey[1]);
  checker.Add("a.prom", Report(a));
  return FindingTexts(checker.Compare("b.prom", Report(b)));
}

// What is wrong with b.prom, which is about to be written beside a.prom.
std::vector<std::string> WouldBe(absl::string_view b, absl::string_view a) {
  ConflictChecker checker(kKey[0], kKey[1]);
  checker.Add("b.prom", Report(b));
  return FindingTexts(checker.CompareWithOnly("a.prom", Report(a)));
}

constexpr char kSame[] = " (write the same HELP and TYPE in every file)";
constexpr char kLabel[] = " (tell them apart by a label)";
constexpr char kRename[] = " (rename one of them)";

struct ConflictCase {
  absl::string_view a;
  absl::string_view b;
  std::vector<std::string> between;   // about b.prom, which comes second
  std::vector<std::string> would_be;  // about b.prom, which is judged
};

TEST(ConflictsTest, AreToldOfEitherFile) {
  const auto same = [](absl::string_view text) {
    return absl::StrCat(text, kSame);
  };
  const auto label = [](absl::string_view text) {
    return absl::StrCat(text, kLabel);
  };
  const auto rename = [](absl::string_view text) {
    return absl::StrCat(text, kRename);
  };
  const ConflictCase kCases[] = {
      {"m 1\n", "n 1\n", {}, {}},
      {"m{a=\"1\"} 1\n", "m{a=\"2\"} 1\n", {}, {}},
      {"# HELP m x\n# TYPE m gauge\nm{a=\"1\"} 1\n",
       "# HELP m x\n# TYPE m gauge\nm{a=\"2\"} 1\n",
       {},
       {}},
      // Series.
      {"m 1\n",
       "# c\nm 2\n",
       {label("b.prom:2:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 1")},
       {label("b.prom:2:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 1")}},
      {"m{a=\"1\",b=\"2\"} 1\n",
       "m{b=\"2\",a=\"1\"} 1\n",
       {label("b.prom:1:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 1")},
       {label("b.prom:1:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 1")}},
      {"x 1\nm{a=\"1\"} 1\nm{a=\"2\"} 1\n",
       "m{a=\"2\"} 1\nm{a=\"3\"} 1\nm{a=\"1\"} 1\n",
       {label("b.prom:1:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 3"),
        label("b.prom:3:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 2")},
       {label("b.prom:3:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 2"),
        label("b.prom:1:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 3")}},
      // Labels are filled in within a file only.
      {"m 1\n", "m{a=\"\"} 1\n", {}, {}},
      {"m 1\nm{a=\"x\"} 1\n",
       "m{a=\"\"} 1\n",
       {label("b.prom:1:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 1")},
       {label("b.prom:1:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 1")}},
      {"m 1\n", "m 1\nm{a=\"x\"} 1\n", {}, {}},
      // Parts of one histogram in two files.
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 1\n",
       "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n",
       {label("b.prom:2:1 shared-series h: series of 'h' stands in 'a.prom' "
              "already, in line 2")},
       {label("b.prom:2:1 shared-series h: series of 'h' stands in 'a.prom' "
              "already, in line 2")}},
      {"# TYPE h histogram\nh_bucket{le=\"1\",x=\"1\"} 1\n",
       "# TYPE h histogram\nh_bucket{le=\"1\",x=\"2\"} 2\n",
       {},
       {}},
      // Help texts.
      {"# HELP m x\nm{a=\"1\"} 1\n",
       "# HELP m y\nm{a=\"2\"} 1\n",
       {same("b.prom:1:1 help-conflict m: help text of 'm' is not the one in "
             "'a.prom', 'x'")},
       {same("b.prom:1:1 help-conflict m: help text of 'm' is not the one in "
             "'a.prom', 'x'")}},
      {"# HELP m x\nm{a=\"1\"} 1\n",
       "# HELP m x \nm{a=\"2\"} 1\n",
       {same("b.prom:1:1 help-conflict m: help text of 'm' is not the one in "
             "'a.prom', 'x'")},
       {same("b.prom:1:1 help-conflict m: help text of 'm' is not the one in "
             "'a.prom', 'x'")}},
      {"# HELP m x\nm{a=\"1\"} 1\n",
       "m{a=\"2\"} 1\n",
       {same("b.prom:1:1 help-conflict m: metric family 'm' has no HELP here, "
             "but in 'a.prom' it has")},
       {same("b.prom:1:1 help-conflict m: metric family 'm' has no HELP here, "
             "but in 'a.prom' it has")}},
      {"m{a=\"1\"} 1\n",
       "# HELP m x\nm{a=\"2\"} 1\n",
       {same("b.prom:1:1 help-conflict m: metric family 'm' has a HELP here, "
             "but in 'a.prom' it has none")},
       {same("b.prom:1:1 help-conflict m: metric family 'm' has a HELP here, "
             "but in 'a.prom' it has none")}},
      {"# HELP m   x\nm{a=\"1\"} 1\n", "# HELP m x\nm{a=\"2\"} 1\n", {}, {}},
      // Types.
      {"# TYPE m gauge\nm{a=\"1\"} 1\n",
       "# TYPE m counter\nm{a=\"2\"} 1\n",
       {same("b.prom:1:1 type-conflict m: metric family 'm' is a counter here, "
             "but a gauge in 'a.prom'")},
       {same("b.prom:1:1 type-conflict m: metric family 'm' is a counter here, "
             "but a gauge in 'a.prom'")}},
      {"# TYPE m gauge\nm{a=\"1\"} 1\n",
       "m{a=\"2\"} 1\n",
       {same("b.prom:1:1 type-conflict m: metric family 'm' is a untyped here, "
             "but a gauge in 'a.prom'")},
       {same("b.prom:1:1 type-conflict m: metric family 'm' is a untyped here, "
             "but a gauge in 'a.prom'")}},
      {"# TYPE m untyped\nm{a=\"1\"} 1\n", "m{a=\"2\"} 1\n", {}, {}},
      {"# HELP m x\n# TYPE m gauge\nm 1\n",
       "# HELP m y\n# TYPE m counter\nm 1\n",
       {same("b.prom:1:1 help-conflict m: help text of 'm' is not the one in "
             "'a.prom', 'x'"),
        same("b.prom:1:1 type-conflict m: metric family 'm' is a counter here, "
             "but a gauge in 'a.prom'"),
        label("b.prom:3:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 3")},
       {same("b.prom:1:1 help-conflict m: help text of 'm' is not the one in "
             "'a.prom', 'x'"),
        same("b.prom:1:1 type-conflict m: metric family 'm' is a counter here, "
             "but a gauge in 'a.prom'"),
        label("b.prom:3:1 shared-series m: series of 'm' stands in 'a.prom' "
              "already, in line 3")}},
      // A family that has the name of a part.
      {"# TYPE h histogram\nh_sum 1\n",
       "h_count 1\n",
       {rename("b.prom:1:1 shared-suffix h_count: metric families 'h_count' "
               "and 'h' of 'a.prom' share the name of a part of a histogram or "
               "summary")},
       {rename("b.prom:1:1 shared-suffix h_count: metric families 'h_count' "
               "and 'h' of 'a.prom' share the name of a part of a histogram or "
               "summary")}},
      {"h_bucket 1\n",
       "# TYPE h histogram\nh_sum 1\n",
       {rename("b.prom:1:1 shared-suffix h: metric families 'h' and 'h_bucket' "
               "of 'a.prom' share the name of a part of a histogram or "
               "summary")},
       {rename("b.prom:1:1 shared-suffix h: metric families 'h' and 'h_bucket' "
               "of 'a.prom' share the name of a part of a histogram or "
               "summary")}},
      {"s_sum 1\n",
       "# TYPE s summary\ns_count 1\n",
       {rename("b.prom:1:1 shared-suffix s: metric families 's' and 's_sum' of "
               "'a.prom' share the name of a part of a histogram or summary")},
       {rename("b.prom:1:1 shared-suffix s: metric families 's' and 's_sum' of "
               "'a.prom' share the name of a part of a histogram or summary")}},
      {"s_bucket 1\n", "# TYPE s summary\ns_count 1\n", {}, {}},
      {"# TYPE s summary\ns_count 1\n", "s_bucket 1\n", {}, {}},
      {"g_count 1\n", "# TYPE g gauge\ng 1\n", {}, {}},
      {"# TYPE h histogram\n", "h_count 1\n", {}, {}},
      // What no collector reads harms nobody.
      {"m 1\nx y\n", "m 1\n", {}, {}},
      {"m 1\n", "m 1\nx y\n", {}, {}},
      {"# HELP m x\n", "# HELP m y\n", {}, {}},
  };
  for (const ConflictCase& c : kCases) {
    SCOPED_TRACE(absl::StrCat("a.prom:\n", c.a, "b.prom:\n", c.b));
    EXPECT_THAT(Between(c.a, c.b), ElementsAreArray(c.between));
    EXPECT_THAT(WouldBe(c.b, c.a), ElementsAreArray(c.would_be));
  }
}

// One of the two collectors reads it.
TEST(ConflictsTest, CountAFileThatOneCollectorReads) {
  EXPECT_EQ(Between("# HELP n \\\"\nm 1\n", "m 1\n").size(), 1u);
  EXPECT_EQ(Between("m 1\n", "# HELP n \\\"\nm 1\n").size(), 1u);
}

TEST(ConflictsTest, AreToldAgainstEachOfManyFiles) {
  ConflictChecker checker(kKey[0], kKey[1]);
  for (int i = 0; i < 20; ++i) {
    const std::string text = absl::StrCat("# TYPE m gauge\nm{a=\"", i,
                                          "\"} 1\nm{b=\"", i, "\",a=\"\"} 1\n");
    const std::string name = absl::StrCat(i, ".prom");
    const FileReport report = Report(text);
    EXPECT_THAT(checker.Compare(name, report), IsEmpty());
    checker.Add(name, report);
  }
  EXPECT_THAT(
      FindingTexts(checker.Compare(
          "x.prom", Report("# TYPE m gauge\nm{a=\"7\",b=\"\"} 1\n"
                           "m{b=\"13\"} 1\nm{a=\"13\"} 1\n"))),
      ElementsAre("x.prom:2:1 shared-series m: series of 'm' stands in "
                  "'7.prom' already, in line 2 (tell them apart by a label)",
                  "x.prom:3:1 shared-series m: series of 'm' stands in "
                  "'13.prom' already, in line 3 (tell them apart by a label)",
                  "x.prom:4:1 shared-series m: series of 'm' stands in "
                  "'13.prom' already, in line 2 (tell them apart by a label)"));
}

// The first file that has a family is the one that a scrape keeps.
TEST(ConflictsTest, OfHelpAndTypeAreToldAgainstTheFirstFile) {
  ConflictChecker checker(kKey[0], kKey[1]);
  checker.Add("a.prom", Report("# HELP m x\nm{a=\"1\"} 1\n"));
  checker.Add("b.prom", Report("# HELP m y\nm{a=\"2\"} 1\n"));
  // But the newest source gives up all that come behind two texts.
  const std::vector<Finding> behind =
      checker.Compare("c.prom", Report("# HELP m x\nm{a=\"3\"} 1\n"));
  EXPECT_THAT(FindingTexts(behind),
              ElementsAre("c.prom:1:1 help-conflict m: metric family 'm' has "
                          "two HELP texts in the files before, behind which "
                          "newer exporters skip it (write the same HELP and "
                          "TYPE in every file)"));
  EXPECT_EQ(behind[0].felt_by, kOnlyHead);
  EXPECT_THAT(
      FindingTexts(
          checker.Compare("d.prom", Report("# HELP m y\nm{a=\"4\"} 1\n"))),
      ElementsAre("d.prom:1:1 help-conflict m: help text of 'm' is not the one "
                  "in 'a.prom', 'x' (write the same HELP and TYPE in every "
                  "file)"));
}

TEST(ConflictsTest, NamesInMessagesAreFitToPrint) {
  ConflictChecker checker(kKey[0], kKey[1]);
  checker.Add("a\n\xFF.prom", Report("# HELP m \x1B[31m\nm 1\n"));
  for (const Finding& finding :
       checker.Compare("b.prom", Report("# HELP m y\nm 1\n"))) {
    EXPECT_EQ(finding.message.find('\n'), std::string::npos);
    EXPECT_EQ(finding.message.find('\xFF'), std::string::npos);
    EXPECT_EQ(finding.message.find('\x1B'), std::string::npos);
  }
}

}  // namespace
}  // namespace promfile
