#include "promfile/text/text_writer.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/text/family_builder.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

MetricFamily Untyped(std::string name) {
  MetricFamily family;
  family.name = std::move(name);
  return family;
}

MetricFamily Histogram(std::string name) {
  MetricFamily family = Gauge(std::move(name), "Help.");
  family.type = MetricType::kHistogram;
  return family;
}

MetricFamily Summary(std::string name) {
  MetricFamily family = Gauge(std::move(name), "Help.");
  family.type = MetricType::kSummary;
  return family;
}

TEST(WriteTextTest, WritesHelpTypeAndSamples) {
  const double inf = std::numeric_limits<double>::infinity();
  const struct {
    const char* what;
    Families families;
    const char* text;
  } kCases[] = {
      {"nothing", {}, ""},
      {"a gauge",
       {MetricFamily(Gauge("m", "Help.")).Add(1)},
       "# HELP m Help.\n# TYPE m gauge\nm 1\n"},
      {"a counter", {Counter("m", "H")}, "# HELP m H\n# TYPE m counter\n"},
      {"neither HELP nor TYPE", {Untyped("m").Add(1)}, "m 1\n"},
      {"a name alone", {Untyped("m")}, ""},
      {"labels in the given order",
       {Untyped("m").Add(1, {{"b", "x"}, {"a", ""}})},
       "m{b=\"x\",a=\"\"} 1\n"},
      {"escapes in a label value",
       {Untyped("m").Add(1, {{"a", "C:\\new \"x\"\n"}})},
       "m{a=\"C:\\\\new \\\"x\\\"\\n\"} 1\n"},
      {"escapes in a help text",
       {Gauge("m", "C:\\new \"x\"\nbehind ")},
       "# HELP m C:\\\\new \"x\"\\nbehind \n# TYPE m gauge\n"},
      {"values as Go has them",
       {Untyped("m")
            .Add(1e6)
            .Add(0.0001)
            .Add(-inf)
            .Add(std::nan(""))
            .Add(-0.0)},
       "m 1e+06\nm 0.0001\nm -Inf\nm NaN\nm -0\n"},
      {"parts",
       {MetricFamily(Histogram("h"))
            .AddPart("_bucket", 1, {{"le", "+Inf"}})
            .AddPart("_sum", 0.5)
            .AddPart("_count", 1)},
       "# HELP h Help.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n"
       "h_sum 0.5\nh_count 1\n"},
      {"several families",
       {Untyped("b").Add(1), Untyped("a").Add(2)},
       "b 1\na 2\n"},
      {"bytes that are not ASCII",
       {Untyped("m").Add(1, {{"a", "\xC3\xA4\xF0\x9F\x98\x80"}})},
       "m{a=\"\xC3\xA4\xF0\x9F\x98\x80\"} 1\n"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    const absl::StatusOr<std::string> text = WriteText(c.families);
    ASSERT_THAT(text, IsOk());
    EXPECT_EQ(*text, c.text);
  }
}

TEST(WriteTextTest, RefusesWhatNoTextCanSay) {
  const auto with_help = [](const char* help) {
    return Families{Gauge("m", help)};
  };
  const auto with_label = [](const char* name, const char* value) {
    return Families{Untyped("m").Add(1, {{name, value}})};
  };
  MetricFamily other_name = Untyped("m");
  other_name.samples.push_back({"m-x", {}, 1});
  MetricFamily foreign = Untyped("m");
  foreign.samples.push_back({"n", {}, 1});
  const struct {
    Families families;
    const char* error;
  } kCases[] = {
      {{Untyped("a-b")}, "metric name 'a-b' is not [a-zA-Z_:][a-zA-Z0-9_:]*"},
      {{Untyped("")}, "metric name '' is not [a-zA-Z_:][a-zA-Z0-9_:]*"},
      {{Untyped("a\nb 1")},
       "metric name 'a\\nb 1' is not [a-zA-Z_:][a-zA-Z0-9_:]*"},
      {{other_name}, "metric name 'm-x' is not [a-zA-Z_:][a-zA-Z0-9_:]*"},
      {{foreign}, "sample 'n' is no part of untyped 'm'"},
      {{MetricFamily(Gauge("m", "H")).AddPart("_count", 1)},
       "sample 'm_count' is no part of gauge 'm'"},
      {{Untyped("m").AddPart("_bucket", 1)},
       "sample 'm_bucket' is no part of untyped 'm'"},
      {{MetricFamily(Summary("s")).AddPart("_bucket", 1)},
       "sample 's_bucket' is no part of summary 's'"},
      {{MetricFamily(Histogram("h")).AddPart("_created", 1)},
       "sample 'h_created' is no part of histogram 'h'"},
      {with_label("a:b", "x"),
       "label name 'a:b' of 'm' is not [a-zA-Z_][a-zA-Z0-9_]*"},
      {with_label("", "x"),
       "label name '' of 'm' is not [a-zA-Z_][a-zA-Z0-9_]*"},
      {with_label("a\xFF", "x"),
       "label name 'a\\xff' of 'm' is not [a-zA-Z_][a-zA-Z0-9_]*"},
      {with_label("__name__", "x"),
       "label name '__name__' of 'm' is not [a-zA-Z_][a-zA-Z0-9_]*"},
      {with_label("a", "\xFF"), "value of label 'a' of 'm' is not valid UTF-8"},
      {with_help(""), "help text of 'm' is empty or begins with a blank"},
      {with_help(" x"), "help text of 'm' is empty or begins with a blank"},
      {with_help("\tx"), "help text of 'm' is empty or begins with a blank"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.error);
    EXPECT_THAT(WriteText(c.families),
                StatusIs(absl::StatusCode::kInvalidArgument, c.error));
  }
}

// What is not refused is read back as it was or not at all.
TEST(WriteTextTest, IsNeverReadAsSomethingElse) {
  const struct {
    const char* what;
    Families families;
  } kCases[] = {
      {"a label twice", {Untyped("m").Add(1, {{"a", "x"}, {"a", "y"}})}},
      {"a family twice", {Gauge("m", "H"), Gauge("m", "H")}},
      {"a family that is part of another",
       {Histogram("h"), Counter("h_count", "H")}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    const absl::StatusOr<std::string> text = WriteText(c.families);
    ASSERT_THAT(text, IsOk());
    EXPECT_FALSE(ParseFamilies(*text).ok()) << *text;
  }
}

// The text grows while it is written, and may be wrong about how far.
TEST(WriteTextTest, WritesWhateverTheLengths) {
  for (const size_t first : {0, 1, 511, 512, 8191, 100000}) {
    for (const size_t later : {0, 1, 15, 16, 17, 3000}) {
      SCOPED_TRACE(absl::StrCat(first, ", then ", later));
      MetricFamily family = Untyped("m");
      std::string expected;
      for (int i = 0; i < 300; ++i) {
        const std::string value(i < 3 ? first : later, i % 2 == 0 ? 'x' : '\\');
        family.Add(i, {{"a", value}});
        absl::StrAppend(&expected, "m{a=\"", value, i % 2 == 0 ? "" : value,
                        "\"} ", i, "\n");
      }
      const absl::StatusOr<std::string> text = WriteText({family});
      ASSERT_THAT(text, IsOk());
      EXPECT_TRUE(*text == expected);
    }
  }
}

class FamilyMaker {
 public:
  explicit FamilyMaker(unsigned seed) : random_(seed) {}

  Families Make() {
    Families families;
    std::set<std::string> names;
    for (size_t i = random_() % 6; i > 0; --i) {
      MetricFamily family;
      do {
        family.name = Name(true);
      } while (!names.insert(family.name).second);
      if (random_() % 3 != 0) {
        family.type = static_cast<MetricType>(random_() % 6);
      }
      if (random_() % 3 != 0) family.help = Help();
      for (size_t n = random_() % 5; n > 0; --n) {
        family.samples.push_back(
            {family.name + Suffix(family), Labels(), Value()});
      }
      const bool says_nothing = !family.type.has_value() &&
                                !family.help.has_value() &&
                                family.samples.empty();
      if (!says_nothing) families.push_back(std::move(family));
    }
    return families;
  }

 private:
  char Pick(absl::string_view bytes) { return bytes[random_() % bytes.size()]; }

  // No name ends in a suffix, so that none means another family.
  std::string Name(bool metric) {
    std::string name(1, Pick(metric ? "abz_:AZ" : "abz_AZ"));
    for (size_t n = random_() % 12; n > 0; --n) {
      name.push_back(Pick(metric ? "abz_:AZ09" : "abz_AZ09"));
    }
    return name;
  }
  std::string Suffix(const MetricFamily& family) {
    if (family.type == MetricType::kSummary) {
      return std::vector<const char*>{"", "_sum", "_count"}[random_() % 3];
    }
    if (family.type == MetricType::kHistogram) {
      return std::vector<const char*>{"", "_sum", "_count",
                                      "_bucket"}[random_() % 4];
    }
    return "";
  }
  // Any valid UTF-8.
  std::string Text() {
    std::string text;
    for (size_t n = random_() % 20; n > 0; --n) {
      switch (random_() % 6) {
        case 0:
          text.push_back(Pick("\\\"\n"));
          break;
        case 1:
          text.append("\xC3\xA4");
          break;
        case 2:
          text.append("\xF0\x9F\x98\x80");
          break;
        default:
          text.push_back(static_cast<char>(random_() % 128));
      }
    }
    return text;
  }
  // Any bytes, but no blank or nothing at the beginning.
  std::string Help() {
    std::string help(1, Pick("ab\\\"\n\r\xFF"));
    for (size_t n = random_() % 20; n > 0; --n) {
      help.push_back(static_cast<char>(random_()));
    }
    return help;
  }
  LabelSet Labels() {
    LabelSet labels;
    std::set<std::string> names = {"__name__"};
    for (size_t n = random_() % 16; n > 0; --n) {
      std::string name = Name(false);
      if (names.insert(name).second) labels.push_back({name, Text()});
    }
    return labels;
  }
  double Value() {
    switch (random_() % 3) {
      case 0:
        return static_cast<double>(random_() % 2000) - 1000;
      case 1:
        return (static_cast<double>(random_()) - 1e9) / 1000;
      default: {
        const uint64_t bits = random_() | uint64_t{random_()} << 32;
        double value;
        memcpy(&value, &bits, sizeof(value));
        return value;
      }
    }
  }

  std::mt19937 random_;
};

TEST(WriteTextTest, WhatIsWrittenIsReadBackEqual) {
  for (unsigned seed = 0; seed < 5000; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const Families families = FamilyMaker(seed).Make();
    const absl::StatusOr<std::string> text = WriteText(families);
    ASSERT_THAT(text, IsOk());
    const absl::StatusOr<Families> read = ParseFamilies(*text);
    ASSERT_THAT(read, IsOk()) << *text;
    ASSERT_TRUE(*read == families) << *text;
    const absl::StatusOr<std::string> again = WriteText(*read);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(*again, *text);
  }
}

}  // namespace
}  // namespace promfile
