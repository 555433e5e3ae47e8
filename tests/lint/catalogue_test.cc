// The catalogue of rules says the truth, and docs/FORMAT.md says the catalogue.
//
// After a change of the catalogue:
//   PROMFILE_FORMAT_MD=$PWD/docs/FORMAT.md bazel-bin/tests/lint/catalogue_test

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "promfile/check/conflicts.h"
#include "promfile/check/label_orders.h"
#include "promfile/check/rule_texts.h"
#include "promfile/check/validate.h"

namespace promfile {
namespace {

constexpr char kBegin[] = "<!-- rules: begin -->\n";
constexpr char kEnd[] = "<!-- rules: end -->\n";

// Rules that no text can break, and the tests that have a row for each.
bool IsAboutSomethingElse(RuleId id) {
  switch (id) {
    case RuleId::kFifo:  // tests/directory
    case RuleId::kDevice:
    case RuleId::kDirectoryEntry:
    case RuleId::kUnreadable:
    case RuleId::kFileName:
    case RuleId::kHelpMissingCrash:  // tests/differential
    case RuleId::kEmpty:             // tests/store
    case RuleId::kNotAllowed:
    case RuleId::kLimit:
      return true;
    default:
      return false;
  }
}

FileReport Report(const char* text, LabelOrders* label_orders) {
  ValidateOptions options;
  options.label_orders = label_orders;
  options.lint = true;
  options.coherence = true;
  options.compared = true;
  return ValidateText(text, options);
}

std::set<std::string> NamesOf(const std::vector<Finding>& findings) {
  std::set<std::string> names;
  for (const Finding& finding : findings) {
    names.insert(Rule(finding.rule).name);
  }
  return names;
}

std::set<std::string> RulesBrokenBy(const RuleText& text) {
  LabelOrders label_orders;
  FileReport report = Report(text.example, &label_orders);
  std::set<std::string> names = NamesOf(report.findings.list);
  if (text.beside == nullptr) return names;
  ConflictChecker conflicts(0, 0);
  conflicts.Add("a.prom", std::move(report));
  return NamesOf(
      conflicts.Compare("b.prom", Report(text.beside, &label_orders)));
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// The catalogue as docs/FORMAT.md has it.
std::string CatalogueInMarkdown() {
  std::string markdown;
  for (const RuleInfo& rule : Rules()) {
    const RuleText& text = TextOf(rule.id);
    absl::StrAppend(&markdown, "### ", rule.name, "\n\n*",
                    SeverityName(rule.severity));
    if (rule.severity == Severity::kError) {
      absl::StrAppend(&markdown, "; 1.5.0: ", EffectName(rule.effects[0]),
                      ", head: ", EffectName(rule.effects[1]));
    }
    const std::string said = absl::StrReplaceAll(
        absl::StrCat(rule.summary, "\n", text.why),
        {{"\\", "\\\\"}, {"*", "\\*"}, {"_", "\\_"}, {"[", "\\["}});
    absl::StrAppend(&markdown, "*\n\n", said, "\n\n");
    if (text.example != nullptr) {
      absl::StrAppend(&markdown, ShownText(text.example), "\n");
    }
    if (text.beside != nullptr) {
      absl::StrAppend(&markdown, "beside another file with\n\n",
                      ShownText(text.beside), "\n");
    }
    if (text.better != nullptr) {
      absl::StrAppend(&markdown, "Better:\n\n", ShownText(text.better), "\n");
    }
  }
  return markdown;
}

TEST(CatalogueTest, HasEveryRuleOnceInOrder) {
  ASSERT_EQ(Rules().size(), RuleTexts().size());
  std::set<std::string> names;
  for (size_t i = 0; i < Rules().size(); ++i) {
    const RuleInfo& rule = Rules()[i];
    EXPECT_EQ(static_cast<size_t>(rule.id), i) << rule.name;
    EXPECT_EQ(RuleTexts()[i].id, rule.id) << rule.name << " has no text";
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name << " twice";
    EXPECT_EQ(FindRule(rule.name), &rule) << rule.name;
  }
  EXPECT_EQ(FindRule("no-such-rule"), nullptr);
}

TEST(CatalogueTest, EveryExampleBreaksItsRuleAndWhatIsBetterDoesNot) {
  for (const RuleText& text : RuleTexts()) {
    const std::string name = Rule(text.id).name;
    SCOPED_TRACE(name);
    EXPECT_EQ(text.example == nullptr, IsAboutSomethingElse(text.id));
    if (text.example == nullptr) continue;
    EXPECT_EQ(RulesBrokenBy(text).count(name), 1u);
    if (text.better == nullptr) continue;
    for (const Finding& finding : Report(text.better, nullptr).findings.list) {
      EXPECT_NE(finding.rule, text.id);
      EXPECT_EQ(Rule(finding.rule).severity, Severity::kAdvice)
          << "what is better breaks " << Rule(finding.rule).name;
    }
  }
}

TEST(CatalogueTest, ExplainsARule) {
  EXPECT_EQ(ExplainRule(RuleId::kLineEnd),
            "line-end (error)\n\n"
            "Every line ends in a line feed, the last one and comments too.\n"
            "The parser wants a line feed behind every line. A text without "
            "the last one may have been cut, and one that is cut between two "
            "lines is not noticed by anybody.\n\n"
            "node_exporter 1.5.0: reject\nnode_exporter head: reject\n\n"
            "For example:\n\n    disk_ok 1(no newline)\n\n"
            "Better:\n\n    disk_ok 1\n");
  EXPECT_EQ(ExplainRule(RuleId::kColon),
            "colon (advice)\n\n"
            "Colons in metric names are for recording rules.\n"
            "Rename it: 'job:x' looks like the result of a rule.\n\n"
            "For example:\n\n    job:backup_files 3\n\n"
            "Better:\n\n    backup_files 3\n\n"
            "To silence it in a file:\n\n"
            "    # promfile: allow colon FAMILY...\n");
}

TEST(CatalogueTest, IsThatOfFormatMd) {
  const char* const path = std::getenv("PROMFILE_FORMAT_MD");
  const std::string document =
      ReadFile(path != nullptr ? path : "docs/FORMAT.md");
  const size_t begin = document.find(kBegin);
  const size_t end = document.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const size_t text = begin + sizeof(kBegin) - 1;
  const std::string wanted = absl::StrCat("\n", CatalogueInMarkdown());
  if (path != nullptr) {
    std::ofstream(path, std::ios::binary)
        << document.substr(0, text) << wanted << document.substr(end);
    return;
  }
  EXPECT_TRUE(document.substr(text, end - text) == wanted)
      << "docs/FORMAT.md is not the catalogue's: see the top of this file";
}

}  // namespace
}  // namespace promfile
