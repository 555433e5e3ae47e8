#include "promfile/text/text_writer.h"

#include <algorithm>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/copy_checked.h"
#include "promfile/text/escape.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

// The end of a string, with room to write to directly: to ask a string for each
// piece costs more than the piece.
class Tail {
 public:
  // Borrows `text` and appends to it: so many `samples`, as a rule. Until
  // Finish() it is longer than what was written.
  Tail(std::string* text, size_t samples)
      : text_(text),
        at_(&(*text)[0] + text->size()),
        end_(at_),
        samples_(samples) {}

  // Room for `size` bytes from here. Ends what was said before.
  char* Room(size_t size) {
    if (static_cast<size_t>(end_ - at_) < size) Grow(size);
    return at_;
  }
  // `end` is in the room.
  void AdvanceTo(char* end) { at_ = end; }
  void EndSample() { ++done_; }

  void Append(absl::string_view bytes) {
    CopyShort(bytes, Room(bytes.size()));
    at_ += bytes.size();
  }

  void Finish() { text_->resize(Written()); }

 private:
  // A string can only grow by zeros; those of one step are still in the cache
  // when they are overwritten.
  static constexpr size_t kLeastStep = 512;
  static constexpr size_t kLargestStep = 8192;
  // Lest a few long lines ask for all memory.
  static constexpr size_t kMostGrowth = 8;

  size_t Written() const { return static_cast<size_t>(at_ - &(*text_)[0]); }

  __attribute__((noinline)) void Grow(size_t size) {
    const size_t written = Written();
    const size_t least = written + std::max(size, step_);
    step_ = std::min(2 * step_, kLargestStep);
    if (least > text_->capacity()) {
      // Every move copies all; the rest is guessed to be as long as this.
      const size_t guess = done_ == 0 ? 0 : written / done_ * samples_;
      text_->reserve(
          std::min(std::max(guess + guess / 8, least), kMostGrowth * least));
    }
    text_->resize(least);
    at_ = &(*text_)[0] + written;
    end_ = &(*text_)[0] + text_->size();
  }

  std::string* text_;
  char* at_;
  char* end_;
  size_t samples_;
  size_t step_ = kLeastStep;
  size_t done_ = 0;
};

absl::Status BadMetricName(absl::string_view name) {
  return absl::InvalidArgumentError(absl::StrCat(
      "metric name ", Quoted(name), " is not [a-zA-Z_:][a-zA-Z0-9_:]*"));
}

absl::Status BadLabelName(absl::string_view name, absl::string_view sample) {
  return absl::InvalidArgumentError(
      absl::StrCat("label name ", Quoted(name), " of ", Quoted(sample),
                   " is not [a-zA-Z_][a-zA-Z0-9_]*"));
}

absl::Status BadLabelValue(absl::string_view name, absl::string_view sample) {
  return absl::InvalidArgumentError(
      absl::StrCat("value of label ", Quoted(name), " of ", Quoted(sample),
                   " is not valid UTF-8"));
}

absl::Status Foreign(const Sample& sample, const MetricFamily& family) {
  return absl::InvalidArgumentError(
      absl::StrCat("sample ", Quoted(sample.name), " is no part of ",
                   MetricTypeName(family.type.value_or(MetricType::kUntyped)),
                   " ", Quoted(family.name)));
}

// Whether a reader takes a sample called `name` for one of `family`.
bool Belongs(absl::string_view name, const MetricFamily& family) {
  if (name == family.name) return true;
  const absl::string_view stem(family.name);
  const bool histogram = family.type == MetricType::kHistogram;
  return ((histogram || family.type == MetricType::kSummary) &&
          (WithoutSuffix(name, "_sum") == stem ||
           WithoutSuffix(name, "_count") == stem)) ||
         (histogram && WithoutSuffix(name, "_bucket") == stem);
}

absl::Status AppendLabels(const Sample& sample, Tail* tail) {
  char separator = '{';
  for (const Label& label : sample.labels) {
    const absl::string_view name = label.name;
    const absl::string_view value = label.value;
    // Separator, `="`, each byte escaped, `"` and a brace.
    char* at = tail->Room(name.size() + 2 * value.size() + 5);
    *at++ = separator;
    separator = ',';
    if (!CopyLabelNameBytes(name, at) || name.empty() ||
        !IsLabelNameStart(name[0]) || name == "__name__") {
      return BadLabelName(name, sample.name);
    }
    at += name.size();
    *at++ = '=';
    *at++ = '"';
    if (CopyPlain(value, at)) {
      at += value.size();
    } else {
      if (!IsUtf8(value)) return BadLabelValue(name, sample.name);
      at = EscapeLabelValue(value, at);
    }
    *at++ = '"';
    tail->AdvanceTo(at);
  }
  if (separator == ',') tail->Append("}");
  return absl::OkStatus();
}

absl::Status AppendFamily(const MetricFamily& family, Tail* tail) {
  if (!IsMetricName(family.name)) return BadMetricName(family.name);
  if (family.help.has_value()) {
    // Blanks at the beginning, and a text of nothing else, cannot be written.
    if (family.help->empty() || (*family.help)[0] == ' ' ||
        (*family.help)[0] == '\t') {
      return absl::InvalidArgumentError(
          absl::StrCat("help text of ", Quoted(family.name),
                       " is empty or begins with a blank"));
    }
    tail->Append("# HELP ");
    tail->Append(family.name);
    tail->Append(" ");
    const absl::string_view help = *family.help;
    char* const at = tail->Room(2 * help.size());
    tail->AdvanceTo(CopyPlain(help, at) ? at + help.size()
                                        : EscapeHelp(help, at));
    tail->Append("\n");
  }
  if (family.type.has_value()) {
    tail->Append("# TYPE ");
    tail->Append(family.name);
    tail->Append(" ");
    tail->Append(MetricTypeName(*family.type));
    tail->Append("\n");
  }
  for (const Sample& sample : family.samples) {
    if (!Belongs(sample.name, family)) {
      return IsMetricName(sample.name) ? Foreign(sample, family)
                                       : BadMetricName(sample.name);
    }
    tail->Append(sample.name);
    const absl::Status labels = AppendLabels(sample, tail);
    if (!labels.ok()) return labels;
    char* at = tail->Room(kMaxValueBytes + 2);
    *at++ = ' ';
    at = WriteValue(sample.value, at);
    *at++ = '\n';
    tail->AdvanceTo(at);
    tail->EndSample();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AppendText(const MetricFamily& family, std::string* text) {
  Tail tail(text, family.samples.size());
  const absl::Status status = AppendFamily(family, &tail);
  tail.Finish();
  return status;
}

absl::StatusOr<std::string> WriteText(const Families& families) {
  size_t samples = 0;
  for (const MetricFamily& family : families) samples += family.samples.size();
  std::string text;
  Tail tail(&text, samples);
  for (const MetricFamily& family : families) {
    const absl::Status status = AppendFamily(family, &tail);
    if (!status.ok()) return status;
  }
  tail.Finish();
  return text;
}

}  // namespace promfile
