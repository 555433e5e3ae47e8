#include "promfile/check/name_pattern.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "tests/check/finding_text.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

TEST(NamePolicyTest, AllowsAndDeniesWholeNames) {
  const char kNoMatch[] = "matches none of the allowed patterns";
  const struct {
    std::vector<std::string> allow;
    std::vector<std::string> deny;
    const char* family;
    std::string error;  // empty: allowed
  } kCases[] = {
      {{}, {}, "anything", ""},
      {{"backup_.*"}, {}, "backup_size", ""},
      {{"backup_.*"}, {}, "my_backup_size", kNoMatch},
      {{"backup"}, {}, "backup_size", kNoMatch},
      {{"backup", "backup_size"}, {}, "backup_size", ""},
      {{"a|b"}, {}, "b", ""},
      {{"a|b"}, {}, "bb", kNoMatch},
      {{""}, {}, "a", kNoMatch},
      {{}, {"node_.*"}, "node_load1", "matches the denied pattern 'node_.*'"},
      {{}, {"node_.*"}, "my_node_load1", ""},
      {{}, {"x", "node_.*"}, "node_x", "matches the denied pattern 'node_.*'"},
      // Denied goes before allowed.
      {{".*"}, {"a"}, "a", "matches the denied pattern 'a'"},
      {{"a"}, {"a"}, "a", "matches the denied pattern 'a'"},
      {{"a"}, {"b"}, "c", kNoMatch},
      {{"(?i)BACKUP"}, {}, "backup", ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat(c.family, " allow ", absl::StrJoin(c.allow, " "),
                              " deny ", absl::StrJoin(c.deny, " ")));
    const auto policy = NamePolicy::Create(c.allow, c.deny);
    ASSERT_THAT(policy, IsOk());
    const absl::Status status = (*policy)->Check(c.family);
    if (c.error.empty()) {
      EXPECT_THAT(status, IsOk());
    } else {
      EXPECT_THAT(status,
                  StatusIs(absl::StatusCode::kPermissionDenied, c.error));
    }
  }
}

TEST(NamePolicyTest, NamesThePatternThatIsNone) {
  EXPECT_THAT(NamePolicy::Create({"a("}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "pattern 'a(' is not a regular expression: missing ): "
                       "a("));
  EXPECT_THAT(NamePolicy::Create({"a"}, {"b", "*"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "pattern '*' is not a regular expression: no argument "
                       "for repetition operator: *"));
  EXPECT_THAT(NamePolicy::Create({"\x01\xFF"}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       StartsWith("pattern '\\x01\\xff' is not a regular")));
}

TEST(NamePolicyTest, AppliesToFamiliesThatHaveSamples) {
  const auto policy = NamePolicy::Create({"backup_.*"}, {".*_secret"});
  ASSERT_THAT(policy, IsOk());
  ValidateOptions options;
  options.names = policy->get();
  const FileReport report = ValidateText(
      "# HELP other x\n"
      "# TYPE backup_seconds histogram\n"
      "backup_seconds_bucket{le=\"+Inf\"} 1\n"
      "backup_seconds_count 1\n"
      "other_thing 1\n"
      "other_thing{a=\"1\"} 1\n"
      "backup_secret 1\n",
      options);
  EXPECT_THAT(
      FindingTexts(report.findings.list),
      ElementsAre(
          "5:1 not-allowed other_thing: metric family 'other_thing' may not be "
          "published: it matches none of the allowed patterns",
          "5:1 padded-labels other_thing: series of 'other_thing' have "
          "different label names; the missing ones arrive as empty labels "
          "(give every series of a family the same label names)",
          "7:1 not-allowed backup_secret: metric family 'backup_secret' may "
          "not be published: it matches the denied pattern '.*_secret'"));
  EXPECT_EQ(VerdictText(report.verdict), "accept accept");
}

}  // namespace
}  // namespace promfile
