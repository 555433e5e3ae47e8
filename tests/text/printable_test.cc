#include "promfile/text/printable.h"

#include <random>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

TEST(PrintableTest, EscapesWhatATerminalWouldObey) {
  const struct {
    absl::string_view text;
    const char* printable;
  } kCases[] = {
      {"", ""},
      {"backup_files", "backup_files"},
      {"it's \"quoted\" \\n", "it's \"quoted\" \\n"},
      {"\n\r\t", "\\n\\r\\t"},
      {absl::string_view("\0\x01\x1B[31m\x7F", 8), "\\x00\\x01\\x1b[31m\\x7f"},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80",
       "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"\xFF\xFE", "\\xff\\xfe"},
      {"\xC3", "\\xc3"},
      {"\xC3(", "\\xc3("},
      {"\xE2\x82", "\\xe2\\x82"},
      {"\xC0\x80", "\\xc0\\x80"},
      {"\xED\xA0\x80", "\\xed\\xa0\\x80"},
      // C1 control characters are UTF-8, and terminals obey them.
      {"\xC2\x9B"
       "31m",
       "\\xc2\\x9b31m"},
      {"\xC2\xA0", "\xC2\xA0"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    EXPECT_EQ(Printable(c.text), c.printable);
    EXPECT_EQ(Quoted(c.text), absl::StrCat("'", c.printable, "'"));
  }
}

TEST(PrintableTest, IsCutToAboutTheBound) {
  EXPECT_EQ(Printable("0123456789", 10), "0123456789");
  EXPECT_EQ(Printable("0123456789x", 10), "0123456789...");
  EXPECT_EQ(Printable("", 0), "");
  EXPECT_EQ(Printable("x", 0), "...");
  EXPECT_EQ(Quoted(std::string(100, 'x')),
            absl::StrCat("'", std::string(80, 'x'), "...'"));
  // Never in the middle of a character.
  EXPECT_EQ(Printable("a\xC3\xA4z", 2), "a\xC3\xA4...");
}

TEST(MakeExcerptTest, ShowsTheLineAroundTheColumn) {
  const std::string x50(50, 'x');
  const struct {
    const char* what;
    std::string line;
    size_t column;
    std::string text;
    int caret;
  } kCases[] = {
      {"the first column", "up x", 1, "up x", 0},
      {"a later column", "up x", 4, "up x", 3},
      {"behind the last byte", "up", 3, "up", 2},
      {"far behind the last byte", "up", 99, "up", 2},
      {"an empty line", "", 1, "", 0},
      {"no column", "up", 0, "up", 0},
      {"a character of two bytes counts once", "\xC3\xA4 x", 4, "\xC3\xA4 x",
       2},
      {"an escaped byte counts as it is shown", "\t\x01x", 3, "\\t\\x01x", 6},
      {"long after the column", "up " + x50 + x50, 4,
       "up " + x50.substr(0, 40) + "...", 3},
      {"long before the column", x50 + x50 + "@", 101,
       "..." + x50 + "xxxxxxxxxx@", 63},
      {"long on both sides", x50 + x50 + "@" + x50 + x50, 101,
       "..." + x50 + "xxxxxxxxxx@" + std::string(39, 'x') + "...", 63},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    const Excerpt excerpt = MakeExcerpt(c.line, c.column);
    EXPECT_EQ(excerpt.text, c.text);
    EXPECT_EQ(excerpt.caret, c.caret);
  }
}

TEST(MakeExcerptTest, IsFitToPrintWhateverTheLineHolds) {
  std::mt19937 random(11);
  for (int i = 0; i < 20000; ++i) {
    std::string line;
    for (size_t n = random() % 200; n > 0; --n) {
      line.push_back(static_cast<char>(random()));
    }
    const Excerpt excerpt = MakeExcerpt(line, random() % 210);
    EXPECT_TRUE(IsUtf8(excerpt.text)) << absl::CHexEscape(line);
    for (const char c : excerpt.text) {
      EXPECT_GE(static_cast<unsigned char>(c), 0x20);
      EXPECT_NE(c, 0x7F);
    }
    EXPECT_GE(excerpt.caret, 0);
    EXPECT_LE(excerpt.caret, static_cast<int>(excerpt.text.size()));
    EXPECT_LT(excerpt.text.size(), 500u);
  }
}

}  // namespace
}  // namespace promfile
