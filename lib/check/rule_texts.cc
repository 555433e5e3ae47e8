#include "promfile/check/rule_texts.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

constexpr RuleText kTexts[] = {
    {RuleId::kLineEnd,
     "The parser wants a line feed behind every line. A text without the last "
     "one may have been cut, and one that is cut between two lines is not "
     "noticed by anybody.",
     "disk_ok 1", nullptr, "disk_ok 1\n"},
    {RuleId::kByteOrderMark,
     "Editors on Windows write one; collectors take it for the beginning of a "
     "metric name. 'promfile write --normalize' removes it.",
     "\xEF\xBB\xBF"
     "disk_ok 1\n",
     nullptr, "disk_ok 1\n"},
    {RuleId::kCarriageReturn,
     "Collectors take CR for a part of the value or type. 'promfile write "
     "--normalize' removes it.",
     "disk_ok 1\r\n", nullptr, "disk_ok 1\n"},
    {RuleId::kMetricName,
     "Letters, digits, '_' and ':' make a metric name, and it does not begin "
     "with a digit. A line that begins with anything else is no sample.",
     "disk-ok 1\n", nullptr, "disk_ok 1\n"},
    {RuleId::kLabelSyntax,
     "One comma may follow the last label; more, or none between two labels, "
     "are errors.",
     "disk_ok{device=sda} 1\n", nullptr, "disk_ok{device=\"sda\"} 1\n"},
    {RuleId::kLabelName,
     "Letters, digits and '_' make a label name, and it does not begin with a "
     "digit.",
     "disk_ok{2nd=\"sdb\"} 1\n", nullptr, "disk_ok{second=\"sdb\"} 1\n"},
    {RuleId::kNameLabel, "Write the metric name before the braces.",
     "disk_ok{__name__=\"x\"} 1\n", nullptr, "disk_ok 1\n"},
    {RuleId::kRepeatedLabel, "Every label of a sample has a name of its own.",
     "disk_ok{device=\"sda\",device=\"sdb\"} 1\n", nullptr,
     "disk_ok{device=\"sda\"} 1\n"},
    {RuleId::kLabelValue,
     "A line feed in a value is written \\n, a quote \\\".",
     "disk_ok{device=\"sda} 1\n", nullptr, "disk_ok{device=\"sda\"} 1\n"},
    {RuleId::kLabelUtf8,
     "Text in Latin-1 has to be converted: iconv -f latin1 -t utf-8.",
     "disk_ok{name=\"K\xF6ln\"} 1\n", nullptr,
     "disk_ok{name=\"K\xC3\xB6ln\"} 1\n"},
    {RuleId::kEscape, "A backslash is written \\\\.",
     "disk_ok{path=\"C:\\temp\"} 1\n", nullptr,
     "disk_ok{path=\"C:\\\\temp\"} 1\n"},
    {RuleId::kQuotedName,
     "1.5.0 rejects the file. Newer collectors read the quotes of names that "
     "need none.",
     "{\"disk_ok\",device=\"sda\"} 1\n", nullptr,
     "disk_ok{device=\"sda\"} 1\n"},
    {RuleId::kNamelessSample,
     "A line that begins with a brace is no sample for 1.5.0, and for newer "
     "collectors only if the name stands in the braces.",
     "{device=\"sda\"} 1\n", nullptr, "disk_ok{device=\"sda\"} 1\n"},
    {RuleId::kNamelessCrash,
     "1.5.0 rejects the file. The parser of newer collectors follows a null "
     "pointer: the host has no metrics at all until the file is gone.",
     "# HELP disk_ok State.\n{device=\"sda\"} 1\n", nullptr,
     "# HELP disk_ok State.\ndisk_ok{device=\"sda\"} 1\n"},
    {RuleId::kNamelessOverwrite,
     "1.5.0 rejects the file. Newer collectors write over the sample before, "
     "list it twice, or add to another histogram.",
     "disk_ok 1\n{device=\"sda\"} 1\n", nullptr,
     "disk_ok{device=\"\"} 1\ndisk_ok{device=\"sda\"} 1\n"},
    {RuleId::kRepeatedByOverwrite,
     "1.5.0 rejects the file. Newer collectors add the label to the sample "
     "before, which then has it twice, and panic: the host has no metrics at "
     "all until the file is gone.",
     "disk_ok{device=\"sda\"} 1\n{device=\"sdb\"} 1\n", nullptr,
     "disk_ok{device=\"sda\"} 1\ndisk_ok{device=\"sdb\"} 1\n"},
    {RuleId::kValue,
     "No hexadecimal numbers, no '_', no unit, no decimal comma, no sign "
     "before NaN.",
     "disk_free_bytes 1_000\n", nullptr, "disk_free_bytes 1000\n"},
    {RuleId::kNumberRange,
     "What is too large is refused; what is too small is read as 0.",
     "disk_free_bytes 1e400\n", nullptr, "disk_free_bytes +Inf\n"},
    {RuleId::kAfterValue,
     "Not even a blank. 'promfile write --normalize' removes blanks.",
     "disk_ok 1 \n", nullptr, "disk_ok 1\n"},
    {RuleId::kTimestamp,
     "Any timestamp makes the collector skip the file, without naming the "
     "line. Prometheus takes the time of the scrape; a time that matters is a "
     "metric of its own.",
     "backup_files 7 1700000000000\n", nullptr,
     "backup_files 7\nbackup_last_success_timestamp_seconds 1700000000\n"},
    {RuleId::kCommentName,
     "A comment that begins with the word HELP or TYPE is taken for a HELP or "
     "TYPE line.",
     "# HELP yourself, friend\n", nullptr, "# Help yourself, friend\n"},
    {RuleId::kHelpEscape, "A backslash is written \\\\.",
     "# HELP disk_ok State of C:\\disk.\ndisk_ok 1\n", nullptr,
     "# HELP disk_ok State of C:\\\\disk.\ndisk_ok 1\n"},
    {RuleId::kHelpQuoteEscape,
     "1.5.0 rejects the file. A quote needs no escape in a HELP text.",
     "# HELP disk_ok The \\\"good\\\" disk.\ndisk_ok 1\n", nullptr,
     "# HELP disk_ok The \"good\" disk.\ndisk_ok 1\n"},
    {RuleId::kUnknownType,
     "Types of OpenMetrics (unknown, info, stateset) are unknown to "
     "collectors; 'promfile write --normalize' converts them. Nothing may "
     "follow the type, not even a blank.",
     "# TYPE disk_info info\ndisk_info 1\n", nullptr,
     "# TYPE disk_info gauge\ndisk_info 1\n"},
    {RuleId::kGaugehistogramWord,
     "'promfile write --normalize' converts gauge histograms of OpenMetrics to "
     "gauges.",
     "# TYPE disk_age gaugehistogram\ndisk_age_gcount 1\n", nullptr,
     "# TYPE disk_age_gcount gauge\ndisk_age_gcount 1\n"},
    {RuleId::kSecondHelp,
     "A second HELP is an error even if the text is the same, and even if the "
     "first one stands far away.",
     "# HELP disk_ok State.\n# HELP disk_ok State.\ndisk_ok 1\n", nullptr,
     "# HELP disk_ok State.\ndisk_ok 1\n"},
    {RuleId::kSecondType,
     "After '# TYPE x histogram' the names x_bucket, x_sum and x_count mean "
     "x, in TYPE lines too.",
     "# TYPE disk_ok gauge\n# TYPE disk_ok gauge\ndisk_ok 1\n", nullptr,
     "# TYPE disk_ok gauge\ndisk_ok 1\n"},
    {RuleId::kTypeAfterSample,
     "The first sample makes a family untyped, for good.",
     "disk_ok 1\n# TYPE disk_ok gauge\n", nullptr,
     "# TYPE disk_ok gauge\ndisk_ok 1\n"},
    {RuleId::kBound,
     "Collectors read it in every line of the family, _sum and _count too.",
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"inf.\"} 1\n",
     nullptr,
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 1\n"
     "wait_seconds_count 1\n"},
    {RuleId::kReservedLabel,
     "The parser takes the name, then the exporter panics: the host has no "
     "metrics at all until the file is gone.",
     "disk_ok{__device=\"sda\"} 1\n", nullptr, "disk_ok{device=\"sda\"} 1\n"},
    {RuleId::kGaugeHistogram,
     "The parser knows the word, then the exporter panics: the host has no "
     "metrics at all until the file is gone.",
     "# TYPE disk_age gauge_histogram\ndisk_age 1\n", nullptr,
     "# TYPE disk_age gauge\ndisk_age 1\n"},
    {RuleId::kGaugeHistogramPart, "1.5.0 takes it for a family of its own.",
     "# TYPE disk_age gauge_histogram\ndisk_age_count 1\n", nullptr,
     "# TYPE disk_age_count gauge\ndisk_age_count 1\n"},
    {RuleId::kDuplicateSeries,
     "The first one stays, the others are dropped at every scrape, and "
     "node_textfile_scrape_error stays 0. The order of labels makes no "
     "difference, and a label with an empty value is like none.",
     "disk_ok{device=\"sda\"} 1\ndisk_ok{device=\"sda\"} 0\n", nullptr,
     "disk_ok{device=\"sda\"} 1\ndisk_ok{device=\"sdb\"} 0\n"},
    {RuleId::kSuffixCollision,
     "Chance decides at every scrape which of the two families is lost whole, "
     "and node_textfile_scrape_error stays 0.",
     "wait_seconds_count 1\n# TYPE wait_seconds summary\n"
     "wait_seconds_sum 1\n",
     nullptr,
     "# TYPE wait_seconds summary\nwait_seconds_sum 1\nwait_seconds_count "
     "1\n"},
    {RuleId::kExporterFamily,
     "The file's series replace the exporter's, or are lost, or that changes "
     "from scrape to scrape.",
     "node_load1 1\n", nullptr, "batch_load1 1\n"},
    {RuleId::kForgedSeries,
     "The exporter passes them on, and the target looks up or down as the "
     "file says.",
     "up 1\n", nullptr, "batch_up 1\n"},
    {RuleId::kHelpUtf8,
     "The exporter passes it on. Prometheus stops reading there: up becomes "
     "0, and every family that sorts behind is lost.",
     "# HELP disk_ok K\xF6ln\ndisk_ok 1\n", nullptr,
     "# HELP disk_ok K\xC3\xB6ln\ndisk_ok 1\n"},
    {RuleId::kNegativeCount,
     "1.5.0 wraps it around to a very large number; newer collectors skip the "
     "file.",
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} -1\n",
     nullptr,
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 1\n"
     "wait_seconds_count 1\n"},
    {RuleId::kBrokenCount,
     "1.5.0 cuts the fraction, or exports 2^63; newer collectors then export "
     "every count of the histogram as 0.",
     "# TYPE wait_seconds summary\nwait_seconds_count 1.5\n", nullptr,
     "# TYPE wait_seconds summary\nwait_seconds_count 1\n"},
    {RuleId::kIgnoredSample,
     "In a histogram only the names _bucket (with le), _sum and _count carry "
     "a value, in a summary quantile, _sum and _count.",
     "# TYPE wait_seconds summary\nwait_seconds 7\n", nullptr,
     "# TYPE wait_seconds summary\nwait_seconds{quantile=\"0.5\"} 7\n"},
    {RuleId::kRepeatedBucket, "Bounds are compared as numbers: 1 is 1.0.",
     "# TYPE wait_seconds summary\nwait_seconds_sum 1\nwait_seconds_sum 2\n",
     nullptr, "# TYPE wait_seconds summary\nwait_seconds_sum 2\n"},
    {RuleId::kPaddedLabels,
     "Harmless for queries, but it can make two series equal.",
     "disk_ok{device=\"sda\"} 1\ndisk_ok{device=\"sdb\",bay=\"2\"} 1\n",
     nullptr,
     "disk_ok{device=\"sda\",bay=\"1\"} 1\n"
     "disk_ok{device=\"sdb\",bay=\"2\"} 1\n"},
    {RuleId::kNegativeZero, "The exporter prints both zeros as 0.",
     "clock_offset_seconds -0.0\n", nullptr, "clock_offset_seconds 0\n"},
    {RuleId::kBucketOrder,
     "The exporter sorts them; other readers, such as those of OpenMetrics, "
     "do not.",
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 2\n"
     "wait_seconds_bucket{le=\"1\"} 1\nwait_seconds_count 2\n",
     nullptr,
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"1\"} 1\n"
     "wait_seconds_bucket{le=\"+Inf\"} 2\nwait_seconds_count 2\n"},
    {RuleId::kBucketCounts,
     "Each bucket also counts what the smaller ones do. Otherwise "
     "histogram_quantile() returns nonsense.",
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"1\"} 5\n"
     "wait_seconds_bucket{le=\"+Inf\"} 2\nwait_seconds_count 2\n",
     nullptr,
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"1\"} 5\n"
     "wait_seconds_bucket{le=\"+Inf\"} 7\nwait_seconds_count 7\n"},
    {RuleId::kInfinityBucket,
     "The exporter adds it, with the histogram's count.",
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"1\"} 5\n"
     "wait_seconds_count 5\n",
     nullptr,
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"1\"} 5\n"
     "wait_seconds_bucket{le=\"+Inf\"} 5\nwait_seconds_count 5\n"},
    {RuleId::kCountMismatch,
     "A histogram without a count arrives with the count 0.",
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 5\n"
     "wait_seconds_count 7\n",
     nullptr,
     "# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"+Inf\"} 7\n"
     "wait_seconds_count 7\n"},
    {RuleId::kQuantileRange, "The 99th percentile is quantile=\"0.99\".",
     "# TYPE wait_seconds summary\nwait_seconds{quantile=\"99\"} 7\n", nullptr,
     "# TYPE wait_seconds summary\nwait_seconds{quantile=\"0.99\"} 7\n"},
    {RuleId::kTypeConflict,
     "The later file loses the family, and node_textfile_scrape_error stays "
     "0. No TYPE line means untyped.",
     "# TYPE disk_ok gauge\ndisk_ok{device=\"sda\"} 1\n",
     "disk_ok{device=\"sdb\"} 1\n", nullptr},
    {RuleId::kHelpConflict,
     "1.5.0 loses the family of the later file, and a HELP text that is "
     "missing differs too: the exporter makes one up. With newer exporters "
     "three files of which one has no HELP are enough for a crash.",
     "# HELP disk_ok State.\ndisk_ok{device=\"sda\"} 1\n",
     "disk_ok{device=\"sdb\"} 1\n", nullptr},
    {RuleId::kHelpMissingCrash,
     "Three files are enough: two with different texts, then one without. The "
     "exporter follows a null pointer, and the host has no metrics at all.",
     nullptr, nullptr, nullptr},
    {RuleId::kSharedSeries,
     "The series of the first file, by name, stays; the other one is dropped "
     "at every scrape, and node_textfile_scrape_error stays 0.",
     "disk_ok 1\n", "disk_ok 1\n", nullptr},
    {RuleId::kSharedSuffix,
     "The later file loses the family, and node_textfile_scrape_error stays "
     "0.",
     "# TYPE wait_seconds summary\nwait_seconds_sum 1\n",
     "wait_seconds_count 1\n", nullptr},
    {RuleId::kFifo,
     "The exporter opens it and waits for a writer. After 40 scrapes it "
     "answers nobody any more, until it is restarted.",
     nullptr, nullptr, nullptr},
    {RuleId::kDevice,
     "A terminal blocks, others never end. /dev/null behind a link is fine: "
     "it is an empty file.",
     nullptr, nullptr, nullptr},
    {RuleId::kDirectoryEntry,
     "1.5.0 takes it for an empty file; newer exporters report an error.",
     nullptr, nullptr, nullptr},
    {RuleId::kUnreadable,
     "The exporter skips it and sets node_textfile_scrape_error: a dangling "
     "link, a socket, or no permission to read.",
     nullptr, nullptr, nullptr},
    {RuleId::kFileName,
     "The name becomes a label of node_textfile_mtime_seconds, and the "
     "exporter panics.",
     nullptr, nullptr, nullptr},
    {RuleId::kEmpty,
     "'promfile write' refuses it: a producer that failed looks like that, "
     "and the old file is worth more. '--allow-empty' publishes it.",
     nullptr, nullptr, nullptr},
    {RuleId::kLimit,
     "'promfile write' bounds the bytes ('--max-bytes'), the series "
     "('--max-series'), and the size of lines, names and labels.",
     nullptr, nullptr, nullptr},
    {RuleId::kNotAllowed,
     "'promfile write' was told so with '--allow' or '--deny'.", nullptr,
     nullptr, nullptr},
    {RuleId::kMissingHelp,
     "A HELP line tells people what the metric means. Without one, the "
     "exporter makes up a text that names the files, and that clashes with "
     "files that have one.",
     "disk_ok 1\n", nullptr, "# HELP disk_ok State.\ndisk_ok 1\n"},
    {RuleId::kBaseUnit,
     "Metrics in base units can be compared and computed with. Where a name "
     "has several units, newer promlints look at the leftmost; promtool 2.42 "
     "takes any one of them, by chance.",
     "wait_minutes 3\n", nullptr, "wait_seconds 180\n"},
    {RuleId::kCounterSuffix, "By the suffix people know that rate() is right.",
     "# TYPE backup_runs counter\nbackup_runs 3\n", nullptr,
     "# TYPE backup_runs_total counter\nbackup_runs_total 3\n"},
    {RuleId::kTotalSuffix,
     "By the suffix people take it for a counter. Untyped metrics are exempt.",
     "# TYPE backup_runs_total gauge\nbackup_runs_total 3\n", nullptr,
     "# TYPE backup_runs gauge\nbackup_runs 3\n"},
    {RuleId::kReservedSuffix,
     "It looks like a part of a histogram or summary, and clashes with one. "
     "Untyped metrics are exempt.",
     "# TYPE backup_count gauge\nbackup_count 3\n", nullptr,
     "# TYPE backups gauge\nbackups 3\n"},
    {RuleId::kBoundLabel, "Untyped metrics are exempt.",
     "# TYPE wait gauge\nwait{le=\"1\"} 3\n", nullptr,
     "# TYPE wait gauge\nwait{limit=\"1\"} 3\n"},
    {RuleId::kTypeInName,
     "promtool 2.42 finds every type in the name; newer promlints only the "
     "one that the metric has.",
     "# TYPE backup_gauge gauge\nbackup_gauge 3\n", nullptr,
     "# TYPE backup_files gauge\nbackup_files 3\n"},
    {RuleId::kColon, "Rename it: 'job:x' looks like the result of a rule.",
     "job:backup_files 3\n", nullptr, "backup_files 3\n"},
    {RuleId::kCamelCase, "Metric names and label names alike.",
     "backupFiles 3\n", nullptr, "backup_files 3\n"},
    {RuleId::kAbbreviatedUnit,
     "One of s, ms, us, ns, sec, b, kb, mb, gb, tb, pb, m, h and d is a word "
     "of the name.",
     "backup_size_mb 3\n", nullptr, "backup_size_bytes 3145728\n"},
    {RuleId::kNotUnique,
     "Collectors lose one of them: see duplicate-series, which says it of "
     "series whose labels stand in another order, too. promtool 2.42 does not "
     "see it.",
     "disk_ok 1\ndisk_ok 1\n", nullptr, "disk_ok 1\n"},
    {RuleId::kDirective,
     "Such a comment silences a rule of severity advice for some metric "
     "families, or for all of them ('*').",
     "# promfile: ignore colon job:disk_ok\n", nullptr,
     "# promfile: allow colon job:disk_ok\n"},
};

}  // namespace

absl::Span<const RuleText> RuleTexts() { return kTexts; }

const RuleText& TextOf(RuleId id) { return kTexts[static_cast<int>(id)]; }

std::string ShownText(absl::string_view text) {
  std::string shown;
  const bool cut = !absl::EndsWith(text, "\n");
  if (!cut) text.remove_suffix(1);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    std::string visible = Printable(line, line.size() * 4 + 4);
    if (absl::StartsWith(line, "\xEF\xBB\xBF")) {
      visible = absl::StrCat("\\xEF\\xBB\\xBF", line.substr(3));
    }
    absl::StrAppend(&shown, "    ", visible,
                    absl::EndsWith(line, " ") ? "(a blank)" : "", "\n");
  }
  if (cut) shown.insert(shown.size() - 1, "(no newline)");
  return shown;
}

std::string ExplainRule(RuleId id) {
  const RuleInfo& rule = Rule(id);
  const RuleText& text = TextOf(id);
  std::string explained =
      absl::StrCat(rule.name, " (", SeverityName(rule.severity), ")\n\n",
                   rule.summary, "\n", text.why, "\n");
  if (rule.severity == Severity::kError) {
    absl::StrAppend(&explained, "\n");
    for (const Collector collector :
         {Collector::kNodeExporter150, Collector::kNodeExporterHead}) {
      absl::StrAppend(
          &explained, "node_exporter ", CollectorName(collector), ": ",
          EffectName(rule.effects[static_cast<size_t>(collector)]), "\n");
    }
  }
  if (text.example != nullptr) {
    absl::StrAppend(&explained, "\nFor example:\n\n", ShownText(text.example));
  }
  if (text.beside != nullptr) {
    absl::StrAppend(&explained, "\nbeside another file with\n\n",
                    ShownText(text.beside));
  }
  if (text.better != nullptr) {
    absl::StrAppend(&explained, "\nBetter:\n\n", ShownText(text.better));
  }
  if (rule.severity == Severity::kAdvice && id != RuleId::kDirective) {
    absl::StrAppend(&explained, "\nTo silence it in a file:\n\n",
                    "    # promfile: allow ", rule.name, " FAMILY...\n");
  }
  return explained;
}

}  // namespace promfile
