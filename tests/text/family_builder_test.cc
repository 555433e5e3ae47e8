#include "promfile/text/family_builder.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

using ::testing::ElementsAreArray;

// "m gauge 'help': m{a='x'} 1; m 2"
std::string Shown(const MetricFamily& family) {
  std::string text = absl::StrCat(
      family.name, " ", family.type ? MetricTypeName(*family.type) : "-", " ",
      family.help ? Quoted(*family.help) : "-", ":");
  const char* separator = " ";
  for (const Sample& sample : family.samples) {
    absl::StrAppend(&text, separator, sample.name);
    separator = "; ";
    for (const Label& label : sample.labels) {
      absl::StrAppend(&text, "{", label.name, "=", Quoted(label.value), "}");
    }
    text.push_back(' ');
    AppendValue(sample.value, &text);
  }
  return text;
}

std::vector<std::string> Read(absl::string_view text) {
  const absl::StatusOr<Families> families = ParseFamilies(text);
  if (!families.ok()) return {std::string(families.status().message())};
  std::vector<std::string> shown;
  for (const MetricFamily& family : *families) shown.push_back(Shown(family));
  return shown;
}

TEST(ParseFamiliesTest, ReadsFamiliesInTheOrderOfTheirFirstMention) {
  const struct {
    const char* text;
    std::vector<std::string> families;
  } kCases[] = {
      {"", {}},
      {"# only a comment\n\n", {}},
      {"up 1\n", {"up - -: up 1"}},
      {"up 1\nup{a=\"x\"} 2\n", {"up - -: up 1; up{a='x'} 2"}},
      {"b 1\na 2\nb 3\n", {"b - -: b 1; b 3", "a - -: a 2"}},
      {"# TYPE a gauge\nb 1\na 2\n", {"a gauge -: a 2", "b - -: b 1"}},
      {"a 1\n# HELP a text\n", {"a - 'text': a 1"}},
      // Families without samples stay.
      {"# HELP a text\n# TYPE b counter\n", {"a - 'text':", "b counter -:"}},
      // What says nothing does not.
      {"# HELP a \n# TYPE b \n", {}},
      {"# HELP a \n# HELP a text\n", {"a - 'text':"}},
      {"# TYPE a \n# TYPE a gauge\n", {"a gauge -:"}},
      // Values and escapes.
      {"a NaN\na{b=\"\\\\\\\"\\n\"} -Inf\n",
       {"a - -: a NaN; a{b='\\\"\\n'} -Inf"}},
      {"# HELP a \\\\ \\n \"\n", {"a - '\\ \\n \"':"}},
      {"# HELP a  x  \n", {"a - 'x  ':"}},
      {"a 1.50\na 1e3\na -0\n", {"a - -: a 1.5; a 1000; a -0"}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CEscape(c.text)));
    EXPECT_THAT(Read(c.text), ElementsAreArray(c.families));
  }
}

// Which family a name means, at that moment of the text.
TEST(ParseFamiliesTest, ResolvesNamesAsACollectorDoes) {
  const struct {
    const char* text;
    std::vector<std::string> families;
  } kCases[] = {
      // Parts of a histogram and of a summary.
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 2\nh_count 3\nh 4\n",
       {"h histogram -: h_bucket{le='1'} 1; h_sum 2; h_count 3; h 4"}},
      {"# TYPE s summary\ns{quantile=\"1\"} 1\ns_sum 2\ns_count 3\n",
       {"s summary -: s{quantile='1'} 1; s_sum 2; s_count 3"}},
      {"# TYPE s summary\ns_bucket 1\n",
       {"s summary -:", "s_bucket - -: s_bucket 1"}},
      // No other type has parts, nor has a family without one.
      {"# TYPE g gauge\ng_count 1\ng_sum 2\ng_bucket 3\n",
       {"g gauge -:", "g_count - -: g_count 1", "g_sum - -: g_sum 2",
        "g_bucket - -: g_bucket 3"}},
      {"# TYPE g gauge_histogram\ng_count 1\ng_bucket 3\n",
       {"g gauge_histogram -:", "g_count - -: g_count 1",
        "g_bucket - -: g_bucket 3"}},
      {"h_bucket{le=\"1\"} 1\nh_sum 2\nh_count 3\n",
       {"h_bucket - -: h_bucket{le='1'} 1", "h_sum - -: h_sum 2",
        "h_count - -: h_count 3"}},
      {"# HELP h x\nh_count 1\n# TYPE h histogram\nh_count 2\nh_sum 3\n",
       {"h histogram 'x': h_sum 3", "h_count - -: h_count 1; h_count 2"}},
      // A family of exactly that name comes first, however it came to be.
      {"# HELP h_count x\n# TYPE h histogram\nh_count 1\nh_sum 2\n",
       {"h_count - 'x': h_count 1", "h histogram -: h_sum 2"}},
      {"# TYPE h_count \n# TYPE h histogram\nh_count 1\n",
       {"h_count - -: h_count 1", "h histogram -:"}},
      // HELP and TYPE mean families as samples do.
      {"# TYPE h histogram\n# HELP h_count x\nh_count 1\n",
       {"h histogram 'x': h_count 1"}},
      {"# TYPE h histogram\n# TYPE h_count counter\n",
       {"2:8: second TYPE for 'h_count'"}},
      {"# TYPE h histogram\n# HELP h_count x\n# HELP h y\n",
       {"3:8: second HELP for 'h'"}},
      // One suffix is taken off, and something must be left.
      {"# TYPE h histogram\nh_count_count 1\n",
       {"h histogram -:", "h_count_count - -: h_count_count 1"}},
      {"# TYPE h_count histogram\nh_count_count 1\nh_count 2\n",
       {"h_count histogram -: h_count_count 1; h_count 2"}},
      {"# TYPE _count histogram\n_count 1\n_count_sum 2\n",
       {"_count histogram -: _count 1; _count_sum 2"}},
      {"# TYPE a histogram\n_count 1\n",
       {"a histogram -:", "_count - -: _count 1"}},
      // A summary and a histogram cannot both have the name.
      {"# TYPE s summary\n# TYPE s_sum histogram\n",
       {"2:8: second TYPE for 's_sum'"}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CEscape(c.text)));
    EXPECT_THAT(Read(c.text), ElementsAreArray(c.families));
  }
}

TEST(ParseFamiliesTest, TellsOfFamiliesThatAreNotReturned) {
  const std::string text =
      "# HELP a text\n# TYPE a gauge\na{x=\"1\\n\",y=\"2\"} 1\nb 1\n"
      "a{x=\"3\"} 2\n# TYPE c summary\nc_sum 3\n# TYPE d gauge\n# HELP e x\n";
  std::vector<std::string> asked;
  std::vector<std::string> told;
  TextParser parser;
  const absl::StatusOr<Families> others = ParseFamilies(
      text, parser,
      [&](absl::string_view family) {
        asked.emplace_back(family);
        return family != "b" && family != "e";
      },
      [&](const Sample& sample) {
        MetricFamily family;
        family.samples = {sample};
        told.push_back(Shown(family));
      });
  ASSERT_TRUE(others.ok()) << others.status();
  EXPECT_THAT(asked, ElementsAreArray({"a", "b", "c", "d", "e"}));
  EXPECT_THAT(told, ElementsAreArray({" - -: a{x='1\\n'}{y='2'} 1",
                                      " - -: a{x='3'} 2", " - -: c_sum 3"}));
  ASSERT_EQ(others->size(), 2u);
  EXPECT_EQ(Shown((*others)[0]), "b - -: b 1");
  EXPECT_EQ(Shown((*others)[1]), "e - 'x':");
  for (const char* second : {"# HELP a x\n", "# TYPE a gauge\n"}) {
    EXPECT_FALSE(ParseFamilies(
                     text + second, parser,
                     [](absl::string_view) { return true; },
                     [](const Sample&) {})
                     .ok());
  }
}

TEST(ParseFamiliesTest, RefusesWhatItCannotHoldWithTheFirstError) {
  const struct {
    const char* text;
    const char* error;
  } kCases[] = {
      {"up 1", "1:5: last line does not end in a newline"},
      {"up{a=\"x} 1\n", "1:6: value of label 'a' is not closed"},
      {"9up 1\n", "1:1: metric name cannot start with '9'"},
      {"up 1_000\n", "1:4: '1_000' is not a number"},
      {"up 1\nup x\nup y\n", "2:4: 'x' is not a number"},
      {"up 1 5\n", "1:6: sample has a timestamp, '5'"},
      {"# HELP a x\n# HELP a x\n", "2:8: second HELP for 'a'"},
      {"# HELP a x\n# HELP a \n# HELP a y\n", "3:8: second HELP for 'a'"},
      {"# TYPE a gauge\n# TYPE a gauge\n", "2:8: second TYPE for 'a'"},
      {"a 1\n# TYPE a gauge\n", "2:8: second TYPE for 'a'"},
      {"a 1\n# TYPE a untyped\n", "2:8: second TYPE for 'a'"},
      {"# TYPE h histogram\nh_count 1\n# TYPE h_count gauge\n",
       "3:8: second TYPE for 'h_count'"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CEscape(c.text)));
    EXPECT_THAT(ParseFamilies(c.text),
                StatusIs(absl::StatusCode::kInvalidArgument, c.error));
  }
}

}  // namespace
}  // namespace promfile
