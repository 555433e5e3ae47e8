#include "promfile/exposition/names.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(NamesTest, AreJudgedAsMetricNamesAndAsLabelNames) {
  const struct {
    absl::string_view name;
    bool metric;
    bool label;
  } kCases[] = {
      {"a", true, true},
      {"Z", true, true},
      {"_", true, true},
      {"__", true, true},
      {"a9", true, true},
      {"up", true, true},
      {"node_cpu_seconds_total", true, true},
      {"__name__", true, true},
      {"NaN", true, true},
      {"le", true, true},
      // Colons are for metric names.
      {":", true, false},
      {"a:b", true, false},
      {"a:", true, false},
      {"", false, false},
      {"9", false, false},
      {"9a", false, false},
      {"a-b", false, false},
      {"a.b", false, false},
      {"a b", false, false},
      {" a", false, false},
      {"a ", false, false},
      {"a\n", false, false},
      {"a{", false, false},
      {"\xC3\xA4", false, false},
      {"a\xC3\xA4", false, false},
      {"a\x80", false, false},
      {absl::string_view("a\0", 2), false, false},
      {absl::string_view("\0", 1), false, false},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("name: '", absl::CHexEscape(c.name), "'"));
    EXPECT_EQ(IsMetricName(c.name), c.metric);
    EXPECT_EQ(IsLabelName(c.name), c.label);
  }
}

TEST(NamesTest, EveryByteIsClassified) {
  for (int i = 0; i < 256; ++i) {
    SCOPED_TRACE(absl::StrCat("byte ", i));
    const char c = static_cast<char>(i);
    const bool letter =
        (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') || i == '_';
    const bool digit = i >= '0' && i <= '9';
    EXPECT_EQ(IsMetricNameStart(c), letter || i == ':');
    EXPECT_EQ(IsMetricNameByte(c), letter || i == ':' || digit);
    EXPECT_EQ(IsLabelNameStart(c), letter);
    EXPECT_EQ(IsLabelNameByte(c), letter || digit);
  }
}

TEST(WithoutSuffixTest, LeavesSomethingBeforeTheSuffix) {
  const struct {
    const char* name;
    const char* suffix;
    const char* rest;
  } kCases[] = {
      {"h_count", "_count", "h"},   {"h_count_count", "_count", "h_count"},
      {"_count", "_count", ""},     {"h_count", "_sum", ""},
      {"count", "_count", ""},      {"", "_count", ""},
      {"h_bucket", "_bucket", "h"}, {"h_count_", "_count", ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat(c.name, " without ", c.suffix));
    EXPECT_EQ(WithoutSuffix(c.name, c.suffix), c.rest);
  }
}

const struct Utf8Case {
  const char* what;
  absl::string_view bytes;
  bool valid;
} kUtf8Cases[] = {
    {"nothing", "", true},
    {"NUL", absl::string_view("\0", 1), true},
    {"U+007F", "\x7F", true},
    {"U+0080", "\xC2\x80", true},
    {"U+07FF", "\xDF\xBF", true},
    {"U+0800", "\xE0\xA0\x80", true},
    {"U+D7FF", "\xED\x9F\xBF", true},
    {"U+E000", "\xEE\x80\x80", true},
    {"U+FFFD", "\xEF\xBF\xBD", true},
    {"U+FFFE, a noncharacter", "\xEF\xBF\xBE", true},
    {"U+FFFF, a noncharacter", "\xEF\xBF\xBF", true},
    {"U+10000", "\xF0\x90\x80\x80", true},
    {"U+10FFFF", "\xF4\x8F\xBF\xBF", true},
    {"a lone continuation byte", "\x80", false},
    {"the last continuation byte", "\xBF", false},
    {"overlong NUL", "\xC0\x80", false},
    {"overlong U+007F", "\xC1\xBF", false},
    {"overlong U+07FF", "\xE0\x9F\xBF", false},
    {"overlong U+FFFF", "\xF0\x8F\xBF\xBF", false},
    {"the first surrogate", "\xED\xA0\x80", false},
    {"the last surrogate", "\xED\xBF\xBF", false},
    {"U+110000", "\xF4\x90\x80\x80", false},
    {"a lead byte above F4", "\xF5\x80\x80\x80", false},
    {"five bytes", "\xF8\x88\x80\x80\x80", false},
    {"FE", "\xFE", false},
    {"FF", "\xFF", false},
    {"two bytes, cut", "\xC3", false},
    {"three bytes, cut after one", "\xE2", false},
    {"three bytes, cut after two", "\xE2\x82", false},
    {"four bytes, cut after three", "\xF0\x9F\x98", false},
    {"two bytes, second is ASCII", "\xC3\x28", false},
    {"three bytes, third is ASCII", "\xE2\x82\x28", false},
    {"four bytes, fourth is ASCII", "\xF0\x9F\x98\x28", false},
    {"three bytes, second is a lead byte", "\xE2\xC3\x80", false},
    {"Latin-1",
     "Gr\xFC\xDF"
     "e",
     false},
};

TEST(IsUtf8Test, IsGosUtf8Valid) {
  for (const Utf8Case& c : kUtf8Cases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(IsUtf8(c.bytes), c.valid);
  }
}

// Eight ASCII bytes are skipped at once; a sequence may stand across.
TEST(IsUtf8Test, IsTheSameWhereverASequenceStands) {
  for (const Utf8Case& c : kUtf8Cases) {
    for (size_t before = 0; before < 20; ++before) {
      for (const size_t behind : {0, 1, 8, 9}) {
        SCOPED_TRACE(
            absl::StrCat(c.what, " after ", before, " before ", behind));
        const std::string text = absl::StrCat(std::string(before, 'a'), c.bytes,
                                              std::string(behind, 'z'));
        EXPECT_EQ(IsUtf8(text), c.valid);
      }
    }
  }
}

}  // namespace
}  // namespace promfile
