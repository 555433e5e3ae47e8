#include "promfile/check/validate.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/check/finding_text.h"

namespace promfile {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

struct FileCase {
  absl::string_view text;
  const char* verdict;
  std::vector<std::string> findings;
};

// One file at a time. What a line alone says wrong is in tests/text; here it is
// the rule and the verdict.
const std::vector<FileCase>& FileCases() {
  static const auto* const kCases = new std::vector<FileCase>{
      {"\xef\xbb\xbfm 1\n",
       "reject reject",
       {"1:1 byte-order-mark: byte order mark at the beginning of the text "
        "(save it as UTF-8 without a byte order mark)"}},
      {"m 1\r\n",
       "reject reject",
       {"1:4 carriage-return: carriage return before the end of the line "
        "(write lines that end in LF, not CR LF)"}},
      {"m{a:\"b\"} 1\n",
       "reject reject",
       {"1:4 label-syntax: expected '=' after label name 'a', got ':' (write "
        "labels as name=\"value\")"}},
      {"m{,} 1\n",
       "reject reject",
       {"1:3 label-name: expected a label name, got ',' (write labels as "
        "name=\"value\")"}},
      {"m{__name__=\"b\"} 1\n",
       "reject reject",
       {"1:3 name-label: label name '__name__' is reserved (write the metric "
        "name before the '{')"}},
      {"m{a=\"b} 1\n",
       "reject reject",
       {"1:5 label-value: value of label 'a' is not closed (close it with "
        "'\"'; a line feed in a value is written \\n)"}},
      {"m{a=\"\xff\"} 1\n",
       "reject reject",
       {"1:5 label-utf8: value of label 'a' is not valid UTF-8"}},
      {"m{a=\"\\d\"} 1\n",
       "reject reject",
       {"1:6 escape: unknown escape '\\d' in the value of label 'a' (write a "
        "backslash as \\\\)"}},
      {"m 1e400\n",
       "reject reject",
       {"1:3 number-range: '1e400' is out of range (infinity is written +Inf "
        "or -Inf)"}},
      {"m 1 \n",
       "reject reject",
       {"1:4 after-value: blank after the value (end the line right after the "
        "value)"}},
      {"# HELP it-s fine\n",
       "reject reject",
       {"1:10 comment-name: expected a blank after metric name 'it', got '-' "
        "(a plain comment may not begin with HELP or TYPE)"}},
      {"# HELP m \\d\n",
       "reject reject",
       {"1:10 help-escape: unknown escape '\\d' in the help text of 'm' (write "
        "a backslash as \\\\)"}},
      {"# TYPE m info\n",
       "reject reject",
       {"1:10 unknown-type: unknown type 'info' (types are counter, gauge, "
        "histogram, summary and untyped)"}},

      {"# HELP m a\n# HELP m b\nm 1\n",
       "reject reject",
       {"2:8 second-help m: second HELP for metric family 'm' (keep one of "
        "them)"}},
      {"# HELP m a\nm 1\n# HELP m a\n",
       "reject reject",
       {"3:8 second-help m: second HELP for metric family 'm' (keep one of "
        "them)"}},
      {"# HELP m a\n# HELP m a\n",
       "reject reject",
       {"2:8 second-help m: second HELP for metric family 'm' (keep one of "
        "them)"}},
      {"# TYPE h histogram\n# HELP h a\n# HELP h_count "
       "b\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n",
       "reject reject",
       {"3:8 second-help h: second HELP for metric family 'h' (keep one of "
        "them)"}},
      {"# TYPE m gauge\n# TYPE m gauge\nm 1\n",
       "reject reject",
       {"2:8 second-type m: second TYPE for metric family 'm' (keep one of "
        "them)"}},
      {"# TYPE m gauge\n# TYPE m counter\n",
       "reject reject",
       {"2:8 second-type m: second TYPE for metric family 'm' (keep one of "
        "them)"}},
      {"# TYPE h histogram\n# TYPE h_count counter\n",
       "reject reject",
       {"2:8 second-type h: second TYPE for metric family 'h' (keep one of "
        "them)"}},
      {"m 1\n# TYPE m gauge\n",
       "reject reject",
       {"2:8 type-after-sample m: TYPE after samples of metric family 'm' "
        "(write TYPE before the first sample)"}},
      {"m 1\n# TYPE m untyped\n",
       "reject reject",
       {"2:8 type-after-sample m: TYPE after samples of metric family 'm' "
        "(write TYPE before the first sample)"}},
      {"m 1\n# TYPE m gauge\n# TYPE m gauge\n",
       "reject reject",
       {"2:8 type-after-sample m: TYPE after samples of metric family 'm' "
        "(write TYPE before the first sample)",
        "3:8 type-after-sample m: TYPE after samples of metric family 'm' "
        "(write TYPE before the first sample)"}},
      {"# TYPE h histogram\nh_bucket{le=\"x\"} 1\n",
       "reject reject",
       {"2:14 bound h: value 'x' of label 'le' is not a number (collectors "
        "read it as one in every line of the family)"}},
      {"# TYPE h histogram\nh_sum{le=\"\"} 1\n",
       "reject reject",
       {"2:11 bound h: value '' of label 'le' is not a number (collectors read "
        "it as one in every line of the family)"}},
      {"# TYPE h histogram\nh_bucket{le=\"+NaN\"} 1\n",
       "reject reject",
       {"2:14 bound h: value '+NaN' of label 'le' is not a number (collectors "
        "read it as one in every line of the family)"}},
      {"# TYPE h histogram\nh_bucket{le=\"1e400\"} 1\n",
       "reject reject",
       {"2:14 bound h: value '1e400' of label 'le' is not a number (collectors "
        "read it as one in every line of the family)"}},
      {"# TYPE s summary\ns{quantile=\"50%\"} 1\n",
       "reject reject",
       {"2:13 bound s: value '50%' of label 'quantile' is not a number "
        "(collectors read it as one in every line of the family)"}},
      {"# TYPE s summary\ns_count{quantile=\"x\"} 1\n",
       "reject reject",
       {"2:19 bound s: value 'x' of label 'quantile' is not a number "
        "(collectors read it as one in every line of the family)"}},
      {"# TYPE s summary\ns{le=\"x\",quantile=\"0.5\"} 1\ns_sum 1\ns_count 1\n",
       "accept accept",
       {"2:1 padded-labels s: series of 's' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)"}},
      {"# TYPE g gauge\ng{le=\"x\",quantile=\"y\"} 1\n", "accept accept", {}},
      {"m{__x=\"1\"} 1\n",
       "crash crash",
       {"1:3 reserved-label m: label name '__x' crashes the exporter (names "
        "that begin with __ are reserved)"}},
      {"m{a=\"1\",__=\"1\"} 1\nm{a=\"2\",__=\"1\"} 1\n",
       "crash crash",
       {"1:9 reserved-label m: label name '__' crashes the exporter (names "
        "that begin with __ are reserved)",
        "2:9 reserved-label m: label name '__' crashes the exporter (names "
        "that begin with __ are reserved)"}},
      {"m{__x=\"1\"} 1\nn x\n",
       "reject reject",
       {"1:3 reserved-label m: label name '__x' crashes the exporter (names "
        "that begin with __ are reserved)",
        "2:3 value: 'x' is not a number"}},
      {"# TYPE m gauge_histogram\nm 1\nm{a=\"1\"} 1\n",
       "crash crash",
       {"2:1 gauge-histogram m: a sample of gauge_histogram 'm' crashes the "
        "exporter (use the types histogram or gauge)",
        "2:1 padded-labels m: series of 'm' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)"}},
      {"# TYPE m gauge_histogram\nm_bucket{le=\"1\"} 1\nm_sum 1\nm_count 1\n",
       "accept crash",
       {"2:1 gauge-histogram-part m_bucket: a sample of gauge_histogram 'm' "
        "crashes newer exporters (use the types histogram or gauge)",
        "3:1 gauge-histogram-part m_sum: a sample of gauge_histogram 'm' "
        "crashes newer exporters (use the types histogram or gauge)",
        "4:1 gauge-histogram-part m_count: a sample of gauge_histogram 'm' "
        "crashes newer exporters (use the types histogram or gauge)"}},
      {"# TYPE m gauge_histogram\n", "accept accept", {}},
      {"m 1\nm 2\n",
       "damage damage",
       {"2:1 duplicate-series m: series of 'm' stands in line 1 already (keep "
        "one of them, or tell them apart by a label)"}},
      {"m 1\nm{} 1\n",
       "damage damage",
       {"2:1 duplicate-series m: series of 'm' stands in line 1 already (keep "
        "one of them, or tell them apart by a label)"}},
      {"m{a=\"1\",b=\"2\"} 1\nm{b=\"2\",a=\"1\"} 1\n",
       "damage damage",
       {"2:1 duplicate-series m: series of 'm' stands in line 1 already (keep "
        "one of them, or tell them apart by a label)"}},
      {"m 1\nm{a=\"\"} 1\n",
       "damage damage",
       {"1:1 padded-labels m: series of 'm' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)",
        "2:1 duplicate-series m: series of 'm' stands in line 1 already (a "
        "label with an empty value is like none)"}},
      {"m{a=\"x\"} 1\nm{a=\"x\",b=\"\"} 1\nm{b=\"\",a=\"x\"} 1\n",
       "damage damage",
       {"1:1 padded-labels m: series of 'm' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)",
        "2:1 duplicate-series m: series of 'm' stands in line 1 already (a "
        "label with an empty value is like none)",
        "3:1 duplicate-series m: series of 'm' stands in line 1 already (a "
        "label with an empty value is like none)"}},
      {"m{a=\"\\\\\"} 1\nm{a=\"\\\\\"} 1\n",
       "damage damage",
       {"2:1 duplicate-series m: series of 'm' stands in line 1 already (keep "
        "one of them, or tell them apart by a label)"}},
      {"# TYPE s summary\ns_sum 1\ns_sum{a=\"\"} 1\ns_count{a=\"\"} 1\ns_count "
       "1\n",
       "damage damage",
       {"2:1 padded-labels s: series of 's' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)",
        "3:1 duplicate-series s: series of 's' stands in line 2 already (a "
        "label with an empty value is like none)"}},
      {"h_count 5\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n",
       "damage damage",
       {"3:1 suffix-collision h: metric family 'h_count' has the name of a "
        "part of 'h' (rename one of them, or write TYPE before the first "
        "sample)"}},
      {"s_sum 5\n# TYPE s summary\ns{quantile=\"1\"} 1\n",
       "damage damage",
       {"3:1 suffix-collision s: metric family 's_sum' has the name of a part "
        "of 's' (rename one of them, or write TYPE before the first sample)"}},
      {"s_bucket 5\n# TYPE s summary\ns{quantile=\"1\"} 1\n",
       "accept accept",
       {}},
      {"# HELP h_bucket x\n# TYPE h histogram\nh_sum 1\nh_bucket 1\n",
       "damage damage",
       {"4:1 suffix-collision h_bucket: metric family 'h_bucket' has the name "
        "of a part of 'h' (rename one of them, or write TYPE before the first "
        "sample)"}},
      {"# HELP h_bucket x\n# TYPE h histogram\nh_sum 1\n", "accept accept", {}},
      {"node_load1 1\n",
       "damage damage",
       {"1:1 exporter-family node_load1: metric family 'node_load1' clashes "
        "with the exporter's own 'node_load1' (choose a name of your own)"}},
      {"go_goroutines 1\ngo_goroutines{a=\"1\"} 1\n",
       "damage damage",
       {"1:1 exporter-family go_goroutines: metric family 'go_goroutines' "
        "clashes with the exporter's own 'go_goroutines' (choose a name of "
        "your own)",
        "1:1 padded-labels go_goroutines: series of 'go_goroutines' have "
        "different label names; the missing ones arrive as empty labels (give "
        "every series of a family the same label names)"}},
      {"go_gc_duration_seconds_sum 1\n",
       "damage damage",
       {"1:1 exporter-family go_gc_duration_seconds_sum: metric family "
        "'go_gc_duration_seconds_sum' clashes with the exporter's own "
        "'go_gc_duration_seconds' (choose a name of your own)"}},
      {"go_gc_duration_seconds_bucket 1\n", "accept accept", {}},
      {"# TYPE process_cpu_seconds histogram\nprocess_cpu_seconds_sum 1\n",
       "accept accept",
       {}},
      {"# TYPE promhttp_metric_handler_errors "
       "summary\npromhttp_metric_handler_errors_sum 1\n",
       "accept accept",
       {}},
      {"up 1\n",
       "accept accept",
       {"1:1 forged-series up: 'up' replaces what Prometheus itself says of "
        "the target (choose a name of your own)"}},
      {"scrape_samples_scraped 1\n",
       "accept accept",
       {"1:1 forged-series scrape_samples_scraped: 'scrape_samples_scraped' "
        "replaces what Prometheus itself says of the target (choose a name of "
        "your own)"}},
      {"scrape_mine 1\n", "accept accept", {}},
      {"# HELP up x\n", "accept accept", {}},
      {"# HELP m \xff\nm 1\n",
       "accept accept",
       {"1:10 help-utf8 m: help text of 'm' is not valid UTF-8 (Prometheus "
        "would drop the rest of the scrape)"}},
      {"m 1\n# HELP m a\xc3\n",
       "accept accept",
       {"2:10 help-utf8 m: help text of 'm' is not valid UTF-8 (Prometheus "
        "would drop the rest of the scrape)"}},
      {"# HELP m \xff\n", "accept accept", {}},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} -1\nh_count -0.5\n",
       "accept reject",
       {"2:18 negative-count h: bucket '-1' is not a whole number from 0 to "
        "2^64 (it arrives altered)",
        "3:9 negative-count h: count '-0.5' is not a whole number from 0 to "
        "2^64 (it arrives altered)"}},
      {"# TYPE s summary\ns_count -1\ns{quantile=\"1\"} -1\n",
       "accept accept",
       {"2:9 broken-count s: count '-1' is not a whole number from 0 to 2^64 "
        "(it arrives altered)"}},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 0.5\nh_bucket{le=\"2\"} "
       "NaN\nh_bucket{le=\"3\"} +Inf\nh_bucket{le=\"4\"} "
       "18446744073709551616\nh_bucket{le=\"5\"} 18446744073709549568\nh_sum "
       "-0.5\nh_count 1e3\n",
       "accept accept",
       {"2:18 broken-count h: bucket '0.5' is not a whole number from 0 to "
        "2^64 (it arrives altered)",
        "3:18 broken-count h: bucket 'NaN' is not a whole number from 0 to "
        "2^64 (it arrives altered)",
        "4:18 broken-count h: bucket '+Inf' is not a whole number from 0 to "
        "2^64 (it arrives altered)",
        "5:18 broken-count h: bucket '18446744073709551616' is not a whole "
        "number from 0 to 2^64 (it arrives altered)"}},
      {"# TYPE h histogram\nh 1\nh_bucket 1\nh_bucket{le=\"NaN\"} "
       "1\nh{le=\"1\"} 1\n",
       "accept accept",
       {"2:1 ignored-sample h: sample of histogram 'h' without a number in the "
        "label 'le' is ignored (write _bucket with le, _sum or _count)",
        "3:1 ignored-sample h: sample of histogram 'h' without a number in the "
        "label 'le' is ignored (write _bucket with le, _sum or _count)",
        "4:1 ignored-sample h: sample of histogram 'h' without a number in the "
        "label 'le' is ignored (write _bucket with le, _sum or _count)"}},
      {"# TYPE s summary\ns 1\ns{quantile=\"nan\"} 1\n",
       "accept accept",
       {"2:1 ignored-sample s: sample of summary 's' without a number in the "
        "label 'quantile' is ignored (write quantile, _sum or _count)",
        "3:1 ignored-sample s: sample of summary 's' without a number in the "
        "label 'quantile' is ignored (write quantile, _sum or _count)"}},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} "
       "2\nh{le=\"1e0\"} 3\n",
       "accept accept",
       {"3:1 repeated-bucket h: this replaces the value of line 2, which is "
        "lost (keep one of them)",
        "4:1 repeated-bucket h: this replaces the value of line 2, which is "
        "lost (keep one of them)"}},
      {"# TYPE h histogram\nh_bucket{le=\"0\"} 1\nh_bucket{le=\"-0\"} "
       "2\nh_bucket{le=\"+Inf\"} 2\nh_bucket{le=\"inf\"} 2\n",
       "accept accept",
       {"3:1 repeated-bucket h: this replaces the value of line 2, which is "
        "lost (keep one of them)",
        "5:1 repeated-bucket h: this replaces the value of line 4, which is "
        "lost (keep one of them)"}},
      {"# TYPE s summary\ns_sum 1\ns_sum 1\ns_count 1\ns_count{quantile=\"1\"} "
       "1\ns{quantile=\"0.5\"} 1\ns{quantile=\".5\"} 1\n",
       "accept accept",
       {"3:1 repeated-bucket s: this replaces the value of line 2, which is "
        "lost (keep one of them)",
        "5:1 repeated-bucket s: this replaces the value of line 4, which is "
        "lost (keep one of them)",
        "7:1 repeated-bucket s: this replaces the value of line 6, which is "
        "lost (keep one of them)"}},
      {"# TYPE h histogram\nh_sum{a=\"1\"} 1\nh_sum{a=\"2\"} "
       "1\nh_count{a=\"1\"} 1\nh_sum{a=\"1\"} 1\n",
       "accept accept",
       {"5:1 repeated-bucket h: this replaces the value of line 2, which is "
        "lost (keep one of them)"}},
      {"m 1\nm{a=\"x\"} 1\n",
       "accept accept",
       {"1:1 padded-labels m: series of 'm' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)"}},
      {"m{a=\"x\"} 1\nm{b=\"x\"} 1\nm{c=\"\"} 1\n",
       "accept accept",
       {"1:1 padded-labels m: series of 'm' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)"}},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
       "accept accept",
       {}},
      {"# TYPE h histogram\nh_bucket{le=\"1\",a=\"x\"} 1\nh_sum 1\n",
       "accept accept",
       {"2:1 padded-labels h: series of 'h' have different label names; the "
        "missing ones arrive as empty labels (give every series of a family "
        "the same label names)"}},
      {"m -0\nn -0.0\no -0e5\np -1e-400\nq 0\n",
       "accept accept",
       {"1:3 negative-zero m: negative zero arrives as 0",
        "2:3 negative-zero n: negative zero arrives as 0",
        "3:3 negative-zero o: negative zero arrives as 0",
        "4:3 negative-zero p: negative zero arrives as 0"}},
      {"m -1\n", "accept accept", {}},
      {"m{a=\"1\",a=\"1\"} 1\nm{a=\"1\",a=\"1\"} 1\n",
       "reject reject",
       {"1:9 repeated-label: label 'a' stands in this sample already",
        "2:9 repeated-label: label 'a' stands in this sample already"}},
      {"m 1 5\nm 1 6\n",
       "reject reject",
       {"1:5 timestamp: sample has a timestamp, '5' (remove it: the collector "
        "drops files that have one)",
        "2:1 duplicate-series m: series of 'm' stands in line 1 already (keep "
        "one of them, or tell them apart by a label)",
        "2:5 timestamp: sample has a timestamp, '6' (remove it: the collector "
        "drops files that have one)"}},
      {"m 1\nm x\nm 1\n9 1\nm 2",
       "reject reject",
       {"2:3 value: 'x' is not a number",
        "3:1 duplicate-series m: series of 'm' stands in line 1 already (keep "
        "one of them, or tell them apart by a label)",
        "4:1 metric-name: metric name cannot start with '9' (a line is a "
        "sample (name{label=\"value\"} 1), a comment (#) or empty)",
        "5:4 line-end: last line does not end in a newline (the text may be "
        "cut; end every line in LF)"}},
      {"# HELP m \\\"\nm 1\n",
       "reject accept",
       {"1:10 help-quote-escape: unknown escape '\\\"' in the help text of 'm' "
        "(a quote in a help text needs no backslash)"}},
      {"m{\"a\"=\"b\"} 1\n",
       "reject accept",
       {"1:3 quoted-name: a label name may not be quoted (write labels as "
        "name=\"value\")"}},
      {"{} 1\n",
       "reject crash",
       {"1:1 nameless-crash: expected a metric name before '{'"}},
      {"{a=\"b\"} 1\n",
       "reject reject",
       {"1:1 nameless-sample: expected a metric name before '{'"}},
      {"m 1\n{} 2\n",
       "reject damage",
       {"2:1 nameless-overwrite: expected a metric name before '{'"}},
      {"m{a=\"c\"} 1\n{a=\"b\"} 2\n",
       "reject crash",
       {"2:1 repeated-by-overwrite: expected a metric name before '{'"}},
      {"# TYPE m gaugehistogram\nm 1\n",
       "reject crash",
       {"1:10 gaugehistogram-word: unknown type 'gaugehistogram' (types are "
        "counter, gauge, histogram, summary and untyped)",
        "2:1 gauge-histogram m: a sample of gauge_histogram 'm' crashes the "
        "exporter (use the types histogram or gauge)"}},
  };
  return *kCases;
}

TEST(ValidateTextTest, SaysWhatIsWrongWhereAndWhatItLeadsTo) {
  for (const FileCase& c : FileCases()) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
    const FileReport report = ValidateText(c.text, ValidateOptions());
    EXPECT_THAT(FindingTexts(report.findings.list),
                ElementsAreArray(c.findings));
    EXPECT_EQ(VerdictText(report.verdict), c.verdict);
    EXPECT_EQ(report.findings.left_out, 0u);
  }
}

TEST(ValidateTextTest, SaysTheSameHoweverTheTextIsCut) {
  for (const FileCase& c : FileCases()) {
    for (size_t chunk = 1; chunk <= c.text.size(); ++chunk) {
      SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text),
                                " in pieces of ", chunk));
      Validator validator((ValidateOptions()));
      for (size_t at = 0; at < c.text.size(); at += chunk) {
        validator.Feed(c.text.substr(at, chunk));
      }
      const FileReport report = validator.Finish();
      EXPECT_THAT(FindingTexts(report.findings.list),
                  ElementsAreArray(c.findings));
      EXPECT_EQ(VerdictText(report.verdict), c.verdict);
    }
  }
}

// The key decides where hashes stand, and nothing else.
TEST(ValidateTextTest, SaysTheSameUnderAnyKey) {
  for (const FileCase& c : FileCases()) {
    for (uint64_t key = 1; key < 20; ++key) {
      SCOPED_TRACE(absl::StrCat("text: ", absl::CHexEscape(c.text)));
      ValidateOptions options;
      options.hash_key[0] = key * 0x9E3779B97F4A7C15u;
      options.hash_key[1] = ~key;
      const FileReport report = ValidateText(c.text, options);
      EXPECT_THAT(FindingTexts(report.findings.list),
                  ElementsAreArray(c.findings));
    }
  }
}

TEST(ValidateTextTest, EveryRuleForAFileHasARow) {
  std::set<std::string> seen;
  for (const FileCase& c : FileCases()) {
    for (const std::string& finding : c.findings) {
      for (const RuleInfo& rule : Rules()) {
        const size_t blank = finding.find(' ') + 1;
        const size_t end = finding.find_first_of(" :", blank);
        if (finding.substr(blank, end - blank) == rule.name) {
          seen.insert(rule.name);
        }
      }
    }
  }
  for (const RuleInfo& rule : Rules()) {
    // What follows is only said if asked for, or not about one file alone.
    if (rule.id >= RuleId::kBucketOrder) break;
    EXPECT_EQ(seen.count(rule.name), 1u) << rule.name;
  }
}

TEST(ValidateTextTest, ShowsTheLineAndWhereTheTokenStandsInIt) {
  const FileReport report = ValidateText(
      "# HELP m \xFF\nm{a=\"\xC3\xA4\",__x=\"1\"} 1\nm x\nm 1\nm 1\nm{b=\"\"} "
      "1\n",
      ValidateOptions());
  std::vector<std::string> shown;
  for (const Finding& finding : report.findings.list) {
    shown.push_back(absl::StrCat(Rule(finding.rule).name, " ", finding.caret,
                                 " ", finding.excerpt));
  }
  EXPECT_THAT(shown, ElementsAreArray({
                         "help-utf8 9 # HELP m \\xff",
                         "padded-labels 0 ",
                         "reserved-label 8 m{a=\"\xC3\xA4\",__x=\"1\"} 1",
                         "value 2 m x",
                         "duplicate-series 0 m 1",
                         "duplicate-series 0 m{b=\"\"} 1",
                     }));
}

TEST(ValidateTextTest, CountsSamplesAndSumsFamiliesUp) {
  ValidateOptions options;
  options.compared = true;
  const FileReport report = ValidateText(
      "# HELP unused x\n"
      "# TYPE h histogram\n"
      "b 1\n"
      "# HELP h Say \\\\.\n"
      "h_bucket{le=\"1\",a=\"x\"} 1\n"
      "h_bucket{le=\"+Inf\",a=\"x\"} 2\n"
      "h_count{a=\"x\"} 2\n"
      "h_sum{a=\"y\"} 2\n"
      "b 2\n"
      "bad x\n"
      "b{a=\"1\"} 2\n",
      options);
  EXPECT_EQ(report.samples, 7u);
  ASSERT_EQ(report.families.size(), 2u);
  const FamilySummary& h = report.families[0];
  EXPECT_EQ(h.name, "h");
  EXPECT_EQ(h.type, MetricType::kHistogram);
  EXPECT_TRUE(h.has_help);
  EXPECT_EQ(h.help, "Say \\\\.");
  EXPECT_EQ(h.line, 2u);
  ASSERT_EQ(h.series.size(), 2u);
  EXPECT_EQ(h.series[0].line, 5u);
  EXPECT_EQ(h.series[1].line, 8u);
  const FamilySummary& b = report.families[1];
  EXPECT_EQ(b.name, "b");
  EXPECT_EQ(b.type, MetricType::kUntyped);
  EXPECT_FALSE(b.has_help);
  EXPECT_EQ(b.line, 3u);
  // The second line of a series is none.
  ASSERT_EQ(b.series.size(), 2u);
  EXPECT_EQ(b.series[0].line, 3u);
  EXPECT_EQ(b.series[1].line, 11u);
  EXPECT_THAT(ValidateText("b 1\n", ValidateOptions()).families, IsEmpty());
}

TEST(ValidateTextTest, KeepsSoManyFindingsAndCountsTheRest) {
  std::string text;
  for (int i = 0; i < 50; ++i) absl::StrAppend(&text, "m x\nn", i, " -0\n");
  ValidateOptions options;
  options.max_findings = 10;
  const FileReport report = ValidateText(text, options);
  size_t errors = 0;
  for (const Finding& finding : report.findings.list) {
    if (finding.rule == RuleId::kValue) ++errors;
  }
  // Errors and the rest, each up to the bound: warnings push no error out.
  EXPECT_EQ(errors, 10u);
  EXPECT_EQ(report.findings.list.size(), 20u);
  EXPECT_EQ(report.findings.left_out, 80u);
  EXPECT_EQ(VerdictText(report.verdict), "reject reject");
}

TEST(ValidateTextTest, AVerdictCountsWhatIsNotKept) {
  ValidateOptions options;
  options.max_findings = 1;
  EXPECT_EQ(
      VerdictText(ValidateText("m 1\nm 1\nm{__x=\"\"} 1\n", options).verdict),
      "crash crash");
  EXPECT_EQ(
      VerdictText(
          ValidateText("m 1\nm 1\nm{__x=\"\"} 1\nm x\n", options).verdict),
      "reject reject");
}

TEST(ValidateTextTest, AnEmptyTextIsFine) {
  for (const char* const text : {"", "\n", "# nothing\n", "  "}) {
    const FileReport report = ValidateText(text, ValidateOptions());
    EXPECT_THAT(report.findings.list, IsEmpty());
    EXPECT_THAT(report.families, IsEmpty());
    EXPECT_EQ(report.samples, 0u);
  }
}

}  // namespace
}  // namespace promfile
