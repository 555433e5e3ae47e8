#include "tools/option_values.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(OptionValuesTest, DurationsAreNumbersWithUnits) {
  const struct {
    const char* text;
    absl::Duration duration;
  } kCases[] = {
      {"90s", absl::Seconds(90)},   {"15m", absl::Minutes(15)},
      {"24h", absl::Hours(24)},     {"7d", absl::Hours(7 * 24)},
      {"2w", absl::Hours(14 * 24)}, {"250ms", absl::Milliseconds(250)},
      {"1h30m", absl::Minutes(90)}, {"1m1s1ms", absl::Milliseconds(61001)},
      {"0s", absl::ZeroDuration()},
  };
  for (const auto& c : kCases) {
    const auto parsed = ParseDuration("timeout", c.text);
    ASSERT_TRUE(parsed.ok()) << c.text << ": " << parsed.status();
    EXPECT_EQ(*parsed, c.duration) << c.text;
  }
}

TEST(OptionValuesTest, OtherDurationsAreRefused) {
  const char* const kCases[] = {
      "",
      "90",
      "s",
      "1.5h",
      "-1s",
      "+1s",
      " 1s",
      "1 s",
      "5 mm",
      "1s1s",
      "1s1m",
      "1S",
      "1sec",
      "soon",
      "1s ",
      "1ss",
      "0x1s",
      "99999999999999999999s",
      "99999999999999w",
  };
  for (const char* text : kCases) {
    EXPECT_EQ(ParseDuration("timeout", text).status().message(),
              absl::StrCat("invalid duration '", text,
                           "' for '--timeout'; write 90s, 15m, 24h or 7d"));
  }
}

TEST(OptionValuesTest, SizesAreBytesOrBinaryMultiples) {
  const struct {
    const char* text;
    uint64_t size;
  } kCases[] = {
      {"1", 1},           {"65536", 65536},     {"64K", 65536},
      {"64KiB", 65536},   {"16M", 16777216},    {"16MiB", 16777216},
      {"1G", 1073741824}, {"1GiB", 1073741824},
  };
  for (const auto& c : kCases) {
    const auto parsed = ParseSize("max-bytes", c.text);
    ASSERT_TRUE(parsed.ok()) << c.text << ": " << parsed.status();
    EXPECT_EQ(*parsed, c.size) << c.text;
  }
  for (const char* text :
       {"", "0", "-1", "M", "1.5M", "16MB", "16m", " 1", "1 M", "0x10",
        "99999999999999999999", "99999999999G"}) {
    EXPECT_EQ(
        ParseSize("max-bytes", text).status().message(),
        absl::StrCat("invalid size '", text,
                     "' for '--max-bytes'; write bytes, or 64K, 16M, 1G"));
  }
}

TEST(OptionValuesTest, CountsAreWholeNumbersFromOneOn) {
  EXPECT_EQ(ParseCount("max-series", "100000").value_or(0), 100000u);
  for (const char* text : {"", "0", "-1", "+1", "1k", "1e5", " 1", "many"}) {
    EXPECT_EQ(ParseCount("max-series", text).status().message(),
              absl::StrCat("invalid number '", text,
                           "' for '--max-series'; write a whole number from 1 "
                           "on"));
  }
}

TEST(OptionValuesTest, ModesAreOctalAndLetNobodyElseWrite) {
  const struct {
    const char* text;
    uint32_t mode;
  } kCases[] = {{"0644", 0644}, {"640", 0640},  {"600", 0600},
                {"0664", 0664}, {"0755", 0755}, {"00644", 0644}};
  for (const auto& c : kCases) {
    const auto parsed = ParseMode("mode", c.text);
    ASSERT_TRUE(parsed.ok()) << c.text << ": " << parsed.status();
    EXPECT_EQ(*parsed, c.mode) << c.text;
  }
  for (const char* text :
       {"", "rw", "u=rw", "0888", "-1", "04755", "1644", "0x1ff", "000644"}) {
    EXPECT_EQ(ParseMode("mode", text).status().message(),
              absl::StrCat("invalid mode '", text,
                           "' for '--mode'; write permission bits as in 0644"));
  }
  for (const char* text : {"666", "0777", "0646", "2"}) {
    EXPECT_EQ(ParseMode("mode", text).status().message(),
              absl::StrCat("invalid mode '", text,
                           "' for '--mode'; a file that everybody may write is "
                           "not published"));
  }
}

TEST(OptionValuesTest, AChoiceIsOneOfItsWords) {
  constexpr absl::string_view kChoices[] = {"full", "atomic", "none"};
  EXPECT_EQ(ParseChoice("durability", "none", kChoices).value_or(9), 2u);
  EXPECT_EQ(ParseChoice("durability", "maybe", kChoices).status().message(),
            "invalid argument 'maybe' for '--durability'; choose from full, "
            "atomic, none");
  EXPECT_EQ(ParseChoice("durability", "atmoic", kChoices).status().message(),
            "invalid argument 'atmoic' for '--durability'; did you mean "
            "'atomic'?");
}

TEST(OptionValuesTest, WrongArgumentsReachNoTerminalRaw) {
  EXPECT_EQ(ParseCount("max-series", "\x1b[2J\xff").status().message(),
            "invalid number '\\x1b[2J\\xff' for '--max-series'; write a whole "
            "number from 1 on");
}

}  // namespace
}  // namespace promfile
