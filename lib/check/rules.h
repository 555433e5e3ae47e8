#ifndef PROMFILE_CHECK_RULES_H_
#define PROMFILE_CHECK_RULES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "promfile/check/collector_profile.h"

namespace promfile {

enum class Severity {
  kAdvice,   // lint: taste
  kWarning,  // the file is accepted, but a value arrives altered
  kError,    // a collector refuses, loses, or dies of it
};

// "advice", "warning", "error".
const char* SeverityName(Severity severity);

// Every rule that a finding can be about. The order is that of docs/FORMAT.md.
enum class RuleId {
  // Lines.
  kLineEnd,
  kByteOrderMark,
  kCarriageReturn,
  kMetricName,
  kLabelSyntax,
  kLabelName,
  kNameLabel,
  kRepeatedLabel,
  kLabelValue,
  kLabelUtf8,
  kEscape,
  kQuotedName,
  kNamelessSample,
  kNamelessCrash,
  kNamelessOverwrite,
  kRepeatedByOverwrite,
  kValue,
  kNumberRange,
  kAfterValue,
  kTimestamp,
  kCommentName,
  kHelpEscape,
  kHelpQuoteEscape,
  kUnknownType,
  kGaugehistogramWord,
  // One file.
  kSecondHelp,
  kSecondType,
  kTypeAfterSample,
  kBound,
  kReservedLabel,
  kGaugeHistogram,
  kGaugeHistogramPart,
  kDuplicateSeries,
  kSuffixCollision,
  kExporterFamily,
  kForgedSeries,
  kHelpUtf8,
  kNegativeCount,
  kBrokenCount,
  kIgnoredSample,
  kRepeatedBucket,
  kPaddedLabels,
  kNegativeZero,
  kBucketOrder,
  kBucketCounts,
  kInfinityBucket,
  kCountMismatch,
  kQuantileRange,
  // Several files.
  kTypeConflict,
  kHelpConflict,
  kHelpMissingCrash,
  kSharedSeries,
  kSharedSuffix,
  // Entries of a directory.
  kFifo,
  kDevice,
  kDirectoryEntry,
  kUnreadable,
  kFileName,
  // What promfile itself refuses to publish.
  kEmpty,
  kLimit,
  kNotAllowed,
  // Conventions: advice.
  kMissingHelp,
  kBaseUnit,
  kCounterSuffix,
  kTotalSuffix,
  kReservedSuffix,
  kBoundLabel,
  kTypeInName,
  kColon,
  kCamelCase,
  kAbbreviatedUnit,
  kNotUnique,
  kDirective,
};

struct RuleInfo {
  RuleId id;
  const char* name;  // as in JSON: "duplicate-series"
  Severity severity;
  Effects effects;
  const char* summary;  // one sentence for the catalogue
};

// The catalogue: every rule once, in the order of RuleId.
absl::Span<const RuleInfo> Rules();

const RuleInfo& Rule(RuleId id);

// The rule of this name, or nullptr.
const RuleInfo* FindRule(absl::string_view name);

}  // namespace promfile

#endif  // PROMFILE_CHECK_RULES_H_
