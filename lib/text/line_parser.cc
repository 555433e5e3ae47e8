#include "promfile/text/line_parser.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"
#include "promfile/text/scanner.h"
#include "promfile/text/type_name.h"

namespace promfile {
namespace {

absl::string_view View(const char* begin, const char* end) {
  return absl::string_view(begin, static_cast<size_t>(end - begin));
}

// What stands at `p`, as a message has it.
std::string Got(const char* p) {
  if (*p == '\n') return "the end of the line";
  return Quoted(View(p, p + 1));
}

// Most values: a sign, at most 17 digits, at most one point, then the end of
// the token. Returns that end, or nullptr if the token needs a closer look.
const char* ScanPlainNumber(const char* p) {
  if (*p == '-') ++p;
  const char* const digits = p;
  while (*p >= '0' && *p <= '9') ++p;
  const char* const point = p;
  if (*p == '.') {
    ++p;
    while (*p >= '0' && *p <= '9') ++p;
  }
  if (point == digits || p - digits > 18) return nullptr;
  return IsBlank(*p) || *p == '\n' ? p : nullptr;
}

// A decimal int64, as Go's ParseInt reads a timestamp.
bool IsTimestamp(absl::string_view token) {
  if (!token.empty() && (token[0] == '+' || token[0] == '-'))
    token.remove_prefix(1);
  return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

constexpr char kLabelRemedy[] = "write labels as name=\"value\"";
constexpr char kCrRemedy[] = "write lines that end in LF, not CR LF";

}  // namespace

void LineParser::ParseLines(const char* begin, const char* end) {
  limit_ = end;
  previous_name_ = {};
  previous_labels_ = 0;
  const char* p = begin;
  while (p < end) {
    line_ = p;
    ++number_;
    p = SkipBlanks(p);
    if (IsMetricNameStart(*p)) {
      p = ParseSample(p);
      if (p == nullptr) p = FindLineFeed(line_, limit_);
    } else if (*p != '\n') {
      if (*p == '#') {
        ParseComment(p + 1);
      } else {
        FailAtLineStart(p);
      }
      p = FindLineFeed(p, limit_);
    }
    ++p;
  }
}

const char* LineParser::ParseSample(const char* p) {
  const size_t length = previous_name_.size();
  if (length > 0 && StartsWith(p, limit_, previous_name_) &&
      !IsMetricNameByte(p[length])) {
    sample_.same_name = true;
  } else {
    sample_.same_name = false;
  }
  const char* const name = p;
  p = sample_.same_name ? p + length : ScanMetricName(p);
  sample_.name = View(name, p);
  p = SkipBlanks(p);
  count_ = 0;
  same_label_names_ = 0;
  if (*p == '{') {
    p = ParseLabels(p + 1);
    if (p == nullptr) return nullptr;
    p = SkipBlanks(p);
  }
  previous_name_ = sample_.name;
  sample_.labels = absl::MakeConstSpan(labels_.data(), count_);
  sample_.same_label_names = same_label_names_;
  // Names that stood once in the line before stand once in this one.
  if (same_label_names_ != count_ && RepeatsLabelName()) return nullptr;
  previous_labels_ = count_;

  const char* const end = ParseValue(p);
  if (end == nullptr) return nullptr;
  if (*end != '\n' && (p = ParseAfterValue(end)) == nullptr) return nullptr;
  if (*end == '\n') p = end;
  if (static_cast<size_t>(p - line_) > max_line_bytes_) {
    return Fail(
        SyntaxProblem::kLineTooLong, line_,
        absl::StrCat("line is longer than ", max_line_bytes_, " bytes"));
  }
  sample_.line = {View(line_, p), number_};
  visitor_.OnSample(sample_);
  return p;
}

const char* LineParser::ParseLabels(const char* p) {
  while (true) {
    p = SkipBlanks(p);
    if (*p == '}') return p + 1;
    p = ParseLabel(p);
    if (p == nullptr) return nullptr;
    p = SkipBlanks(p);
    if (*p == '}') return p + 1;
    if (*p != ',') {
      const std::string name = Printable(labels_[count_ - 1].name);
      return Fail(SyntaxProblem::kLabelSyntax, p,
                  absl::StrCat("expected ',' or '}' after the value of label '",
                               name, "', got ", Got(p)),
                  *p == '\n' ? "close the labels with '}'"
                             : "a quote in a value is written \\\"");
    }
    ++p;
  }
}

const char* LineParser::ParseLabel(const char* p) {
  const char* const name_begin = p;
  const bool was_here =
      count_ < previous_labels_ && same_label_names_ == count_;
  if (was_here && StartsWith(p, limit_, labels_[count_].name) &&
      !IsLabelNameByte(p[labels_[count_].name.size()])) {
    p += labels_[count_].name.size();
    ++same_label_names_;
  } else {
    if (!IsLabelNameStart(*p)) {
      if (*p == '"') {
        return Fail(SyntaxProblem::kQuotedName, p,
                    "a label name may not be quoted", kLabelRemedy);
      }
      return Fail(SyntaxProblem::kLabelName, p,
                  absl::StrCat("expected a label name, got ", Got(p)),
                  *p == '\n' ? "close the labels with '}'" : kLabelRemedy);
    }
    p = ScanLabelName(p);
  }
  const absl::string_view name = View(name_begin, p);
  p = SkipBlanks(p);
  if (*p != '=') {
    return Fail(SyntaxProblem::kLabelSyntax, p,
                absl::StrCat("expected '=' after label name '", Printable(name),
                             "', got ", Got(p)),
                kLabelRemedy);
  }
  if (name == "__name__") {
    return Fail(SyntaxProblem::kNameLabel, name_begin,
                "label name '__name__' is reserved",
                "write the metric name before the '{'");
  }
  p = SkipBlanks(p + 1);
  if (*p != '"') {
    return Fail(SyntaxProblem::kLabelSyntax, p,
                absl::StrCat("expected '\"' before the value of label '",
                             Printable(name), "', got ", Got(p)),
                kLabelRemedy);
  }
  const char* const value = ++p;
  uint8_t high = 0;
  while (true) {
    p = ScanLabelValue(p, limit_, &high);
    if (*p == '"') break;
    if (*p == '\n') {
      return Fail(
          SyntaxProblem::kLabelValue, value - 1,
          absl::StrCat("value of label '", Printable(name), "' is not closed"),
          "close it with '\"'; a line feed in a value is written \\n");
    }
    if (p[1] != '\\' && p[1] != '"' && p[1] != 'n') {
      return Fail(
          SyntaxProblem::kEscape, p,
          absl::StrCat("unknown escape '\\",
                       p[1] == '\n' ? "" : Printable(View(p + 1, p + 2)),
                       "' in the value of label '", Printable(name), "'"),
          "write a backslash as \\\\");
    }
    p += 2;
  }
  if (high != 0 && !IsUtf8(View(value, p))) {
    return Fail(SyntaxProblem::kLabelUtf8, value - 1,
                absl::StrCat("value of label '", Printable(name),
                             "' is not valid UTF-8"));
  }
  if (count_ == labels_.size()) labels_.emplace_back();
  labels_[count_] = {name, View(value, p)};
  ++count_;
  return p + 1;
}

bool LineParser::RepeatsLabelName() {
  const auto fail = [&](absl::string_view second) {
    Fail(SyntaxProblem::kRepeatedLabel, second.data(),
         absl::StrCat("label '", Printable(second),
                      "' stands in this sample already"));
    return true;
  };
  constexpr size_t kFew = 12;
  if (count_ <= kFew) {
    for (size_t i = 1; i < count_; ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (labels_[i].name == labels_[j].name) return fail(labels_[i].name);
      }
    }
    return false;
  }
  sorted_names_.clear();
  for (size_t i = 0; i < count_; ++i) sorted_names_.push_back(labels_[i].name);
  std::sort(sorted_names_.begin(), sorted_names_.end(),
            [](absl::string_view a, absl::string_view b) {
              const int order = a.compare(b);
              return order != 0 ? order < 0 : a.data() < b.data();
            });
  const char* first = nullptr;
  absl::string_view repeated;
  for (size_t i = 1; i < count_; ++i) {
    if (sorted_names_[i] != sorted_names_[i - 1]) continue;
    if (first == nullptr || sorted_names_[i].data() < first) {
      first = sorted_names_[i].data();
      repeated = sorted_names_[i];
    }
  }
  return first != nullptr && fail(repeated);
}

const char* LineParser::ParseValue(const char* p) {
  const char* end = ScanPlainNumber(p);
  if (end == nullptr) {
    end = ScanToken(p);
    if (ClassifyNumber(View(p, end)) != NumberKind::kNumber)
      return FailAtValue(p, end);
  }
  sample_.value = View(p, end);
  return end;
}

const char* LineParser::FailAtValue(const char* p, const char* end) {
  const absl::string_view token = View(p, end);
  const std::string name = Printable(sample_.name);
  if (token.empty()) {
    return Fail(
        SyntaxProblem::kValue, p,
        absl::StrCat("expected a value after '", name, "', got ", Got(p)));
  }
  if (token.back() == '\r' && *end == '\n') {
    return Fail(SyntaxProblem::kCarriageReturn, end - 1,
                "carriage return before the end of the line", kCrRemedy);
  }
  if (ClassifyNumber(token) == NumberKind::kOverflow) {
    return Fail(SyntaxProblem::kNumberRange, p,
                absl::StrCat(Quoted(token), " is out of range"),
                "infinity is written +Inf or -Inf");
  }
  // "a-b 1" is the metric "a" with the value "-b".
  const bool touches_name = p == sample_.name.data() + sample_.name.size();
  if (touches_name && *p == '"') {
    return Fail(SyntaxProblem::kQuotedName, p,
                "a metric name may not be quoted");
  }
  if (touches_name) {
    return Fail(
        SyntaxProblem::kMetricName, p,
        absl::StrCat("metric name cannot contain ", Quoted(View(p, p + 1))),
        "names are letters, digits, '_' and ':'");
  }
  std::string remedy;
  if (absl::StrContains(token, ',')) {
    remedy = "write a decimal point";
  } else if (absl::EndsWithIgnoreCase(token, "nan")) {
    remedy = "write NaN without a sign";
  }
  return Fail(SyntaxProblem::kValue, p,
              absl::StrCat(Quoted(token), " is not a number"), remedy);
}

const char* LineParser::ParseAfterValue(const char* p) {
  const char* const blank = p;
  p = SkipBlanks(p);
  const char* const end = ScanToken(p);
  const absl::string_view token = View(p, end);
  if (token.empty()) {
    return Fail(SyntaxProblem::kAfterValue, blank, "blank after the value",
                "end the line right after the value");
  }
  if (token == "\r" && *end == '\n') {
    return Fail(SyntaxProblem::kCarriageReturn, p,
                "carriage return before the end of the line", kCrRemedy);
  }
  absl::string_view number = token;
  if (number.back() == '\r') number.remove_suffix(1);
  if (!IsTimestamp(number)) {
    return Fail(
        SyntaxProblem::kAfterValue, p,
        absl::StrCat("expected the end of the line after the value, got ",
                     Quoted(token)),
        token[0] == '#' ? "a comment needs a line of its own" : "");
  }
  SyntaxError error;
  error.problem = SyntaxProblem::kTimestamp;
  const char* const line_end = FindLineFeed(end, limit_);
  error.line = {View(line_, line_end), number_};
  error.at = error.line.At(token);
  error.message = absl::StrCat("sample has a timestamp, ", Quoted(token));
  error.remedy = "remove it: the collector drops files that have one";
  visitor_.OnSyntaxError(error);
  // What else is wrong with the line is not worth a second error.
  return line_end;
}

void LineParser::ParseComment(const char* p) {
  p = SkipBlanks(p);
  const char* const word_end = ScanToken(p);
  const absl::string_view word = View(p, word_end);
  const bool is_help = word == "HELP";
  if (*word_end == '\n' || (!is_help && word != "TYPE")) return;
  p = SkipBlanks(word_end);
  const char* const name_end = IsMetricNameStart(*p) ? ScanMetricName(p) : p;
  const absl::string_view name = View(p, name_end);
  if (*name_end == '\n') return;
  if (!IsBlank(*name_end)) {
    if (*name_end == '\r' && name_end[1] == '\n') {
      Fail(SyntaxProblem::kCarriageReturn, name_end,
           "carriage return before the end of the line", kCrRemedy);
    } else if (*p == '"') {
      Fail(SyntaxProblem::kQuotedName, p, "a metric name may not be quoted");
    } else {
      Fail(SyntaxProblem::kCommentName, name.empty() ? p : name_end,
           name.empty()
               ? absl::StrCat("expected a metric name after ", word, ", got ",
                              Got(name_end))
               : absl::StrCat("expected a blank after metric name '",
                              Printable(name), "', got ", Got(name_end)),
           "a plain comment may not begin with HELP or TYPE");
    }
    return;
  }
  p = SkipBlanks(name_end);
  is_help ? ParseHelp(p, name) : ParseType(p, name);
}

void LineParser::ParseHelp(const char* p, absl::string_view name) {
  const char* const end = FindLineFeed(p, limit_);
  HelpLine help;
  help.line = {View(line_, end), number_};
  help.name = name;
  if (p != end) help.help = View(p, end);
  if (static_cast<size_t>(end - line_) > max_line_bytes_) {
    Fail(SyntaxProblem::kLineTooLong, line_,
         absl::StrCat("line is longer than ", max_line_bytes_, " bytes"));
    return;
  }
  for (const char* q = p; q < end; ++q) {
    q = static_cast<const char*>(memchr(q, '\\', static_cast<size_t>(end - q)));
    if (q == nullptr) break;
    if (q[1] != '\\' && q[1] != 'n') {
      const bool quote = q[1] == '"';
      Fail(quote ? SyntaxProblem::kHelpQuoteEscape : SyntaxProblem::kHelpEscape,
           q,
           absl::StrCat("unknown escape '\\",
                        q[1] == '\n' ? "" : Printable(View(q + 1, q + 2)),
                        "' in the help text of '", Printable(name), "'"),
           quote ? "a quote in a help text needs no backslash"
                 : "write a backslash as \\\\");
      return;
    }
    ++q;
  }
  visitor_.OnHelp(help);
}

void LineParser::ParseType(const char* p, absl::string_view name) {
  const char* const end = FindLineFeed(p, limit_);
  TypeLine type;
  type.line = {View(line_, end), number_};
  type.name = name;
  if (p == end) {
    visitor_.OnType(type);
    return;
  }
  const absl::string_view token = View(p, end);
  type.type = ParseTypeName(token);
  if (type.type.has_value()) {
    visitor_.OnType(type);
    return;
  }
  if (token.back() == '\r' &&
      ParseTypeName(token.substr(0, token.size() - 1)).has_value()) {
    Fail(SyntaxProblem::kCarriageReturn, end - 1,
         "carriage return before the end of the line", kCrRemedy);
    return;
  }
  const absl::string_view word = View(p, ScanToken(p));
  if (word.size() < token.size() && ParseTypeName(word).has_value()) {
    Fail(SyntaxProblem::kUnknownType, p,
         absl::StrCat("expected the end of the line after type '",
                      Printable(word), "', got ",
                      Quoted(token.substr(word.size()))),
         "end the line right after the type");
    return;
  }
  const bool gauge_histogram = absl::EqualsIgnoreCase(token, "gaugehistogram");
  Fail(gauge_histogram ? SyntaxProblem::kGaugehistogramWord
                       : SyntaxProblem::kUnknownType,
       p, absl::StrCat("unknown type ", Quoted(token)),
       "types are counter, gauge, histogram, summary and untyped");
}

const char* LineParser::FailAtLineStart(const char* p) {
  if (number_ == 1 && StartsWith(p, limit_, "\xEF\xBB\xBF")) {
    return Fail(SyntaxProblem::kByteOrderMark, p,
                "byte order mark at the beginning of the text",
                "save it as UTF-8 without a byte order mark");
  }
  if (*p == '\r' && p[1] == '\n') {
    return Fail(SyntaxProblem::kCarriageReturn, p,
                "carriage return before the end of the line", kCrRemedy);
  }
  if (*p == '"')
    return Fail(SyntaxProblem::kQuotedName, p,
                "a metric name may not be quoted");
  if (*p == '{') {
    const bool quoted = *SkipBlanks(p + 1) == '"';
    return Fail(
        quoted ? SyntaxProblem::kQuotedName : SyntaxProblem::kNamelessSample, p,
        quoted ? "a metric name may not be quoted"
               : "expected a metric name before '{'");
  }
  return Fail(
      SyntaxProblem::kMetricName, p,
      absl::StrCat("metric name cannot start with ", Quoted(View(p, p + 1))),
      "a line is a sample (name{label=\"value\"} 1), a comment (#) or empty");
}

const char* LineParser::Fail(SyntaxProblem problem, const char* at,
                             std::string message, std::string remedy) {
  SyntaxError error;
  error.problem = problem;
  error.line = {View(line_, FindLineFeed(line_, limit_)), number_};
  error.at = error.line.At(View(at, at));
  error.message = std::move(message);
  error.remedy = std::move(remedy);
  visitor_.OnSyntaxError(error);
  return nullptr;
}

void LineParser::RejectLine(SyntaxProblem problem, absl::string_view text,
                            size_t offset, std::string message,
                            std::string remedy) {
  ++number_;
  SyntaxError error;
  error.problem = problem;
  error.line = {text, number_};
  error.at = {number_, static_cast<uint32_t>(offset) + 1};
  error.message = std::move(message);
  error.remedy = std::move(remedy);
  visitor_.OnSyntaxError(error);
}

}  // namespace promfile
