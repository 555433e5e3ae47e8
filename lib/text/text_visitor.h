#ifndef PROMFILE_TEXT_TEXT_VISITOR_H_
#define PROMFILE_TEXT_TEXT_VISITOR_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
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

// Where a label stands in its line: offsets and sizes in bytes.
struct LabelSpan {
  uint32_t name_begin = 0;
  uint32_t name_size = 0;
  uint32_t value_begin = 0;  // behind the opening quote
  uint32_t value_size = 0;
};

// The labels of a sample, in the order of the line. Made for `for (const
// RawLabel label : sample.labels)`; copyable, borrows the line.
class RawLabels {
 public:
  RawLabels() = default;
  RawLabels(const char* line, const LabelSpan* spans, size_t size)
      : line_(line), spans_(spans), size_(size) {}

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  RawLabel operator[](size_t i) const {
    const LabelSpan& span = spans_[i];
    return {absl::string_view(line_ + span.name_begin, span.name_size),
            absl::string_view(line_ + span.value_begin, span.value_size)};
  }

  class Iterator {
   public:
    Iterator(const RawLabels* labels, size_t i) : labels_(labels), i_(i) {}
    RawLabel operator*() const { return (*labels_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return i_ != other.i_; }

   private:
    const RawLabels* labels_;
    size_t i_;
  };
  Iterator begin() const { return Iterator(this, 0); }
  Iterator end() const { return Iterator(this, size_); }

 private:
  const char* line_ = nullptr;
  const LabelSpan* spans_ = nullptr;
  size_t size_ = 0;
};

// A sample, and what of it is as in the sample line told before: a reader that
// keeps what it found there need not look at that again. Less may be told than
// there is, at the beginning of a piece of text for example, but never more.
struct SampleLine {
  TextLine line;
  absl::string_view name;
  RawLabels labels;
  absl::string_view value;  // ClassifyNumber says kNumber
  // "le" or "quantile" where it stands the second time; else empty. Collectors
  // take the last one in a family that it is the bound of, and refuse the line
  // in any other.
  absl::string_view repeated_bound;
  // True if `name` is the name of the line before, spelled the same.
  bool same_name = false;
  // How many leading labels have the names of those of the line before.
  size_t same_label_names = 0;
  // Bit i is clear only if label i has the name and the value of label i of the
  // line before; of bits behind the last label none is set. Labels from
  // kLabelBits on are to be taken for changed.
  uint64_t changed_labels = 0;

  static constexpr size_t kLabelBits = 64;
  bool Changed(size_t i) const {
    return i >= kLabelBits || (changed_labels >> i & 1) != 0;
  }
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

// The reader of a text. Lines that hold nothing (blank ones, other comments)
// are not told.
class TextVisitor {
 public:
  virtual ~TextVisitor() = default;
  virtual void OnSample(const SampleLine& sample) = 0;
  virtual void OnHelp(const HelpLine& help) = 0;
  virtual void OnType(const TypeLine& type) = 0;
  // A comment "# promfile: ...", of which `directive` is what follows the
  // colon. Collectors do not read it.
  virtual void OnDirective(const TextLine& line, absl::string_view directive) {
    (void)line;
    (void)directive;
  }
  // The line is skipped, and the parser goes on with the next one. One error a
  // line; only kTimestamp is followed by OnSample for the same line.
  virtual void OnSyntaxError(const SyntaxError& error) = 0;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_TEXT_VISITOR_H_
