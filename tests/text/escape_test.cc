#include "promfile/text/escape.h"

#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

std::string EscapedLabel(absl::string_view value) {
  std::string out;
  AppendEscapedLabelValue(value, &out);
  return out;
}

std::string EscapedHelp(absl::string_view help) {
  std::string out;
  AppendEscapedHelp(help, &out);
  return out;
}

TEST(EscapeTest, EscapesLabelValuesAndHelpTexts) {
  const struct {
    absl::string_view text;
    absl::string_view label;
    absl::string_view help;
  } kCases[] = {
      {"", "", ""},
      {"plain", "plain", "plain"},
      {"\\", "\\\\", "\\\\"},
      {"\"", "\\\"", "\""},
      {"\n", "\\n", "\\n"},
      {"\\n", "\\\\n", "\\\\n"},
      {"C:\\new", "C:\\\\new", "C:\\\\new"},
      {"a\"b\"c", "a\\\"b\\\"c", "a\"b\"c"},
      {"\n\n\\\\", "\\n\\n\\\\\\\\", "\\n\\n\\\\\\\\"},
      {"\t\r\x7F\xFF", "\t\r\x7F\xFF", "\t\r\x7F\xFF"},
      {absl::string_view("\0", 1), absl::string_view("\0", 1),
       absl::string_view("\0", 1)},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    EXPECT_EQ(EscapedLabel(c.text), c.label);
    EXPECT_EQ(EscapedHelp(c.text), c.help);
    EXPECT_EQ(Unescape(c.label), c.text);
    EXPECT_EQ(Unescape(c.help), c.text);
    std::string appended = "x";
    AppendEscapedLabelValue(c.text, &appended);
    EXPECT_EQ(appended, absl::StrCat("x", c.label));
  }
}

// Words of eight bytes are looked at together.
TEST(EscapeTest, EscapesEveryByteWhereverItStands) {
  for (size_t at = 0; at < 20; ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      const std::string before(at, 'a');
      const std::string after(19 - at, '\\');
      const std::string after_escaped(2 * after.size(), '\\');
      const char c = static_cast<char>(byte);
      const std::string text = absl::StrCat(before, std::string(1, c), after);
      const std::string escaped = c == '\n'   ? "\\n"
                                  : c == '\\' ? "\\\\"
                                              : std::string(1, c);
      EXPECT_EQ(EscapedHelp(text),
                absl::StrCat(before, escaped, after_escaped));
      EXPECT_EQ(
          EscapedLabel(text),
          absl::StrCat(before, c == '"' ? "\\\"" : escaped, after_escaped));
    }
  }
}

TEST(UnescapeTest, KeepsABackslashThatEscapesNothing) {
  const struct {
    const char* escaped;
    const char* text;
  } kCases[] = {
      {"\\d", "\\d"},      {"\\", "\\"},        {"a\\", "a\\"},
      {"\\\\\\", "\\\\"},  {"\\t\\n", "\\t\n"}, {"\\\\n", "\\n"},
      {"\\\\\\n", "\\\n"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("escaped: ", c.escaped));
    EXPECT_EQ(Unescape(c.escaped), c.text);
  }
}

TEST(EscapeTest, UnescapeIsTheInverseOfBoth) {
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t n = random() % 30; n > 0; --n) {
      text.push_back(random() % 2 == 0 ? "\\\"\nn"[random() % 4]
                                       : static_cast<char>(random()));
    }
    EXPECT_EQ(Unescape(EscapedLabel(text)), text);
    EXPECT_EQ(Unescape(EscapedHelp(text)), text);
    EXPECT_EQ(EscapedLabel(text).find('\n'), std::string::npos);
    EXPECT_EQ(EscapedHelp(text).find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace promfile
