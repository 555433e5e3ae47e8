#include "promfile/text/text_parser.h"

#include <algorithm>
#include <new>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/text/event_log.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

constexpr char kLabels[] = "write labels as name=\"value\"";
constexpr char kLf[] = "write lines that end in LF, not CR LF";
constexpr char kTypes[] =
    "types are counter, gauge, histogram, summary and untyped";
constexpr char kLine[] =
    "a line is a sample (name{label=\"value\"} 1), a comment (#) or empty";
constexpr char kCut[] = "the text may be cut; end every line in LF";

struct RefusedCase {
  absl::string_view text;
  SyntaxProblem problem;
  std::string event;  // place, message and remedy
};

const std::vector<RefusedCase>& RefusedCases() {
  using P = SyntaxProblem;
  const auto with = [](absl::string_view event, absl::string_view remedy) {
    return absl::StrCat(event, " (", remedy, ")");
  };
  static const auto* const kCases = new std::vector<RefusedCase>{
      // The end of the text.
      {"up 1", P::kLineEnd,
       with("1:5: last line does not end in a newline", kCut)},
      {"up", P::kLineEnd,
       with("1:3: last line does not end in a newline", kCut)},
      {"up{a=\"x", P::kLineEnd,
       with("1:8: last line does not end in a newline", kCut)},
      {"# plain", P::kLineEnd,
       with("1:8: last line does not end in a newline", kCut)},
      {"#", P::kLineEnd,
       with("1:2: last line does not end in a newline", kCut)},
      {"  #", P::kLineEnd,
       with("1:4: last line does not end in a newline", kCut)},
      {"# HELP up text", P::kLineEnd,
       with("1:15: last line does not end in a newline", kCut)},
      {"up 1\nup 2\r", P::kLineEnd,
       with("2:6: last line does not end in a newline", kCut)},
      // Nothing begins a line but a name and '#'.
      {"\xEF\xBB\xBFup 1\n", P::kByteOrderMark,
       with("1:1: byte order mark at the beginning of the text",
            "save it as UTF-8 without a byte order mark")},
      {"up 1\n\xEF\xBB\xBFup 1\n", P::kMetricName,
       with("2:1: metric name cannot start with '\\xef'", kLine)},
      {"9up 1\n", P::kMetricName,
       with("1:1: metric name cannot start with '9'", kLine)},
      {"-1\n", P::kMetricName,
       with("1:1: metric name cannot start with '-'", kLine)},
      {"<html>\n", P::kMetricName,
       with("1:1: metric name cannot start with '<'", kLine)},
      {"  = 1\n", P::kMetricName,
       with("1:3: metric name cannot start with '='", kLine)},
      {"\xC3\xA4 1\n", P::kMetricName,
       with("1:1: metric name cannot start with '\\xc3'", kLine)},
      {absl::string_view("\0\0\0\0", 4), P::kMetricName,
       with("1:1: metric name cannot start with '\\x00'", kLine)},
      {"\x0B\n", P::kMetricName,
       with("1:1: metric name cannot start with '\\x0b'", kLine)},
      {"\x0C\n", P::kMetricName,
       with("1:1: metric name cannot start with '\\x0c'", kLine)},
      {"\r\n", P::kCarriageReturn,
       with("1:1: carriage return before the end of the line", kLf)},
      {" \r\n", P::kCarriageReturn,
       with("1:2: carriage return before the end of the line", kLf)},
      {"\rup 1\n", P::kMetricName,
       with("1:1: metric name cannot start with '\\r'", kLine)},
      // Names.
      {"a-b 1\n", P::kMetricName,
       with("1:2: metric name cannot contain '-'",
            "names are letters, digits, '_' and ':'")},
      {"a.b 1\n", P::kMetricName,
       with("1:2: metric name cannot contain '.'",
            "names are letters, digits, '_' and ':'")},
      {"gr\xC3\xB6\xC3\x9F"
       "e 1\n",
       P::kMetricName,
       with("1:3: metric name cannot contain '\\xc3'",
            "names are letters, digits, '_' and ':'")},
      {"a\xC2\xA0"
       "1\n",
       P::kMetricName,
       with("1:2: metric name cannot contain '\\xc2'",
            "names are letters, digits, '_' and ':'")},
      {"\"up\" 1\n", P::kQuotedName, "1:1: a metric name may not be quoted"},
      {"a\"b\" 1\n", P::kQuotedName, "1:2: a metric name may not be quoted"},
      {"{\"up\"} 1\n", P::kQuotedName, "1:1: a metric name may not be quoted"},
      {"{ \"up\",a=\"b\"} 1\n", P::kQuotedName,
       "1:1: a metric name may not be quoted"},
      {"up{\"a\"=\"b\"} 1\n", P::kQuotedName,
       with("1:4: a label name may not be quoted", kLabels)},
      {"{} 1\n", P::kNamelessSample, "1:1: expected a metric name before '{'"},
      {"{a=\"b\"} 1\n", P::kNamelessSample,
       "1:1: expected a metric name before '{'"},
      {"{up} 1\n", P::kNamelessSample,
       "1:1: expected a metric name before '{'"},
      // Labels.
      {"up{,} 1\n", P::kLabelName,
       with("1:4: expected a label name, got ','", kLabels)},
      {"up{a=\"b\",,} 1\n", P::kLabelName,
       with("1:10: expected a label name, got ','", kLabels)},
      {"up{1a=\"b\"} 1\n", P::kLabelName,
       with("1:4: expected a label name, got '1'", kLabels)},
      {"up{a:b=\"c\"} 1\n", P::kLabelSyntax,
       with("1:5: expected '=' after label name 'a', got ':'", kLabels)},
      {"up{=\"b\"} 1\n", P::kLabelName,
       with("1:4: expected a label name, got '='", kLabels)},
      {"up{\n", P::kLabelName,
       with("1:4: expected a label name, got the end of the line",
            "close the labels with '}'")},
      {"up{a=\"b\",\n", P::kLabelName,
       with("1:10: expected a label name, got the end of the line",
            "close the labels with '}'")},
      {"up{a} 1\n", P::kLabelSyntax,
       with("1:5: expected '=' after label name 'a', got '}'", kLabels)},
      {"up{a\n", P::kLabelSyntax,
       with("1:5: expected '=' after label name 'a', got the end of the line",
            kLabels)},
      {"up{a-b=\"c\"} 1\n", P::kLabelSyntax,
       with("1:5: expected '=' after label name 'a', got '-'", kLabels)},
      {"up{a b=\"c\"} 1\n", P::kLabelSyntax,
       with("1:6: expected '=' after label name 'a', got 'b'", kLabels)},
      {"up{a=b} 1\n", P::kLabelSyntax,
       with("1:6: expected '\"' before the value of label 'a', got 'b'",
            kLabels)},
      {"up{a='b'} 1\n", P::kLabelSyntax,
       with("1:6: expected '\"' before the value of label 'a', got '''",
            kLabels)},
      {"up{a=\n", P::kLabelSyntax,
       with("1:6: expected '\"' before the value of label 'a', got the end of "
            "the line",
            kLabels)},
      {"up{a=\"b\" c=\"d\"} 1\n", P::kLabelSyntax,
       with("1:10: expected ',' or '}' after the value of label 'a', got 'c'",
            "a quote in a value is written \\\"")},
      {"up{a=\"b\"c\"} 1\n", P::kLabelSyntax,
       with("1:9: expected ',' or '}' after the value of label 'a', got 'c'",
            "a quote in a value is written \\\"")},
      {"up{a=\"b\"\n", P::kLabelSyntax,
       with("1:9: expected ',' or '}' after the value of label 'a', got the "
            "end of the line",
            "close the labels with '}'")},
      {"up{__name__=\"b\"} 1\n", P::kNameLabel,
       with("1:4: label name '__name__' is reserved",
            "write the metric name before the '{'")},
      {"up{a=\"1\",a=\"1\"} 1\n", P::kRepeatedLabel,
       "1:10: label 'a' stands in this sample already"},
      {"up{a=\"1\",b=\"2\",a=\"3\",b=\"4\"} 1\n", P::kRepeatedLabel,
       "1:16: label 'a' stands in this sample already"},
      // Label values.
      {"up{a=\"x} 1\n", P::kLabelValue,
       with("1:6: value of label 'a' is not closed",
            "close it with '\"'; a line feed in a value is written \\n")},
      {"up{a=\"\n", P::kLabelValue,
       with("1:6: value of label 'a' is not closed",
            "close it with '\"'; a line feed in a value is written \\n")},
      {"up{a=\"x\\\"} 1\n", P::kLabelValue,
       with("1:6: value of label 'a' is not closed",
            "close it with '\"'; a line feed in a value is written \\n")},
      {"up{a=\"C:\\dir\"} 1\n", P::kEscape,
       with("1:9: unknown escape '\\d' in the value of label 'a'",
            "write a backslash as \\\\")},
      {"up{a=\"\\x41\"} 1\n", P::kEscape,
       with("1:7: unknown escape '\\x' in the value of label 'a'",
            "write a backslash as \\\\")},
      {"up{a=\"\\N\"} 1\n", P::kEscape,
       with("1:7: unknown escape '\\N' in the value of label 'a'",
            "write a backslash as \\\\")},
      {"up{a=\"x\\\n", P::kEscape,
       with("1:8: unknown escape '\\' in the value of label 'a'",
            "write a backslash as \\\\")},
      {"up{a=\"Gr\xFC\xDF"
       "e\"} 1\n",
       P::kLabelUtf8, "1:6: value of label 'a' is not valid UTF-8"},
      {"up{a=\"\xED\xA0\x80\"} 1\n", P::kLabelUtf8,
       "1:6: value of label 'a' is not valid UTF-8"},
      {"up{a=\"0123456789abcdefghij\xC3\"} 1\n", P::kLabelUtf8,
       "1:6: value of label 'a' is not valid UTF-8"},
      // The value.
      {"up\n", P::kValue,
       "1:3: expected a value after 'up', got the end of the line"},
      {"up \n", P::kValue,
       "1:4: expected a value after 'up', got the end of the line"},
      {"up{a=\"b\"}\n", P::kValue,
       "1:10: expected a value after 'up', got the end of the line"},
      {"up x\n", P::kValue, "1:4: 'x' is not a number"},
      {"up{}x\n", P::kValue, "1:5: 'x' is not a number"},
      {"up 1_000\n", P::kValue, "1:4: '1_000' is not a number"},
      {"up 0x10\n", P::kValue, "1:4: '0x10' is not a number"},
      {"up 1,5\n", P::kValue,
       with("1:4: '1,5' is not a number", "write a decimal point")},
      {"up -nan\n", P::kValue,
       with("1:4: '-nan' is not a number", "write NaN without a sign")},
      {"up +NaN\n", P::kValue,
       with("1:4: '+NaN' is not a number", "write NaN without a sign")},
      {"up 1e400\n", P::kNumberRange,
       with("1:4: '1e400' is out of range",
            "infinity is written +Inf or -Inf")},
      {"up -1e400\n", P::kNumberRange,
       with("1:4: '-1e400' is out of range",
            "infinity is written +Inf or -Inf")},
      {"up 1\r\n", P::kCarriageReturn,
       with("1:5: carriage return before the end of the line", kLf)},
      {"up\r\n", P::kCarriageReturn,
       with("1:3: carriage return before the end of the line", kLf)},
      // Behind the value.
      {"up 1 \n", P::kAfterValue,
       with("1:5: blank after the value",
            "end the line right after the value")},
      {"up 1\t\t\n", P::kAfterValue,
       with("1:5: blank after the value",
            "end the line right after the value")},
      {"up 1 # comment\n", P::kAfterValue,
       with("1:6: expected the end of the line after the value, got '#'",
            "a comment needs a line of its own")},
      {"up 1 2.5\n", P::kAfterValue,
       "1:6: expected the end of the line after the value, got '2.5'"},
      {"up 1 1_0\n", P::kAfterValue,
       "1:6: expected the end of the line after the value, got '1_0'"},
      {"up 1 -\n", P::kAfterValue,
       "1:6: expected the end of the line after the value, got '-'"},
      {"up 1 \r\n", P::kCarriageReturn,
       with("1:6: carriage return before the end of the line", kLf)},
      // HELP and TYPE.
      {"# HELP m-x text\n", P::kCommentName,
       with("1:9: expected a blank after metric name 'm', got '-'",
            "a plain comment may not begin with HELP or TYPE")},
      {"# HELP yourself, friend\n", P::kCommentName,
       with("1:16: expected a blank after metric name 'yourself', got ','",
            "a plain comment may not begin with HELP or TYPE")},
      {"# TYPE 9m gauge\n", P::kCommentName,
       with("1:8: expected a metric name after TYPE, got '9'",
            "a plain comment may not begin with HELP or TYPE")},
      {"#TYPE\t{} gauge\n", P::kCommentName,
       with("1:7: expected a metric name after TYPE, got '{'",
            "a plain comment may not begin with HELP or TYPE")},
      {"# HELP \"m\" text\n", P::kQuotedName,
       "1:8: a metric name may not be quoted"},
      {"# HELP m\r\n", P::kCarriageReturn,
       with("1:9: carriage return before the end of the line", kLf)},
      {"# HELP m a\\d\n", P::kHelpEscape,
       with("1:11: unknown escape '\\d' in the help text of 'm'",
            "write a backslash as \\\\")},
      {"# HELP m a\\\n", P::kHelpEscape,
       with("1:11: unknown escape '\\' in the help text of 'm'",
            "write a backslash as \\\\")},
      {"# HELP m a\\\\\\t\n", P::kHelpEscape,
       with("1:13: unknown escape '\\t' in the help text of 'm'",
            "write a backslash as \\\\")},
      {"# HELP m a\\\"b\\\"\n", P::kHelpQuoteEscape,
       with("1:11: unknown escape '\\\"' in the help text of 'm'",
            "a quote in a help text needs no backslash")},
      {"# TYPE m unknown\n", P::kUnknownType,
       with("1:10: unknown type 'unknown'", kTypes)},
      {"# TYPE m gauge \n", P::kUnknownType,
       with("1:10: expected the end of the line after type 'gauge', got ' '",
            "end the line right after the type")},
      {"# TYPE m gauge # x\n", P::kUnknownType,
       with("1:10: expected the end of the line after type 'gauge', got ' # x'",
            "end the line right after the type")},
      {"# TYPE m gauge\r\n", P::kCarriageReturn,
       with("1:15: carriage return before the end of the line", kLf)},
      {"# TYPE m gaugehistogram\n", P::kGaugehistogramWord,
       with("1:10: unknown type 'gaugehistogram'", kTypes)},
      {"# TYPE m GaugeHistogram\n", P::kGaugehistogramWord,
       with("1:10: unknown type 'GaugeHistogram'", kTypes)},
  };
  return *kCases;
}

TEST(TextParserTest, RefusesALineWithItsPlaceReasonAndRemedy) {
  for (const RefusedCase& c : RefusedCases()) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    const EventLog log = Parse(c.text);
    ASSERT_FALSE(log.events().empty());
    EXPECT_EQ(log.events().back(), c.event);
    EXPECT_THAT(log.problems(), ElementsAre(c.problem));
  }
}

// Lines before and behind do not matter, nor do blanks before the line.
TEST(TextParserTest, GoesOnBehindARefusedLine) {
  for (const RefusedCase& c : RefusedCases()) {
    if (c.text.empty() || c.text.back() != '\n') continue;
    if (std::count(c.text.begin(), c.text.end(), '\n') != 1) continue;
    if (c.problem == SyntaxProblem::kByteOrderMark) continue;
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    const EventLog log =
        Parse(absl::StrCat("before{a=\"1\"} 1\n", c.text, "behind 2\n"));
    EXPECT_THAT(log.problems(), ElementsAre(c.problem));
    ASSERT_EQ(log.events().size(), 3u);
    EXPECT_EQ(log.events()[0], "1:15: sample 'before' a='1' value '1'");
    EXPECT_EQ(log.events()[1].substr(0, 2), "2:");
    EXPECT_EQ(log.events()[1].substr(1), c.event.substr(1));
    EXPECT_EQ(log.events()[2], "3:8: sample 'behind' value '2'");
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
  }
}

TEST(TextParserTest, EveryProblemOfALineHasARow) {
  std::set<SyntaxProblem> seen;
  for (const RefusedCase& c : RefusedCases()) seen.insert(c.problem);
  for (int i = 0; i <= static_cast<int>(SyntaxProblem::kGaugehistogramWord);
       ++i) {
    const auto problem = static_cast<SyntaxProblem>(i);
    if (problem == SyntaxProblem::kLineTooLong) continue;  // its own tests
    if (problem == SyntaxProblem::kTimestamp) continue;
    EXPECT_EQ(seen.count(problem), 1u) << "problem " << i;
  }
}

TEST(TextParserTest, TellsATimestampAndThenTheSample) {
  const struct {
    const char* text;
    const char* error;
  } kCases[] = {
      {"up 1 0\n", "1:6: sample has a timestamp, '0'"},
      {"up 1 1395066363000\n", "1:6: sample has a timestamp, '1395066363000'"},
      {"up 1 -5\n", "1:6: sample has a timestamp, '-5'"},
      {"up 1 +007\n", "1:6: sample has a timestamp, '+007'"},
      {"up 1 \t 5\n", "1:8: sample has a timestamp, '5'"},
      {"up 1 5\r\n", "1:6: sample has a timestamp, '5\\r'"},
      {"up 1 5 \n", "1:6: sample has a timestamp, '5'"},
      {"up 1 99999999999999999999\n",
       "1:6: sample has a timestamp, '99999999999999999999'"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    const EventLog log = Parse(c.text);
    EXPECT_THAT(
        log.events(),
        ElementsAre(
            absl::StrCat(
                c.error,
                " (remove it: the collector drops files that have one)"),
            "1:4: sample 'up' value '1'"));
    EXPECT_THAT(log.problems(), ElementsAre(SyntaxProblem::kTimestamp));
  }
}

TEST(TextParserTest, TellsWhatLinesSay) {
  const struct {
    absl::string_view text;
    std::vector<std::string> events;
  } kCases[] = {
      {"", {}},
      {"\n", {}},
      {" ", {}},
      {"\n \t\n\n", {}},
      {"\n\n \t", {}},
      {"up 1\n", {"1:4: sample 'up' value '1'"}},
      {"up 1\n  ", {"1:4: sample 'up' value '1'"}},
      {" \t up\t \t1\n", {"1:9: sample 'up' value '1'"}},
      {"a: 1\n", {"1:4: sample 'a:' value '1'"}},
      {": 1\n", {"1:3: sample ':' value '1'"}},
      {"a-5\n", {"1:2: sample 'a' value '-5'"}},
      {"a+5\n", {"1:2: sample 'a' value '+5'"}},
      {"a.5\n", {"1:2: sample 'a' value '.5'"}},
      {"NaN NaN\n", {"1:5: sample 'NaN' value 'NaN'"}},
      {"up{} 1\n", {"1:6: sample 'up' value '1'"}},
      {"up{ \t} 1\n", {"1:8: sample 'up' value '1'"}},
      {"up {}1\n", {"1:6: sample 'up' value '1'"}},
      {"up{a=\"b\"}1\n", {"1:10: sample 'up' a='b' value '1'"}},
      {"up{a=\"b\",}1\n", {"1:11: sample 'up' a='b' value '1'"}},
      {"up{ a = \"b\" , c\t=\t\"d\" , } 1\n",
       {"1:27: sample 'up' a='b' c='d' value '1'"}},
      {"up{a=\"\"} 1\n", {"1:10: sample 'up' a='' value '1'"}},
      {"up{a=\"\\\\\\\"\\n\"} 1\n",
       {"1:16: sample 'up' a='\\\\\\\"\\n' value '1'"}},
      {"up{a=\"},{#=\"} 1\n", {"1:15: sample 'up' a='},{#=' value '1'"}},
      {absl::string_view("up{a=\"\0\r\x7F\"} 1\n", 14),
       {"1:13: sample 'up' a='\\x00\\r\\x7f' value '1'"}},
      {"up{a=\"\xC3\xA4\xF4\x8F\xBF\xBF\"} 1\n",
       {"1:16: sample 'up' a='\xC3\xA4\xF4\x8F\xBF\xBF' value '1'"}},
      {"up{__a=\"b\"} 1\n", {"1:13: sample 'up' __a='b' value '1'"}},
      {"up{a=\"1\",b=\"2\"} 1\nup{b=\"1\",a=\"2\"} 2\n",
       {"1:17: sample 'up' a='1' b='2' value '1'",
        "2:17: sample 'up' b='1' a='2' value '2'"}},
      // Every form of number.
      {"a 1e5\nb -Inf\nc .5\nd +1.\ne 123456789012345678901\n",
       {"1:3: sample 'a' value '1e5'", "2:3: sample 'b' value '-Inf'",
        "3:3: sample 'c' value '.5'", "4:3: sample 'd' value '+1.'",
        "5:3: sample 'e' value '123456789012345678901'"}},
      // Comments.
      {"# plain\n#\n##\n# \n#HELPER x\n# help m x\n# EOF\n# UNIT m s\n", {}},
      {"# HELP\n# TYPE\n# HELP \n# HELP m\n# TYPE m\n#TYPE\tm\n", {}},
      {"# plain\r\n", {}},
      {"# promfile: allow x y\n#promfile:\n# promfile\n# Promfile: x\n",
       {"1:12: directive ' allow x y'", "2:11: directive ''"}},
      {"# HELP m a text\n", {"1:8: help 'm' 'a text'"}},
      {" \t#HELP\tm\t a  text \n", {"1:9: help 'm' 'a  text '"}},
      {"# HELP m  \n", {"1:8: help 'm' nothing"}},
      {"# TYPE m \t\n", {"1:8: type 'm' nothing"}},
      {"# HELP m say \"hi\" \\\\ \\n\n",
       {"1:8: help 'm' 'say \"hi\" \\\\ \\n'"}},
      {"# HELP m \xFF\n", {"1:8: help 'm' '\\xff'"}},
      {"# HELP m x\r\n", {"1:8: help 'm' 'x\\r'"}},
      {"# HELP : x\n", {"1:8: help ':' 'x'"}},
      {"# TYPE m counter\n", {"1:8: type 'm' counter"}},
      {"#  TYPE  m  GAUGE\n", {"1:10: type 'm' gauge"}},
      {"# TYPE m co\\unt\\er\n", {"1:8: type 'm' counter"}},
      {"# TYPE m gauge_histogram\n", {"1:8: type 'm' gauge_histogram"}},
      {"# HELP m x # TYPE m gauge\n", {"1:8: help 'm' 'x # TYPE m gauge'"}},
      {"\n# c\n\nup 1\n", {"4:4: sample 'up' value '1'"}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    EXPECT_THAT(Parse(c.text).events(), ElementsAreArray(c.events));
  }
}

TEST(TextParserTest, SeesARepeatedLabelAmongFewAndAmongMany) {
  for (int count = 2; count < 40; ++count) {
    for (int second = 1; second < count; ++second) {
      for (int first = 0; first < second; first += 1 + count / 5) {
        std::string text = "m{";
        size_t column = 0;
        for (int i = 0; i < count; ++i) {
          if (i == second) column = text.size() + 1;
          absl::StrAppend(&text, "l", i == second ? first : i, "=\"v\",");
        }
        text.append("} 1\n");
        EXPECT_THAT(
            Parse(text).events(),
            ElementsAre(absl::StrCat("1:", column, ": label 'l", first,
                                     "' stands in this sample already")))
            << text;
      }
    }
  }
}

// A line is compared with the line before: a repetition must not hide behind
// one that was refused.
TEST(TextParserTest, RefusesTheSameMistakeInEveryLine) {
  const struct {
    const char* before;
    const char* line;
  } kCases[] = {
      {"", "m{a=\"1\",a=\"2\"} 1\n"},
      {"m{b=\"1\",c=\"2\"} 1\n", "m{a=\"1\",a=\"2\"} 1\n"},
      {"m{a=\"1\",b=\"2\"} 1\n", "m{a=\"1\",a=\"2\"} 1\n"},
      {"m{a=\"1\",b=\"2\",c=\"3\"} 1\n", "m{a=\"1\",a=\"2\"} 1\n"},
      {"m{a=\"1\"} 1\n", "m{a=\"1\",__name__=\"2\"} 1\n"},
      {"m{a=\"1\",b=\"2\"} 1\n", "m{a=\"1\",b=\"2\\x\"} 1\n"},
      {"m 1\n", "m x\n"},
      {"m 1\n", "m-a 1\n"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat(c.before, c.line));
    const EventLog log =
        Parse(absl::StrCat(c.before, c.line, c.line, c.line, c.before));
    EXPECT_EQ(log.problems().size(), 3u);
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
  }
}

TEST(TextParserTest, TellsHowLinesResembleTheLineBefore) {
  const EventLog log = Parse(
      "m{a=\"1\",b=\"2\"} 1\n"
      "m{a=\"2\",b=\"2\"} 1\n"
      "m{a=\"2\",c=\"2\"} 1\n"
      "m{a=\"2\"} 1\n"
      "m{a=\"2\",c=\"2\"} 1\n"
      "m{aa=\"2\",c=\"2\"} 1\n"
      "m{a=\"2\",c=\"2\"} 1\n"
      "m{c=\"2\",a=\"2\"} 1\n"
      "m 1\n"
      "mm 1\n"
      "m 1\n"
      "# HELP m x\n"
      "\n"
      "m {} 1\n"
      "n{a=\"2\"} 1\n"
      "m{a=\"2\"} 1\n");
  // x: what may have changed.
  EXPECT_THAT(log.hints(),
              ElementsAre("0 0 xx", "1 2 xx", "1 1 xx", "1 1 x", "1 1 xx",
                          "1 0 xx", "1 0 xx", "1 0 xx", "1 0 ", "0 0 ", "0 0 ",
                          "1 0 ", "0 0 x", "0 1 x"));
}

TEST(TextParserTest, TellsWhichLabelsOfAFamiliarLineAreTheSame) {
  const EventLog log = Parse(
      "m{a=\"1\",b=\"2\"} 1\n"
      "m{a=\"1\",b=\"3\"} 1\n"
      "m{a=\"1\",b=\"3\"} 2\n"
      "m{a=\"12\",b=\"3\"} 1\n"
      "m{a=\"1\",b=\"3\"} 1\n"
      "m 1\n"
      "m 1\n" +
      ("#" + std::string(300, ' ') + "\n"));
  EXPECT_THAT(log.hints(), ElementsAre("0 0 xx", "1 2 -x", "1 2 --", "1 2 xx",
                                       "1 2 xx", "1 0 ", "1 0 "));
  EXPECT_THAT(log.wrong_hints(), IsEmpty());
}

// A line of few names and values, perhaps a wrong one.
class LineMaker {
 public:
  explicit LineMaker(unsigned seed) : random_(seed) {}

  std::string Next(bool with_errors) {
    // Most lines are like the line before, but for one thing.
    if (random_() % 4 == 0) Anew();
    switch (random_() % 8) {
      case 0:
        labels_.resize(random_() % (labels_.size() + 1));
        break;
      case 1:
        labels_.push_back(NewLabel());
        break;
      case 2:
      case 3:
      case 4:
        if (labels_.empty()) break;
        labels_[random_() % labels_.size()].second = Value();
        break;
      case 5:
        if (labels_.empty()) break;
        labels_[random_() % labels_.size()] = NewLabel();
        break;
      case 6:
        blank_ = Pick({"", " ", "  ", "\t"});
        break;
      default:
        name_ = Name();
        break;
    }
    value_ = with_errors ? Pick({"1", "2", "-3", "1.5e3", "x", "1 5", "1 ", ""})
                         : Pick({"1", "2", "-3", "1.5e3", "NaN"});
    return Line(with_errors);
  }

 private:
  using NameAndValue = std::pair<std::string, std::string>;

  std::string Pick(const std::vector<const char*>& choices) {
    return choices[random_() % choices.size()];
  }
  std::string Name() {
    return Pick({"m", "mm", "m_bucket", "m_count", "m:9", "_0123456789abc",
                 "m_0123456789abcdef", "m_0123456789abcdef_0123456789ABCDEF"});
  }
  std::string Value() {
    return Pick({"", "x", "y", "xy", "xyx", "\\n", "\\\\", "\\\"", "\xC3\xA4",
                 "0123456789abcdefghijklmnopqrstuvwxyz",
                 "0123456789abcdefghijklmnopqrstuvwxy",
                 "0123456789abcdeXghijklmnopqrstuvwxyz", "}", ","});
  }
  NameAndValue NewLabel() {
    return {absl::StrCat(Pick({"a", "b", "ab", "le"}), random_() % 4), Value()};
  }
  void Anew() {
    name_ = Name();
    labels_.clear();
    for (size_t i = random_() % 4; i > 0; --i) labels_.push_back(NewLabel());
  }
  std::string Line(bool with_errors) {
    std::string line = name_;
    absl::StrAppend(&line, blank_);
    const bool braces = !labels_.empty() || random_() % 8 == 0;
    if (braces) line.push_back('{');
    std::set<std::string> names;
    for (const NameAndValue& label : labels_) {
      std::string name = label.first;
      while (!names.insert(name).second && !with_errors) name.push_back('_');
      absl::StrAppend(&line, line.back() == '{' ? "" : ",", blank_, name,
                      blank_, "=\"", label.second, "\"");
      if (with_errors && random_() % 40 == 0) line.pop_back();
      if (with_errors && random_() % 40 == 0) line.append("\\x\"");
    }
    if (braces) line.push_back('}');
    absl::StrAppend(&line, braces ? blank_ : " ", value_);
    // One wrong byte, anywhere.
    if (with_errors && random_() % 4 == 0) {
      line[random_() % line.size()] = "{}\"',=\\ a1"[random_() % 10];
    }
    return line + "\n";
  }

  std::mt19937 random_;
  std::string name_ = "m";
  std::string blank_;
  std::string value_;
  std::vector<NameAndValue> labels_;
};

// Lines that resemble the line before are read by comparing them. Each must be
// told as if it stood alone. The resemblance that is told must be there; that
// of names is told whole in a text without errors.
TEST(TextParserTest, ReadsALineAsIfItStoodAlone) {
  int ascents = 0;
  int ascents_by_length = 0;
  int same_labels = 0;
  size_t kinds = 0;
  size_t renamed = 0;
  int plain_helps = 0;
  for (int round = 0; round < 6000; ++round) {
    const bool with_errors = round % 2 == 0;
    LineMaker maker(static_cast<unsigned>(round));
    std::string text;
    for (int line = 0; line < 12; ++line) {
      text.append(maker.Next(with_errors));
      if (round % 3 == 0 && line % 4 == 0) text.append("# HELP m x\n\n");
      if (round % 5 == 0 && line % 2 == 0) text.append("# HELP n \xC3\xA4\n");
      if (round % 7 == 0) text.append("# HELP o a \\\\\n# TYPE o gauge\n");
    }
    // With it, all lines have the room that a reader of familiar lines needs.
    if (round % 4 < 2) text.append("#" + std::string(300, ' ') + "\n");
    SCOPED_TRACE(text);
    const EventLog log = Parse(text);
    EXPECT_EQ(log.events(), EventsLineByLine(text));
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
    if (!with_errors) {
      EXPECT_THAT(log.problems(), IsEmpty());
      EXPECT_EQ(log.same_names(), log.best_same_names());
    }
    ascents += log.ascents();
    ascents_by_length += log.ascents_by_length();
    same_labels += log.same_labels();
    kinds += log.kinds();
    renamed += log.kinds() - log.label_kinds();
    plain_helps += log.plain_helps();
    for (const size_t chunk : {1, 300}) {
      const EventLog pieces =
          ParseInPieces(text, chunk + static_cast<size_t>(round) % 97);
      EXPECT_EQ(pieces.events(), log.events());
      EXPECT_THAT(pieces.wrong_hints(), IsEmpty());
    }
    if (HasFailure()) return;
  }
  // What is told of familiar lines was put to the test.
  EXPECT_GT(ascents, 1000);
  EXPECT_GT(ascents_by_length, 1000);
  EXPECT_GT(same_labels, 1000);
  EXPECT_GT(kinds, 1000u);
  EXPECT_GT(renamed, 500u);
  EXPECT_GT(plain_helps, 1000);
}

// The lines of most metrics are like those of the metric before, but for the
// name. Behind a comment that is told; elsewhere metrics may take turns.
TEST(TextParserTest, TellsOfMetricsThatDifferInTheirNames) {
  struct Case {
    const char* between;
    const char* first;
    const char* second;
    size_t kinds;
    size_t label_kinds;
  };
  const Case kCases[] = {
      {"# TYPE n gauge\n", "m{a=\"1\"} 1\n", "n{a=\"2\"} 2\n", 2, 1},
      {"# TYPE n gauge\n", "m{a=\"1\"} 1\n", "m{a=\"2\"} 2\n", 1, 1},
      {"#\n", "m 1\n", "a_longer_name_than_16_bytes 2\n", 2, 1},
      {"#\n\n", "a_longer_name_than_16_bytes 1\n", "m 2\n", 2, 1},
      {"#\n", "m{a=\"1\",b=\"1\"} 1\n", "n{a=\"2\",b=\"2\"} 2\n", 2, 1},
      {"", "m{a=\"1\"} 1\n", "n{a=\"2\"} 2\n", 2, 2},
      {"#\n", "m{a=\"1\"} 1\n", "n{b=\"2\"} 2\n", 2, 2},
      {"#\n", "m{a=\"1\"} 1\n", "n{a=\"2\" } 2\n", 2, 2},
      {"#\n", "m{a=\"1\"} 1\n", "n {a=\"2\"} 2\n", 2, 2},
      {"#\n", "m 1\n", "n  2\n", 2, 2},
      {"#\n", "m 1\n", "n{} 2\n", 2, 2},
      {"#\n", "m 1\n", "n{a=\"1\"} 2\n", 2, 2},
      {"#\n", "m{a=\"1\"} 1\n", "n 2\n", 2, 2},
      {"#\n", " m 1\n", " n 2\n", 2, 2},
      {"#\n", "m{a=\"1\"} 1\n", "n{a=\"2\"} x\n", 1, 1},
      {"#\n", "m{a=\"1\"} 1\n", "n{a=\"\xC3\xA4\"} 2\n", 2, 2},
      {"#\n", "m 1\nm{a=\"1\"} 1\n", "n 2\n", 3, 2},
      {"#\n", "m{a=\"1\"} 1\nm 1\n", "n{a=\"2\"} 2\n", 3, 2},
  };
  for (const Case& c : kCases) {
    // With room behind, as familiar lines need.
    const EventLog log =
        Parse(absl::StrCat(c.first, c.first, c.between, c.second, c.second, "#",
                           std::string(300, ' '), "\n"));
    SCOPED_TRACE(absl::StrCat(c.first, c.between, c.second));
    EXPECT_EQ(log.kinds(), c.kinds);
    EXPECT_EQ(log.label_kinds(), c.label_kinds);
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
  }
}

// Lines are compared with the one before in steps of many bytes; the text may
// end before that one would. An address sanitizer sees what is read too far.
TEST(TextParserTest, ReadsNothingBehindTheText) {
  const std::string bucket =
      absl::StrCat("x_bucket{a=\"", std::string(900, 'a'), "\",le=\"1\"} 1\n");
  for (const char* line :
       {"a 1\n", "a{b=\"1\"} 1\n", "a{b=\"\",c=\"1\"} 1\n"}) {
    for (int lines = 0; lines < 80; ++lines) {
      std::string text = bucket + bucket;
      for (int i = 0; i < lines; ++i) text += line;
      // Of its very size.
      const std::vector<char> exact(text.begin(), text.end());
      EventLog log;
      ParseText(absl::string_view(exact.data(), exact.size()), log);
      EXPECT_THAT(log.problems(), IsEmpty());
      EXPECT_THAT(log.wrong_hints(), IsEmpty());
      EXPECT_EQ(log.events().size(), static_cast<size_t>(lines) + 2);
    }
  }
}

// Whoever knows that series ascend need not search for them, so an order that
// ends where a piece does is paid for by all lines that follow.
TEST(TextParserTest, TellsOfAnOrderAcrossPieces) {
  const int lines = 5000;
  std::string many;
  for (int i = 0; i < 20; ++i) absl::StrAppend(&many, "a\",l", i, "=\"");
  for (const std::string& mode : {std::string(), std::string("a"),
                                  std::string("a\\\\b"), many, many + "\\n"}) {
    std::string text;
    for (int i = 0; i < lines; ++i) {
      absl::StrAppend(&text, "m{cpu=\"", i, "\",mode=\"", mode, "\"} 1\n");
    }
    for (const size_t chunk : {1, 100, 1000, 5000, 20000, 65536, 1000000}) {
      EXPECT_EQ(ParseInPieces(text, chunk).ascents_by_length(), lines - 1)
          << mode << " in pieces of " << chunk;
    }
  }
}

// A line of so many labels is compared with the line before, or a copy of it
// where a piece begins, several labels at a time.
TEST(TextParserTest, ReadsALineOfManyLabelsAsIfItStoodAlone) {
  const std::vector<std::string> values = {
      "",      "x",        "xy",
      "x",     "v17",      "\\n",
      "x\\\"", "\xC3\xA4", std::string(70, 'z'),
      "x",     "{,} = 1",  std::string(900, 'z')};
  std::mt19937 random(7);
  int same_names = 0;
  size_t kinds = 0;
  for (int round = 0; round < 400; ++round) {
    const bool with_errors = round % 3 == 0;
    // Most of a kind, so that some are read as such.
    const unsigned most_values = round % 2 == 0 ? 5 : 12;
    std::vector<std::pair<std::string, std::string>> labels;
    for (int i = 0; i < 14 + round % 9 + (round % 7 == 0 ? 50 : 0); ++i) {
      labels.push_back({i % 10 == 3 ? absl::StrCat("a_long_name_of_a_label_", i)
                                    : absl::StrCat("l", i),
                        values[random() % most_values]});
    }
    std::string text;
    std::string blank;
    for (int line = 0; line < 12; ++line) {
      for (unsigned i = random() % 20; i > 0; --i) {
        labels[random() % labels.size()].second =
            values[random() % most_values];
      }
      if (random() % 6 == 0) {
        labels[random() % labels.size()].first =
            absl::StrCat("n", random() % 3, line == 5 ? "" : "x", line);
      }
      if (random() % 8 == 0) blank = blank.empty() ? " " : "";
      std::string written = random() % 9 == 0 ? "mm{" : "m{";
      for (const auto& label : labels) {
        absl::StrAppend(&written, label.first, "=", blank, "\"", label.second,
                        "\",");
      }
      absl::StrAppend(&written, "} ", random() % 1000);
      // One wrong byte, anywhere.
      if (with_errors && random() % 4 == 0) {
        written[random() % written.size()] = "{}\"',=\\ a1"[random() % 10];
      }
      absl::StrAppend(&text, written, "\n");
    }
    SCOPED_TRACE(text);
    const EventLog log = Parse(text);
    EXPECT_EQ(log.events(), EventsLineByLine(text));
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
    kinds += log.kinds();
    for (const size_t chunk : {90, 400, 1500, 9000}) {
      const EventLog pieces =
          ParseInPieces(text, chunk + static_cast<size_t>(round));
      EXPECT_EQ(pieces.events(), log.events());
      EXPECT_THAT(pieces.wrong_hints(), IsEmpty());
      same_names += pieces.same_names() == log.same_names() ? 1 : 0;
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(same_names, 200);
  EXPECT_GT(kinds, 400u);
}

// Lines that differ in their values alone have one kind from the second on,
// though nobody has learned their shape; no two others have.
TEST(TextParserTest, TellsOfLinesThatAreAlikeThoughTheyAreLarge) {
  const auto line = [](int labels, const std::string& name, int value) {
    std::string text = "m{";
    for (int i = 0; i < labels; ++i) {
      absl::StrAppend(&text, name, i, "=\"v", value + i, "\",");
    }
    return absl::StrCat(text, "} ", value, "\n");
  };
  const std::string room = "#" + std::string(300, ' ') + "\n";
  for (const int labels : {16, 17, 31, 100, 1000}) {
    SCOPED_TRACE(labels);
    const auto parse = [&](const std::string& first,
                           const std::string& second) {
      std::string text;
      for (int i = 0; i < 4; ++i) {
        text += line(labels, first, i);
        if (second != first) text += line(labels, second, i);
      }
      return Parse(text + room);
    };
    const EventLog alike = parse("label_", "label_");
    EXPECT_EQ(alike.kinds(), 1u);
    EXPECT_EQ(alike.plain_samples(), 3);
    EXPECT_EQ(alike.ascents(), 3);
    EXPECT_THAT(alike.wrong_hints(), IsEmpty());
    EXPECT_EQ(parse("label_", "other_").kinds(), 0u);
  }
  // Blanks before the value make a difference.
  std::string tight = line(16, "label_", 1);
  tight.replace(tight.find("} "), 2, "}");
  const EventLog loose =
      Parse(absl::StrCat(tight, line(16, "label_", 2), tight, tight, room));
  EXPECT_EQ(loose.kinds(), 1u);
  EXPECT_THAT(loose.wrong_hints(), IsEmpty());
  // A gap that no shape has.
  const std::string long_name(150, 'n');
  const EventLog named = Parse(
      absl::StrCat("m{a=\"1\",", long_name, "=\"1\"} 1\nm{a=\"2\",", long_name,
                   "=\"\"} 1\nm{a=\"3\",", long_name, "=\"3\"} 1\n", room));
  EXPECT_EQ(named.kinds(), 1u);
  EXPECT_EQ(named.plain_samples(), 1);
  EXPECT_THAT(named.wrong_hints(), IsEmpty());
}

TEST(TextParserTest, TellsTheSameHoweverTheTextIsCut) {
  std::string all;
  for (const RefusedCase& c : RefusedCases()) {
    for (size_t chunk = 1; chunk <= c.text.size(); ++chunk) {
      SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text),
                                " in pieces of ", chunk));
      EXPECT_EQ(ParseInPieces(c.text, chunk).events(), Parse(c.text).events());
    }
    all.append(c.text.data(), c.text.size());
    if (all.back() != '\n') all.push_back('\n');
  }
  const EventLog whole = Parse(all);
  for (size_t chunk = 1; chunk < 300; ++chunk) {
    SCOPED_TRACE(absl::StrCat("pieces of ", chunk));
    EXPECT_EQ(ParseInPieces(all, chunk).events(), whole.events());
  }
}

// Nothing of a text is left for the next one, even if it was given up.
TEST(TextParserTest, BeginsAnotherText) {
  EventLog ignored;
  TextParser parser(ignored);
  for (int round = 0; round < 2000; ++round) {
    LineMaker maker(static_cast<unsigned>(round));
    std::string text;
    for (int line = 0; line < 20; ++line) {
      text.append(maker.Next(/*with_errors=*/round % 2 == 0));
    }
    if (round % 5 == 0) text.append("m{a=\"no line feed");
    if (round % 7 == 0) text.insert(0, "\xEF\xBB\xBF");
    SCOPED_TRACE(text);
    EventLog log;
    parser.Begin(log);
    parser.Feed(text);
    if (round % 3 == 0) continue;
    parser.Finish();
    EXPECT_EQ(log.events(), Parse(text).events());
    EXPECT_EQ(log.hints(), Parse(text).hints());
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
    if (HasFailure()) return;
  }
}

// Nor where its lines stood in memory: the next ones may stand there.
TEST(TextParserTest, TellsTheSameOfLinesThatStandWhereOthersStood) {
  // The first line of a metric behind a comment, and lines of other metrics.
  const std::string text = "# h\nm 4\ne 5\nf{a=\"b\"} 6\n";
  const std::vector<std::string> before = {
      "# h\nm 4\n", "# h\nm 4\nm x\n", "\n\n\n\nm 4\n",
      "# h\ne 4\n", "# h\ne 4\nm x\n", "m 4\nm x\n# h\nm 4\nm x\n",
  };
  for (const std::string& earlier : before) {
    // Both are read where they stand, then both as one text is read in pieces.
    for (const std::string& filler : {std::string(), std::string(5000, '\n')}) {
      SCOPED_TRACE(absl::StrCat(earlier, "and ", filler.size(), " bytes"));
      EventLog ignored;
      TextParser parser(ignored);
      std::string memory = absl::StrCat(earlier, filler);
      parser.Feed(memory);
      parser.Finish();
      EventLog log;
      parser.Begin(log);
      memory.replace(0, std::string::npos, absl::StrCat(text, filler));
      parser.Feed(memory);
      parser.Finish();
      EXPECT_EQ(log.events(), Parse(memory).events());
      EXPECT_EQ(log.hints(), Parse(memory).hints());
      EXPECT_THAT(log.wrong_hints(), IsEmpty());

      EventLog pieces;
      parser.Begin(pieces);
      memory.replace(0, std::string::npos, absl::StrCat(earlier, filler));
      parser.Feed(memory);
      memory.replace(0, std::string::npos, absl::StrCat(text, filler));
      parser.Feed(memory);
      parser.Finish();
      EXPECT_THAT(pieces.wrong_hints(), IsEmpty());
    }
  }
}

// Nor if the visitor has thrown in the middle of it, as std::bad_alloc is.
TEST(TextParserTest, BeginsAnotherTextBehindAnException) {
  class Thrower final : public TextVisitor {
   public:
    void OnSample(const SampleLine&) override { Throw(); }
    void OnHelp(const HelpLine&) override { Throw(); }
    void OnType(const TypeLine&) override { Throw(); }
    void OnSyntaxError(const SyntaxError&) override { Throw(); }
    int left = 0;

   private:
    void Throw() {
      if (--left < 0) throw std::bad_alloc();
    }
  };
  TextParser parser;
  for (int round = 0; round < 2000; ++round) {
    LineMaker maker(static_cast<unsigned>(round));
    std::string text;
    for (int line = 0; line < 20; ++line) {
      text.append(maker.Next(/*with_errors=*/round % 2 == 0));
    }
    SCOPED_TRACE(text);
    Thrower thrower;
    thrower.left = round % 15;
    parser.Begin(thrower);
    EXPECT_THROW(parser.Feed(text), std::bad_alloc);
    EventLog log;
    parser.Begin(log);
    parser.Feed(text);
    parser.Finish();
    EXPECT_EQ(log.events(), Parse(text).events());
    EXPECT_EQ(log.hints(), Parse(text).hints());
    EXPECT_THAT(log.wrong_hints(), IsEmpty());
    if (HasFailure()) return;
  }
}

TEST(TextParserTest, EmptyPiecesAreNothing) {
  EventLog log;
  TextParser parser(log);
  for (const char* piece :
       {"", "up", "", " 1", "", "\n", "", "# TYPE up gauge", "", "\n", ""}) {
    parser.Feed(piece);
  }
  parser.Finish();
  EXPECT_THAT(log.events(), ElementsAre("1:4: sample 'up' value '1'",
                                        "2:8: type 'up' gauge"));
}

TEST(TextParserTest, RefusesALineAboveTheBoundWhateverItSays) {
  constexpr size_t kBound = 64;
  const struct {
    const char* what;
    std::string begin;  // the rest is padded
    char pad;
    std::string end;
    bool fine;  // at the bound
  } kCases[] = {
      {"a sample", "up{a=\"", 'x', "\"} 1", true},
      {"blanks before a sample", "", ' ', "up 1", true},
      {"a long name", "", 'x', " 1", true},
      {"a help text", "# HELP up ", 'x', "", true},
      {"a type after blanks", "# TYPE up ", ' ', "gauge", true},
      {"a type before backslashes", "# TYPE up gauge", '\\', "", true},
      {"a plain comment", "#", ' ', "x", true},
      {"nothing but blanks", "", ' ', "", true},
      {"HELP without a name", "# HELP", ' ', "", true},
      {"a sample that cannot be read", "up{a=\"", 'x', "", false},
      {"a value that cannot be read", "up ", 'x', "", false},
      {"a sample with a timestamp", "up ", '1', " 5", false},
      {"a bad help escape", "# HELP up \\x", 'x', "", false},
      {"an unknown type", "# TYPE up ", 'x', "", false},
      {"what begins no line", "<", 'x', "", false},
  };
  for (const auto& c : kCases) {
    for (const size_t size : {kBound, kBound + 1, kBound + 2, 10 * kBound}) {
      SCOPED_TRACE(absl::StrCat(c.what, " of ", size, " bytes"));
      const std::string line = absl::StrCat(
          c.begin, std::string(size - c.begin.size() - c.end.size(), c.pad),
          c.end);
      ASSERT_EQ(line.size(), size);
      const std::string text = absl::StrCat("before 1\n", line, "\nbehind 2\n");
      const EventLog log = Parse(text, kBound);
      if (size > kBound) {
        EXPECT_THAT(log.events(),
                    ElementsAre("1:8: sample 'before' value '1'",
                                "2:1: line is longer than 64 bytes",
                                "3:8: sample 'behind' value '2'"));
      } else if (c.fine) {
        EXPECT_THAT(log.problems(), IsEmpty());
      } else {
        EXPECT_EQ(log.problems().size(), 1u);
        EXPECT_NE(log.problems()[0], SyntaxProblem::kLineTooLong);
      }
      for (size_t chunk = 1; chunk < text.size(); chunk += 1 + chunk / 8) {
        ASSERT_EQ(ParseInPieces(text, chunk, kBound).events(), log.events())
            << "pieces of " << chunk;
      }
    }
  }
}

TEST(TextParserTest, ALastLineAboveTheBoundIsToldOnce) {
  for (const size_t chunk : {1, 7, 64, 65, 66, 1000}) {
    EXPECT_THAT(ParseInPieces(std::string(300, 'x'), chunk, 64).events(),
                ElementsAre("1:1: line is longer than 64 bytes"))
        << "pieces of " << chunk;
  }
}

}  // namespace
}  // namespace promfile
