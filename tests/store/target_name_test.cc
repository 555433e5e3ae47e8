#include "promfile/store/target_name.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

TEST(TargetNameTest, AddsTheSuffixWhereItIsLeftOut) {
  const struct {
    std::string name;
    std::string target;
  } kCases[] = {
      {"backup", "backup.prom"},
      {"backup.prom", "backup.prom"},
      {"backup.PROM", "backup.PROM.prom"},
      {"backup.prom.tmp", "backup.prom.tmp.prom"},
      {"a", "a.prom"},
      {"a.", "a..prom"},
      {"prom", "prom.prom"},
      {"with blank", "with blank.prom"},
      {"a-b_c@d~", "a-b_c@d~.prom"},
      {"gr\xc3\xb6\xc3\x9f"
       "e",
       "gr\xc3\xb6\xc3\x9f"
       "e.prom"},
      {"\xc2\xa0", "\xc2\xa0.prom"},
      {"\xf0\x9f\x92\xbe", "\xf0\x9f\x92\xbe.prom"},
      {std::string(195, 'a'), std::string(195, 'a') + ".prom"},
      {std::string(195, 'a') + ".prom", std::string(195, 'a') + ".prom"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("name: ", absl::CEscape(c.name)));
    const absl::StatusOr<std::string> target = TargetName(c.name);
    ASSERT_THAT(target, IsOk());
    EXPECT_EQ(*target, c.target);
    EXPECT_EQ(*TargetName(*target), *target) << "not the same when said again";
  }
}

TEST(TargetNameTest, RefusesWithTheReason) {
  const std::string long_name(196, 'a');
  const struct {
    std::string name;
    std::string error;
  } kCases[] = {
      {"", "'' cannot be a file name: it is empty"},
      {"/etc/passwd",
       "'/etc/passwd' cannot be a file name: it contains a slash"},
      {"../a", "'../a' cannot be a file name: it contains a slash"},
      {"a/b.prom", "'a/b.prom' cannot be a file name: it contains a slash"},
      {"a/", "'a/' cannot be a file name: it contains a slash"},
      {".", "'.' cannot be a file name: it starts with a dot"},
      {"..", "'..' cannot be a file name: it starts with a dot"},
      {".prom", "'.prom' cannot be a file name: it starts with a dot"},
      {".hidden", "'.hidden' cannot be a file name: it starts with a dot"},
      {"-rf", "'-rf' cannot be a file name: it starts with a dash"},
      {"a\nb",
       "'a\\nb' cannot be a file name: it contains a control character"},
      {"a\x1b[2J",
       "'a\\x1b[2J' cannot be a file name: it contains a control character"},
      {std::string("a\0b", 3),
       "'a\\x00b' cannot be a file name: it contains a control character"},
      {"a\x7f",
       "'a\\x7f' cannot be a file name: it contains a control character"},
      {"a\xff", "'a\\xff' cannot be a file name: it is not valid UTF-8"},
      {"\xc0\xaf", "'\\xc0\\xaf' cannot be a file name: it is not valid UTF-8"},
      {"\xed\xa0\x80",
       "'\\xed\\xa0\\x80' cannot be a file name: it is not valid UTF-8"},
      {long_name, absl::StrCat("'", std::string(80, 'a'),
                               "...' cannot be a file name: with .prom it has "
                               "201 bytes, 200 are allowed")},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("name: ", absl::CEscape(c.name)));
    EXPECT_THAT(TargetName(c.name),
                StatusIs(absl::StatusCode::kInvalidArgument, c.error));
  }
}

TEST(TargetNameTest, RefusesEveryControlCharacterUpToU009F) {
  for (int code = 0; code < 0xa0; ++code) {
    if (code >= 0x20 && code < 0x7f) continue;
    std::string name = "a";
    if (code < 0x80) {
      name += static_cast<char>(code);
    } else {
      name += "\xc2";
      name += static_cast<char>(code);
    }
    EXPECT_EQ(TargetName(name).status().code(),
              absl::StatusCode::kInvalidArgument)
        << "code point " << code;
  }
}

}  // namespace
}  // namespace promfile
