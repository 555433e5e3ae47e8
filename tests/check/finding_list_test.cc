#include "promfile/check/finding_list.h"

#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/check/finding_text.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;

Finding At(RuleId rule, uint32_t line, uint32_t column) {
  Finding finding;
  finding.rule = rule;
  finding.at = {line, column};
  finding.message = "why";
  return finding;
}

TEST(FindingListTest, GivesFindingsInTheOrderOfTheText) {
  FindingList list(10);
  list.Add(At(RuleId::kValue, 2, 5));
  list.Add(At(RuleId::kPaddedLabels, 1, 7));
  list.Add(At(RuleId::kValue, 2, 1));
  list.Add(At(RuleId::kEmpty, 0, 0));
  list.Add(At(RuleId::kNegativeZero, 2, 1));
  EXPECT_THAT(
      FindingTexts(list.Take().list),
      ElementsAre("0:0 empty: why", "1:7 padded-labels: why", "2:1 value: why",
                  "2:1 negative-zero: why", "2:5 value: why"));
}

TEST(FindingListTest, CutsTheLineAroundTheToken) {
  FindingList list(10);
  const std::string text = "m{a=\"\xFF\"} x";
  list.Add(RuleId::kValue, {text, 3}, {3, 10}, "m", "why", "remedy");
  const Findings findings = list.Take();
  ASSERT_EQ(findings.list.size(), 1u);
  const Finding& finding = findings.list[0];
  EXPECT_EQ(FindingText(finding), "3:10 value m: why (remedy)");
  EXPECT_EQ(finding.excerpt, "m{a=\"\\xff\"} x");
  EXPECT_EQ(finding.caret, 12);
}

TEST(FindingListTest, TheWorstCountsUnlessTheFileIsRejected) {
  const struct {
    std::vector<RuleId> rules;
    const char* verdict;
  } kCases[] = {
      {{}, "accept accept"},
      {{RuleId::kNegativeZero}, "accept accept"},
      {{RuleId::kForgedSeries}, "accept accept"},
      {{RuleId::kDuplicateSeries}, "damage damage"},
      {{RuleId::kDuplicateSeries, RuleId::kReservedLabel}, "crash crash"},
      {{RuleId::kReservedLabel, RuleId::kDuplicateSeries}, "crash crash"},
      {{RuleId::kReservedLabel, RuleId::kValue}, "reject reject"},
      {{RuleId::kHelpQuoteEscape, RuleId::kReservedLabel}, "reject crash"},
      {{RuleId::kNegativeCount, RuleId::kReservedLabel}, "crash reject"},
      {{RuleId::kGaugeHistogramPart}, "accept crash"},
  };
  for (const auto& c : kCases) {
    FindingList list(0);  // nothing is kept, everything counts
    for (const RuleId rule : c.rules) list.Add(At(rule, 1, 1));
    EXPECT_EQ(VerdictText(list.verdict()), c.verdict);
    const Findings findings = list.Take();
    EXPECT_TRUE(findings.list.empty());
    EXPECT_EQ(findings.left_out, c.rules.size());
  }
}

}  // namespace
}  // namespace promfile
