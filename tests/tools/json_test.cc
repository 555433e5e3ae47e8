#include "tools/json.h"

#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(JsonTest, StringsAreEscapedAndAlwaysUtf8) {
  const struct {
    absl::string_view text;
    const char* json;
  } kCases[] = {
      {"", "\"\""},
      {"plain", "\"plain\""},
      {"a \"b\" \\ c", "\"a \\\"b\\\" \\\\ c\""},
      {"a\nb\tc\r", "\"a\\nb\\u0009c\\u000d\""},
      {"\x1b[31m\x7f", "\"\\u001b[31m\\u007f\""},
      {absl::string_view("\0", 1), "\"\\u0000\""},
      {"caf\xc3\xa9", "\"caf\xc3\xa9\""},
      // Not UTF-8: JSON has no way to say it.
      {"caf\xe9 \"x\"", "\"caf\\\\xe9 \\\"x\\\"\""},
      {"\xed\xa0\x80", "\"\\\\xed\\\\xa0\\\\x80\""},
  };
  for (const auto& c : kCases) EXPECT_EQ(JsonString(c.text), c.json);
}

TEST(JsonTest, LongStringsAreNotCut) {
  EXPECT_EQ(JsonString(std::string(100000, 'x')).size(), 100002u);
  EXPECT_EQ(JsonString(std::string(10000, '\xff')).size(), 50002u);
}

}  // namespace
}  // namespace promfile
