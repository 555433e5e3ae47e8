#include "promfile/check/rules.h"

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "promfile/check/syntax_rules.h"

namespace promfile {
namespace {

TEST(RulesTest, EveryRuleIsListedOnceInItsPlace) {
  std::set<std::string> names;
  for (size_t i = 0; i < Rules().size(); ++i) {
    const RuleInfo& rule = Rules()[i];
    SCOPED_TRACE(rule.name);
    EXPECT_EQ(static_cast<size_t>(rule.id), i);
    EXPECT_EQ(&Rule(rule.id), &rule);
    EXPECT_TRUE(names.insert(rule.name).second);
    EXPECT_EQ(std::string(rule.name).find_first_not_of(
                  "abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string::npos);
    EXPECT_TRUE(absl::EndsWith(rule.summary, "."));
  }
  EXPECT_EQ(static_cast<size_t>(RuleId::kDirective) + 1, Rules().size());
}

// Nothing that a collector refuses, loses or dies of is a mere warning.
TEST(RulesTest, WhatHarmsAScrapeIsAnError) {
  for (const RuleInfo& rule : Rules()) {
    for (const Effect effect : rule.effects) {
      if (effect != Effect::kAccept) {
        EXPECT_EQ(rule.severity, Severity::kError) << rule.name;
      }
    }
  }
}

TEST(RulesTest, AreFoundByName) {
  for (const RuleInfo& rule : Rules()) EXPECT_EQ(FindRule(rule.name), &rule);
  EXPECT_EQ(FindRule(""), nullptr);
  EXPECT_EQ(FindRule("Value"), nullptr);
}

TEST(RulesTest, SeveritiesEffectsAndCollectorsHaveNames) {
  EXPECT_STREQ(SeverityName(Severity::kAdvice), "advice");
  EXPECT_STREQ(SeverityName(Severity::kWarning), "warning");
  EXPECT_STREQ(SeverityName(Severity::kError), "error");
  EXPECT_STREQ(EffectName(Effect::kAccept), "accept");
  EXPECT_STREQ(EffectName(Effect::kReject), "reject");
  EXPECT_STREQ(EffectName(Effect::kDamage), "damage");
  EXPECT_STREQ(EffectName(Effect::kCrash), "crash");
  EXPECT_STREQ(EffectName(Effect::kHang), "hang");
  EXPECT_STREQ(CollectorName(Collector::kNodeExporter150), "1.5.0");
  EXPECT_STREQ(CollectorName(Collector::kNodeExporterHead), "head");
}

// The rules for lines are called as the parser's problems are.
TEST(RuleOfTest, EveryProblemOfALineHasARuleOfItsOwn) {
  std::set<RuleId> rules;
  for (int i = 0; i <= static_cast<int>(SyntaxProblem::kGaugehistogramWord);
       ++i) {
    const RuleId rule = RuleOf(static_cast<SyntaxProblem>(i));
    EXPECT_EQ(Rule(rule).severity, Severity::kError) << Rule(rule).name;
    EXPECT_TRUE(rules.insert(rule).second) << Rule(rule).name;
  }
  EXPECT_EQ(RuleOf(SyntaxProblem::kLineTooLong), RuleId::kLimit);
  EXPECT_EQ(RuleOf(SyntaxProblem::kTimestamp), RuleId::kTimestamp);
}

}  // namespace
}  // namespace promfile
