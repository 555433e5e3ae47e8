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

// Where the value of a label stands, from the beginning of its line, and where
// its name does, from the end of the value before it (of the line's beginning,
// if it is the first); in bytes.
struct ValueSpan {
  uint32_t begin = 0;  // behind the opening quote
  uint32_t size = 0;
};
struct NameSpan {
  uint32_t behind = 0;
  uint32_t size = 0;
};

// The labels of a sample, in the order of the line. Made for `for (const
// RawLabel label : sample.labels)`; copyable, borrows what it is made of.
class RawLabels {
 public:
  RawLabels() = default;
  RawLabels(const char* line, const NameSpan* names, const ValueSpan* values,
            size_t size)
      : line_(line), names_(names), values_(values), size_(size) {}

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  absl::string_view value(size_t i) const {
    if (quotes_ == nullptr) {
      return absl::string_view(line_ + values_[i].begin, values_[i].size);
    }
    const size_t begin = quotes_[2 * i] + size_t{1};
    return absl::string_view(text_ + begin, quotes_[2 * i + 1] - begin);
  }
  absl::string_view name(size_t i) const {
    const char* const before = i == 0 ? line_ : line_ + end_of_value(i - 1);
    return absl::string_view(before + names_[i].behind, names_[i].size);
  }
  // From the beginning of value `first` to the end of value `last`.
  absl::string_view values(size_t first, size_t last) const {
    const char* const begin = value(first).data();
    return absl::string_view(
        begin, end_of_value(last) - static_cast<size_t>(begin - line_));
  }
  RawLabel operator[](size_t i) const { return {name(i), value(i)}; }
  // Where the quote stands that closes the value, from the line's beginning.
  size_t end_of_value(size_t i) const {
    const absl::string_view value = this->value(i);
    return static_cast<size_t>(value.data() + value.size() - line_);
  }
  // Those of another line, `line`, that has the same names in the same places
  // behind its values. These stand between the quotes at `quotes`, two a label,
  // from `text`.
  void GoOnTo(const char* line, const char* text, const uint16_t* quotes) {
    line_ = line;
    text_ = text;
    quotes_ = quotes;
  }
  // Borrows no quotes any more; if it did, it borrows `values`, which it
  // writes.
  void MoveTo(ValueSpan* values) {
    if (quotes_ == nullptr) return;
    for (size_t i = 0; i < size_; ++i) {
      const absl::string_view value = this->value(i);
      values[i] = {static_cast<uint32_t>(value.data() - line_),
                   static_cast<uint32_t>(value.size())};
    }
    values_ = values;
    quotes_ = nullptr;
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
  const NameSpan* names_ = nullptr;
  const ValueSpan* values_ = nullptr;  // if there are no quotes_
  const char* text_ = nullptr;
  const uint16_t* quotes_ = nullptr;
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
  // Samples that are told with the same kind, which is not 0, are equal but for
  // their values and the values of their labels.
  uint32_t kind = 0;
  // And those that are told with the same label kind are, from the end of the
  // metric name on; 0 if the kind is.
  uint32_t label_kind = 0;
  // Of the sample told before, the line, if this one differs from it in the
  // values of its labels and its own alone; else nullptr. Readable to the quote
  // behind its labels, and 16 bytes more. The two have the first `same_begin`
  // bytes in common, and the labels of this one end at `labels_end`. See
  // likeness.h.
  const char* before = nullptr;
  size_t same_begin = 0;
  size_t labels_end = 0;

  // If true, no label value is empty or has an escape, and kRoom bytes behind
  // the line may be read.
  bool is_plain = false;
  static constexpr size_t kRoom = 32;
};

struct HelpLine {
  TextLine line;
  absl::string_view name;  // may be empty
  // The text, still escaped. Without a value there is nothing but blanks, which
  // creates a family without giving it help.
  absl::optional<absl::string_view> help;
  // If true, it is ASCII, and nothing in it is escaped.
  bool is_plain = false;
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
  // The text of the lines told so far is about to go away: whoever has kept a
  // view of it needs it now or never.
  virtual void OnTextGone() {}
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_TEXT_VISITOR_H_
