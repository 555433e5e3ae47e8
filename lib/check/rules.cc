#include "promfile/check/rules.h"

namespace promfile {
namespace {

constexpr Effects kAccepted = {Effect::kAccept, Effect::kAccept};
constexpr Effects kRejects = {Effect::kReject, Effect::kReject};
constexpr Effects kDamages = {Effect::kDamage, Effect::kDamage};
constexpr Effects kCrashes = {Effect::kCrash, Effect::kCrash};

constexpr RuleInfo kRules[] = {
    {RuleId::kLineEnd, "line-end", Severity::kError, kRejects,
     "Every line ends in a line feed, the last one and comments too."},
    {RuleId::kByteOrderMark, "byte-order-mark", Severity::kError, kRejects,
     "The text begins with a byte order mark."},
    {RuleId::kCarriageReturn, "carriage-return", Severity::kError, kRejects,
     "A line ends in CR LF instead of LF."},
    {RuleId::kMetricName, "metric-name", Severity::kError, kRejects,
     "A metric name is [a-zA-Z_:][a-zA-Z0-9_:]*."},
    {RuleId::kLabelSyntax, "label-syntax", Severity::kError, kRejects,
     "Labels are written {name=\"value\",...} on one line."},
    {RuleId::kLabelName, "label-name", Severity::kError, kRejects,
     "A label name is [a-zA-Z_][a-zA-Z0-9_]*."},
    {RuleId::kNameLabel, "name-label", Severity::kError, kRejects,
     "The label __name__ is the metric's name and cannot be written."},
    {RuleId::kRepeatedLabel, "repeated-label", Severity::kError, kRejects,
     "A sample has a label name twice."},
    {RuleId::kLabelValue, "label-value", Severity::kError, kRejects,
     "A label value is closed by a quote on its line."},
    {RuleId::kLabelUtf8, "label-utf8", Severity::kError, kRejects,
     "A label value is valid UTF-8."},
    {RuleId::kEscape, "escape", Severity::kError, kRejects,
     "In a label value only \\\\, \\\" and \\n are escapes."},
    {RuleId::kQuotedName,
     "quoted-name",
     Severity::kError,
     {Effect::kReject, Effect::kAccept},
     "A name in quotes or in braces is read by newer collectors only."},
    {RuleId::kNamelessSample, "nameless-sample", Severity::kError, kRejects,
     "A sample line has no metric name before its braces."},
    {RuleId::kNamelessCrash,
     "nameless-crash",
     Severity::kError,
     {Effect::kReject, Effect::kCrash},
     "A line that begins with a brace kills the parser of newer exporters."},
    {RuleId::kNamelessOverwrite,
     "nameless-overwrite",
     Severity::kError,
     {Effect::kReject, Effect::kDamage},
     "Newer exporters take a line that begins with a brace for a part of the "
     "sample before, or of another family."},
    {RuleId::kRepeatedByOverwrite,
     "repeated-by-overwrite",
     Severity::kError,
     {Effect::kReject, Effect::kCrash},
     "A line without a name gives the sample before a label that it has, which "
     "crashes newer exporters."},
    {RuleId::kValue, "value", Severity::kError, kRejects,
     "A sample has a value that Go reads as a decimal number."},
    {RuleId::kNumberRange, "number-range", Severity::kError, kRejects,
     "A number is within the range of a double."},
    {RuleId::kAfterValue, "after-value", Severity::kError, kRejects,
     "Nothing stands between a value and the end of its line."},
    {RuleId::kTimestamp, "timestamp", Severity::kError, kRejects,
     "A sample in a textfile has no timestamp."},
    {RuleId::kCommentName, "comment-name", Severity::kError, kRejects,
     "HELP and TYPE are followed by a metric name and a blank."},
    {RuleId::kHelpEscape, "help-escape", Severity::kError, kRejects,
     "In a HELP text only \\\\ and \\n are escapes."},
    {RuleId::kHelpQuoteEscape,
     "help-quote-escape",
     Severity::kError,
     {Effect::kReject, Effect::kAccept},
     "In a HELP text \\\" is an escape for newer collectors only."},
    {RuleId::kUnknownType, "unknown-type", Severity::kError, kRejects,
     "A type is counter, gauge, histogram, summary or untyped."},
    {RuleId::kGaugehistogramWord,
     "gaugehistogram-word",
     Severity::kError,
     {Effect::kReject, Effect::kAccept},
     "The type gaugehistogram is unknown to 1.5.0; newer exporters crash at "
     "the "
     "first sample."},
    {RuleId::kSecondHelp, "second-help", Severity::kError, kRejects,
     "A family has one HELP line."},
    {RuleId::kSecondType, "second-type", Severity::kError, kRejects,
     "A family has one TYPE line."},
    {RuleId::kTypeAfterSample, "type-after-sample", Severity::kError, kRejects,
     "A TYPE line stands before the family's samples."},
    {RuleId::kBound, "bound", Severity::kError, kRejects,
     "le in a histogram and quantile in a summary are numbers."},
    {RuleId::kReservedLabel, "reserved-label", Severity::kError, kCrashes,
     "Label names that begin with __ crash the exporter."},
    {RuleId::kGaugeHistogram, "gauge-histogram", Severity::kError, kCrashes,
     "A family of type gauge_histogram crashes the exporter."},
    {RuleId::kGaugeHistogramPart,
     "gauge-histogram-part",
     Severity::kError,
     {Effect::kAccept, Effect::kCrash},
     "A _bucket, _sum or _count of a gauge_histogram crashes newer exporters."},
    {RuleId::kDuplicateSeries, "duplicate-series", Severity::kError, kDamages,
     "A series stands in a file once."},
    {RuleId::kSuffixCollision, "suffix-collision", Severity::kError, kDamages,
     "A family is not named like a part of a histogram or summary."},
    {RuleId::kExporterFamily, "exporter-family", Severity::kError, kDamages,
     "A family is not named like one of the exporter's own."},
    {RuleId::kForgedSeries, "forged-series", Severity::kError, kAccepted,
     "up and scrape_* replace what Prometheus itself says of the target."},
    {RuleId::kHelpUtf8, "help-utf8", Severity::kError, kAccepted,
     "A HELP text that is not UTF-8 makes Prometheus drop the rest of the "
     "scrape."},
    {RuleId::kNegativeCount,
     "negative-count",
     Severity::kError,
     {Effect::kAccept, Effect::kReject},
     "A histogram's counts are not negative."},
    {RuleId::kBrokenCount, "broken-count", Severity::kWarning, kAccepted,
     "Counts are whole numbers below 2^64; others arrive altered."},
    {RuleId::kIgnoredSample, "ignored-sample", Severity::kWarning, kAccepted,
     "A sample of a histogram or summary without a bound is ignored."},
    {RuleId::kRepeatedBucket, "repeated-bucket", Severity::kWarning, kAccepted,
     "Of two equal buckets, quantiles, sums or counts the last one counts."},
    {RuleId::kPaddedLabels, "padded-labels", Severity::kWarning, kAccepted,
     "Samples of one family have different label names; missing ones arrive "
     "empty."},
    {RuleId::kNegativeZero, "negative-zero", Severity::kWarning, kAccepted,
     "Negative zero arrives as 0."},
    {RuleId::kBucketOrder, "bucket-order", Severity::kWarning, kAccepted,
     "The buckets of a histogram stand in the order of their bounds."},
    {RuleId::kBucketCounts, "bucket-counts", Severity::kWarning, kAccepted,
     "The buckets of a histogram are cumulative: none counts less than one "
     "with a smaller bound."},
    {RuleId::kInfinityBucket, "infinity-bucket", Severity::kWarning, kAccepted,
     "A histogram has a bucket le=\"+Inf\"."},
    {RuleId::kCountMismatch, "count-mismatch", Severity::kWarning, kAccepted,
     "The count of a histogram is that of its bucket le=\"+Inf\"."},
    {RuleId::kQuantileRange, "quantile-range", Severity::kWarning, kAccepted,
     "The quantiles of a summary are within 0 and 1."},
    {RuleId::kTypeConflict, "type-conflict", Severity::kError, kDamages,
     "A family has one type in all files."},
    {RuleId::kHelpConflict, "help-conflict", Severity::kError, kDamages,
     "A family has the same HELP text in all files, or in none."},
    {RuleId::kHelpMissingCrash,
     "help-missing-crash",
     Severity::kError,
     {Effect::kAccept, Effect::kCrash},
     "After two different HELP texts of a family, a file without one crashes "
     "newer exporters."},
    {RuleId::kSharedSeries, "shared-series", Severity::kError, kDamages,
     "A series stands in one file only."},
    {RuleId::kSharedSuffix, "shared-suffix", Severity::kError, kDamages,
     "A family is not named like a part of another file's histogram or "
     "summary."},
    {RuleId::kFifo,
     "fifo",
     Severity::kError,
     {Effect::kHang, Effect::kHang},
     "A FIFO named *.prom blocks every scrape."},
    {RuleId::kDevice,
     "device",
     Severity::kError,
     {Effect::kHang, Effect::kHang},
     "A device named *.prom may never end, or block every scrape."},
    {RuleId::kDirectoryEntry,
     "directory-entry",
     Severity::kError,
     {Effect::kAccept, Effect::kReject},
     "A directory is named *.prom."},
    {RuleId::kUnreadable, "unreadable", Severity::kError, kRejects,
     "A file named *.prom cannot be opened."},
    {RuleId::kFileName, "file-name", Severity::kError, kCrashes,
     "A file name that is not UTF-8 crashes the exporter."},
    {RuleId::kEmpty, "empty", Severity::kError, kAccepted,
     "There is no sample to publish."},
    {RuleId::kLimit, "limit", Severity::kError, kAccepted,
     "The input is larger than a writer may publish."},
    {RuleId::kNotAllowed, "not-allowed", Severity::kError, kAccepted,
     "This producer may not publish a family of this name."},
    {RuleId::kMissingHelp, "missing-help", Severity::kAdvice, kAccepted,
     "A family has a HELP text."},
    {RuleId::kBaseUnit, "base-unit", Severity::kAdvice, kAccepted,
     "A metric name has a base unit: seconds, not minutes or milliseconds."},
    {RuleId::kCounterSuffix, "counter-suffix", Severity::kAdvice, kAccepted,
     "The name of a counter ends in _total."},
    {RuleId::kTotalSuffix, "total-suffix", Severity::kAdvice, kAccepted,
     "Only the name of a counter ends in _total."},
    {RuleId::kReservedSuffix, "reserved-suffix", Severity::kAdvice, kAccepted,
     "_bucket, _count and _sum are for parts of histograms and summaries."},
    {RuleId::kBoundLabel, "bound-label", Severity::kAdvice, kAccepted,
     "The label le is for histograms, quantile for summaries."},
    {RuleId::kTypeInName, "type-in-name", Severity::kAdvice, kAccepted,
     "A metric name does not include a type."},
    {RuleId::kColon, "colon", Severity::kAdvice, kAccepted,
     "Colons in metric names are for recording rules."},
    {RuleId::kCamelCase, "camel-case", Severity::kAdvice, kAccepted,
     "Names are written in snake_case."},
    {RuleId::kAbbreviatedUnit, "abbreviated-unit", Severity::kAdvice, kAccepted,
     "A metric name does not abbreviate its unit."},
    {RuleId::kNotUnique, "not-unique", Severity::kAdvice, kAccepted,
     "A series stands in a file once, as newer promlints say, too."},
    {RuleId::kDirective, "directive", Severity::kAdvice, kAccepted,
     "A comment that begins with 'promfile:' is '# promfile: allow RULE "
     "FAMILY'."},
};

}  // namespace

const char* SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kAdvice:
      return "advice";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "";
}

absl::Span<const RuleInfo> Rules() { return kRules; }

const RuleInfo* FindRule(absl::string_view name) {
  for (const RuleInfo& rule : kRules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

const RuleInfo& Rule(RuleId id) { return kRules[static_cast<int>(id)]; }

}  // namespace promfile
