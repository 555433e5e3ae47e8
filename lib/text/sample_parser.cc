#include "promfile/text/sample_parser.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"
#include "promfile/text/sample_value.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

constexpr size_t kUsualLabels = 8;
constexpr size_t kMostCopiedBytes = 64 << 10;
constexpr size_t kCopyRoom = 32;

constexpr char kLabelRemedy[] = "write labels as name=\"value\"";

}  // namespace

const char* SampleParser::ReadFamiliar(const char* p, bool behind_comment) {
  const char* const begin = p;
  p = familiar_.Read(p, behind_comment, &sample_);
  if (p != begin) behind_familiar_ = true;
  return p;
}

void SampleParser::Leave() {
  familiar_.Leave();
  // A familiar line has too few labels to be copied.
  if (behind_familiar_) sample_.labels = RawLabels();
  const char* const line = behind_familiar_ ? nullptr : previous_;
  behind_familiar_ = false;
  previous_ = nullptr;
  if (line == nullptr || previous_count_ < kManyLabels ||
      previous_value_ > kMostCopiedBytes) {
    return;
  }
  if (line != previous_copy_.data()) {
    // Beyond the value nothing matters, though it is compared.
    previous_copy_.assign(line, previous_value_);
    previous_copy_.append(kCopyRoom, '\0');
    sample_.name =
        absl::string_view(previous_copy_.data() + (sample_.name.data() - line),
                          sample_.name.size());
  }
  previous_ = previous_copy_.data();
}

const char* SampleParser::Parse(const char* p) {
  const char* const end = ReadLine(p);
  return end == nullptr ? Forget() : end;
}

const char* SampleParser::ReadLine(const char* p) {
  if (behind_familiar_) FollowFamiliar();
  sample_.is_plain = false;
  sample_.kind = sample_.label_kind = 0;
  sample_.before = nullptr;
  count_ = 0;
  values_.swap(values_before_);
  const char* const name = p;
  const uint32_t kind_before = kind_;
  kind_ = 0;
  const Likeness likeness =
      previous_ == nullptr ? Likeness::kNone : FollowPrevious(&p);
  switch (likeness) {
    case Likeness::kNone:
      p = ParseNameAndLabels(name);
      break;
    case Likeness::kSomeLabels:
      if (p != nullptr) p = ParseLabels(p, count_ > 0);
      break;
    case Likeness::kUpToValue:
      break;
  }
  if (p == nullptr) return nullptr;
  // More blanks may stand before the value than before that of the other line.
  const bool alike = likeness == Likeness::kUpToValue && !IsBlank(*p);
  p = SkipBlanks(p);
  // Names that stood once in the line before stand once in this one.
  if ((sample_.same_label_names != count_ || !sample_.repeated_bound.empty()) &&
      RepeatsLabelName()) {
    return nullptr;
  }

  const char* end = ScanToken(p);
  if (!IsPlainNumberScalar(p, static_cast<size_t>(end - p)) &&
      ClassifyNumber(View(p, end)) != NumberKind::kNumber) {
    return FailAtValue(line_, sample_.name, p, end);
  }
  sample_.value = View(p, end);
  if (*end != '\n' && (end = ParseAfterValue(line_, end)) == nullptr)
    return nullptr;
  if (line_.FailIfTooLong(end)) return nullptr;
  sample_.line = {View(line_.line, end), line_.number};
  sample_.labels = Labels();
  // "m-5": the next line cannot tell from equal bytes where its name ends.
  const bool like_no_other =
      previous_head_ == 0 && OffsetOf(p) == previous_name_end_;
  if (like_no_other || !sample_.repeated_bound.empty()) {
    familiar_.Forget();
  } else {
    familiar_.Learn(previous_head_, &sample_);
    if (alike) TellAlike(end, kind_before);
  }
  line_.visitor->OnSample(sample_);

  previous_ = like_no_other ? nullptr : line_.line;
  previous_count_ = count_;
  previous_value_ = OffsetOf(p);
  return end;
}

void SampleParser::TellAlike(const char* end, uint32_t kind_before) {
  if (sample_.kind != 0) return;
  kind_ = kind_before == 0 ? familiar_.NewKind() : kind_before;
  sample_.kind = sample_.label_kind = kind_;
  sample_.before = previous_;
  sample_.same_begin = count_ == 0 ? 0 : values_[0].begin;
  sample_.labels_end = count_ == 0 ? 0 : Labels().end_of_value(count_ - 1);
  const bool any_empty = std::any_of(
      values_.begin(), values_.begin() + static_cast<ptrdiff_t>(count_),
      [](ValueSpan value) { return value.size == 0; });
  sample_.is_plain =
      !any_empty && !any_escape_ &&
      static_cast<size_t>(line_.limit - end) >= SampleLine::kRoom;
}

const char* SampleParser::ParseNameAndLabels(const char* p) {
  const absl::string_view before = sample_.name;
  const char* const name = p;
  p = ScanMetricName(p, line_.limit);
  sample_.name = View(name, p);
  sample_.same_name = previous_ != nullptr && sample_.name == before;
  sample_.same_label_names = 0;
  previous_name_end_ = OffsetOf(p);
  p = SkipBlanks(p);
  if (*p != '{') {
    previous_head_ = 0;
    return p;
  }
  previous_head_ = OffsetOf(p + 1);
  return ParseLabels(p + 1, /*behind_label=*/false);
}

const char* SampleParser::ParseLabels(const char* p, bool behind_label) {
  while (true) {
    if (!behind_label) {
      p = SkipBlanks(p);
      if (*p == '}') return p + 1;
      p = ParseLabel(p);
      if (p == nullptr) return nullptr;
    }
    behind_label = false;
    p = SkipBlanks(p);
    if (*p == '}') return p + 1;
    if (*p != ',') {
      const std::string name = Printable(Labels().name(count_ - 1));
      return line_.Fail(
          SyntaxProblem::kLabelSyntax, p,
          absl::StrCat("expected ',' or '}' after the value of label '", name,
                       "', got ", Got(p)),
          *p == '\n' ? "close the labels with '}'"
                     : "a quote in a value is written \\\"");
    }
    ++p;
  }
}

const char* SampleParser::ParseLabel(const char* p) {
  const char* const name_begin = p;
  absl::string_view expected;
  if (previous_ != nullptr && count_ < previous_count_ &&
      sample_.same_label_names == count_) {
    expected = LabelsBefore().name(count_);
  }
  if (!expected.empty() && StartsWith(p, line_.limit, expected) &&
      !IsLabelNameByte(p[expected.size()])) {
    p += expected.size();
    ++sample_.same_label_names;
  } else {
    if (!IsLabelNameStart(*p)) {
      if (*p == '"') {
        return line_.Fail(SyntaxProblem::kQuotedName, p,
                          "a label name may not be quoted", kLabelRemedy);
      }
      return line_.Fail(
          SyntaxProblem::kLabelName, p,
          absl::StrCat("expected a label name, got ", Got(p)),
          *p == '\n' ? "close the labels with '}'" : kLabelRemedy);
    }
    p = ScanLabelName(p);
  }
  const absl::string_view name = View(name_begin, p);
  p = SkipBlanks(p);
  if (*p != '=') {
    return line_.Fail(SyntaxProblem::kLabelSyntax, p,
                      absl::StrCat("expected '=' after label name '",
                                   Printable(name), "', got ", Got(p)),
                      kLabelRemedy);
  }
  if (name == "__name__") {
    return line_.Fail(SyntaxProblem::kNameLabel, name_begin,
                      "label name '__name__' is reserved",
                      "write the metric name before the '{'");
  }
  p = SkipBlanks(p + 1);
  if (*p != '"') {
    return line_.Fail(SyntaxProblem::kLabelSyntax, p,
                      absl::StrCat("expected '\"' before the value of label '",
                                   Printable(name), "', got ", Got(p)),
                      kLabelRemedy);
  }
  const char* const value = p + 1;
  const char* const end = ParseLabelValue(value, name);
  if (end == nullptr) return nullptr;
  if (name_spans_.empty()) {
    name_spans_.reserve(kUsualLabels);
    values_.reserve(kUsualLabels);
  }
  if (count_ == name_spans_.size()) name_spans_.emplace_back();
  if (count_ == values_.size()) values_.emplace_back();
  const size_t before = count_ == 0 ? 0 : Labels().end_of_value(count_ - 1);
  name_spans_[count_] = {OffsetOf(name_begin) - static_cast<uint32_t>(before),
                         static_cast<uint32_t>(name.size())};
  values_[count_] = {OffsetOf(value), static_cast<uint32_t>(end - value)};
  ++count_;
  return end + 1;
}

const char* SampleParser::ParseLabelValue(const char* p,
                                          absl::string_view name) const {
  const char* const value = p;
  uint8_t high = 0;
  while (true) {
    p = ScanLabelValue(p, line_.limit, &high);
    if (*p == '"') break;
    if (*p == '\n') {
      return line_.Fail(
          SyntaxProblem::kLabelValue, value - 1,
          absl::StrCat("value of label '", Printable(name), "' is not closed"),
          "close it with '\"'; a line feed in a value is written \\n");
    }
    if (p[1] != '\\' && p[1] != '"' && p[1] != 'n') {
      return line_.Fail(
          SyntaxProblem::kEscape, p,
          absl::StrCat("unknown escape '\\",
                       p[1] == '\n' ? "" : Printable(View(p + 1, p + 2)),
                       "' in the value of label '", Printable(name), "'"),
          "write a backslash as \\\\");
    }
    p += 2;
  }
  if (high != 0 && !IsUtf8(View(value, p))) {
    return line_.Fail(SyntaxProblem::kLabelUtf8, value - 1,
                      absl::StrCat("value of label '", Printable(name),
                                   "' is not valid UTF-8"));
  }
  return p;
}

bool SampleParser::RepeatsLabelName() {
  sample_.repeated_bound = {};
  names_.clear();
  names_.reserve(name_spans_.capacity());
  for (const RawLabel label : Labels()) names_.push_back(label.name);
  const absl::string_view repeated =
      single_names_.FindRepeated(names_, &sample_.repeated_bound);
  if (repeated.empty()) return false;
  line_.Fail(SyntaxProblem::kRepeatedLabel, repeated.data(),
             absl::StrCat("label '", Printable(repeated),
                          "' stands in this sample already"));
  return true;
}

}  // namespace promfile
