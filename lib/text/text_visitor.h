#ifndef PROMFILE_TEXT_TEXT_VISITOR_H_
#define PROMFILE_TEXT_TEXT_VISITOR_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "promfile/exposition/metric_type.h"
#include "promfile/exposition/position.h"

namespace promfile {

// What the parser tells, line by line. Every view points into the text and is
// good for the duration of the call only.

// One line of the text, without its line feed.
struct TextLine {
  absl::string_view text;
  uint32_t number = 0;

  // Where `token`, which is a part of `text`, begins.
  Position At(absl::string_view token) const {
    return {number, static_cast<uint32_t>(token.data() - text.data()) + 1};
  }
};

// A label as written; `value` is still escaped. Two values are equal exactly if
// they are equal as written: each value has one spelling.
struct RawLabel {
  absl::string_view name;
  absl::string_view value;
};

struct SampleLine {
  TextLine line;
  absl::string_view name;
  absl::Span<const RawLabel> labels;
  absl::string_view value;  // ClassifyNumber says kNumber
  // True if `name` is the name of the sample line before, spelled the same.
  bool same_name = false;
  // How many leading labels have the same names as those of the sample line
  // before; equal to the number of labels of both lines if all have.
  size_t same_label_names = 0;
};

struct HelpLine {
  TextLine line;
  absl::string_view name;  // may be empty
  // The text, still escaped. Without a value there is nothing but blanks, which
  // creates a family without giving it help.
  absl::optional<absl::string_view> help;
};

struct TypeLine {
  TextLine line;
  absl::string_view name;  // may be empty
  // Without a value there is nothing but blanks, which creates a family
  // without giving it a type.
  absl::optional<MetricType> type;
};

// Why a line cannot be read.
enum class SyntaxProblem {
  kLineEnd,
  kLineTooLong,
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
  kValue,
  kNumberRange,
  kAfterValue,
  kTimestamp,
  kCommentName,
  kHelpEscape,
  kHelpQuoteEscape,
  kUnknownType,
  kGaugehistogramWord,
};

struct SyntaxError {
  SyntaxProblem problem = SyntaxProblem::kLineEnd;
  TextLine line;
  Position at;
  std::string message;  // printable
  std::string remedy;   // printable; may be empty
};

// The reader of a text. Lines that hold nothing (blank ones, plain comments)
// are not told.
class TextVisitor {
 public:
  virtual ~TextVisitor() = default;
  virtual void OnSample(const SampleLine& sample) = 0;
  virtual void OnHelp(const HelpLine& help) = 0;
  virtual void OnType(const TypeLine& type) = 0;
  // The line is skipped, and the parser goes on with the next one. One error a
  // line; only kTimestamp is followed by OnSample for the same line.
  virtual void OnSyntaxError(const SyntaxError& error) = 0;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_TEXT_VISITOR_H_
