#include "promfile/text/sample_parser.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"
#include "promfile/text/sample_value.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

// Lines with fewer labels are read as familiar ones at the beginning of a text.
constexpr size_t kManyLabels = LineShape::kMostLabels + 1;
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

void SampleParser::FollowFamiliar() {
  behind_familiar_ = false;
  previous_ = sample_.line.text.data();
  const auto offset = [this](absl::string_view token) {
    return static_cast<uint32_t>(token.data() - previous_);
  };
  previous_count_ = sample_.labels.size();
  if (spans_.size() < previous_count_) spans_.resize(previous_count_);
  for (size_t i = 0; i < previous_count_; ++i) {
    const RawLabel label = sample_.labels[i];
    spans_[i] = {offset(label.name), static_cast<uint32_t>(label.name.size()),
                 offset(label.value),
                 static_cast<uint32_t>(label.value.size())};
  }
  previous_name_end_ =
      offset(sample_.name) + static_cast<uint32_t>(sample_.name.size());
  previous_head_ = familiar_.head();
  previous_value_ = offset(sample_.value);
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
  const char* const name = p;
  switch (previous_ == nullptr ? Likeness::kNone : FollowPrevious(&p)) {
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
  }
  line_.visitor->OnSample(sample_);

  previous_ = like_no_other ? nullptr : line_.line;
  previous_count_ = count_;
  previous_value_ = OffsetOf(p);
  return end;
}

const char* SampleParser::LimitOfPrevious(const char* p, size_t offset) const {
  // 16 bytes more, so that all that matters is compared 16 at a time.
  const size_t size = previous_value_ - offset + 16;
  return static_cast<size_t>(line_.limit - p) < size ? line_.limit : p + size;
}

RawLabels SampleParser::Labels() {
  if (told_names_.size() < count_) {
    told_names_.resize(spans_.capacity());
    told_values_.resize(spans_.capacity());
  }
  uint32_t before = 0;
  for (size_t i = 0; i < count_; ++i) {
    const LabelSpan& span = spans_[i];
    told_names_[i] = {span.name_begin - before, span.name_size};
    told_values_[i] = {span.value_begin, span.value_size};
    before = span.value_begin + span.value_size;
  }
  return RawLabels(line_.line, told_names_.data(), told_values_.data(), count_);
}

SampleParser::Likeness SampleParser::FollowPrevious(const char** p) {
  const char* const now = line_.line;
  const char* const before = previous_;
  // How far the two are equal, as an offset in the line before; what is there
  // at offset i is in this line at i + shift.
  // No further than the value: equal lines would be compared to the end of the
  // text, each of them.
  size_t equal_to = CommonPrefix(now, before, LimitOfPrevious(now, 0));
  uint32_t shift = 0;
  const uint32_t head = previous_head_ == 0 ? previous_value_ : previous_head_;
  if (equal_to < head) return Likeness::kNone;
  *p = now + head;
  if (previous_head_ == 0 && *SkipBlanks(*p) == '{') return Likeness::kNone;

  sample_.name =
      View(now + (sample_.name.data() - before), now + previous_name_end_);
  sample_.same_name = true;
  for (; count_ < previous_count_; ++count_) {
    LabelSpan& span = spans_[count_];
    const uint32_t value_end = span.value_begin + span.value_size;
    if (value_end < equal_to) {
      span.name_begin += shift;
      span.value_begin += shift;
    } else {
      if (span.value_begin > equal_to) {
        sample_.same_label_names = count_;
        return Likeness::kSomeLabels;
      }
      const char* const value = now + (span.value_begin + shift);
      const char* const end = ParseLabelValue(value, LabelName(before, count_));
      if (end == nullptr) {
        *p = nullptr;
        return Likeness::kSomeLabels;
      }
      equal_to = value_end + CommonPrefix(end, before + value_end,
                                          LimitOfPrevious(end, value_end));
      span = {span.name_begin + shift, span.name_size, span.value_begin + shift,
              static_cast<uint32_t>(end - value)};
      shift = OffsetOf(end) - value_end;
    }
    *p = now + (span.value_begin + span.value_size) + 1;
  }
  sample_.same_label_names = count_;
  if (equal_to < previous_value_) {
    return previous_head_ == 0 ? Likeness::kNone : Likeness::kSomeLabels;
  }
  *p = now + (previous_value_ + shift);
  return Likeness::kUpToValue;
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
      const std::string name = Printable(LabelName(line_.line, count_ - 1));
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
    expected = LabelName(previous_, count_);
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
  if (count_ == spans_.size()) {
    if (spans_.empty()) spans_.reserve(kUsualLabels);
    spans_.emplace_back();
  }
  spans_[count_] = {OffsetOf(name_begin), static_cast<uint32_t>(name.size()),
                    OffsetOf(value), static_cast<uint32_t>(end - value)};
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
  names_.reserve(spans_.capacity());
  for (size_t i = 0; i < count_; ++i) {
    names_.push_back(LabelName(line_.line, i));
  }
  const absl::string_view repeated =
      single_names_.FindRepeated(names_, &sample_.repeated_bound);
  if (repeated.empty()) return false;
  line_.Fail(SyntaxProblem::kRepeatedLabel, repeated.data(),
             absl::StrCat("label '", Printable(repeated),
                          "' stands in this sample already"));
  return true;
}

}  // namespace promfile
