#include "promfile/check/head_line.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/escape.h"
#include "promfile/text/scanner.h"
#include "promfile/text/type_name.h"

namespace promfile {
namespace {

bool IsCompoundAtHead(absl::optional<MetricType> type) {
  return type == MetricType::kHistogram || type == MetricType::kSummary ||
         type == MetricType::kGaugeHistogram;
}

// The label that is no label in a family of this type.
absl::string_view BoundName(absl::optional<MetricType> type) {
  if (!IsCompoundAtHead(type)) return {};
  return type == MetricType::kSummary ? "quantile" : "le";
}

class Reader {
 public:
  Reader(absl::string_view line, bool ended, const HeadState& state)
      : text_(line), state_(state), type_(state.type) {
    if (ended) text_.push_back('\n');
  }

  HeadLine Read() {
    SkipBlanks();
    const bool sample = At() == '#' ? Comment() : Sample();
    if (!sample && line_.kind != HeadLine::Kind::kCrash) {
      line_.kind = HeadLine::Kind::kError;
    }
    return std::move(line_);
  }

 private:
  // The byte at the cursor; 0 at the end of the text, which no caller takes for
  // a byte of the grammar.
  char At() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool AtEnd() const { return at_ >= text_.size(); }
  void SkipBlanks() {
    while (IsBlank(At())) ++at_;
  }
  bool Crash() {
    line_.kind = HeadLine::Kind::kCrash;
    return false;
  }

  // A name with quotes anywhere in it, as far as the parser takes it for one.
  // False: an error. An empty name is none.
  bool Name(bool colons, std::string* name) {
    name->clear();
    const auto starts = [&](char c) {
      return IsLabelNameStart(c) || c == '"' || (colons && c == ':');
    };
    if (!starts(At())) return true;
    bool quoted = false;
    bool escaped = false;
    while (true) {
      if (AtEnd()) return false;
      const char c = text_[at_++];
      if (escaped) {
        if (c != '\\' && c != 'n' && c != '"') return false;
        // None of them is legal in a name, which is refused later.
        name->push_back(c == 'n' ? '\n' : c);
        escaped = false;
      } else if (c == '"') {
        quoted = !quoted;
        if (!quoted) return !AtEnd();
      } else if (c == '\n') {
        return false;
      } else if (c == '\\') {
        escaped = true;
      } else {
        name->push_back(c);
      }
      if (AtEnd()) return false;
      if (quoted) continue;
      if (!starts(At()) &&
          !absl::ascii_isdigit(static_cast<unsigned char>(At()))) {
        return true;
      }
    }
  }

  bool Comment() {
    ++at_;
    SkipBlanks();
    const size_t begin = at_;
    while (!AtEnd() && !IsBlank(At()) && At() != '\n') ++at_;
    const std::string word = text_.substr(begin, at_ - begin);
    SkipBlanks();
    // Anything else than HELP and TYPE is no matter of this reader.
    if (AtEnd() || (word != "HELP" && word != "TYPE")) return false;
    if (!Name(true, &line_.name)) return false;
    if (!IsBlank(At()) || !IsMetricName(line_.name)) return false;
    SkipBlanks();
    if (AtEnd() || text_.back() != '\n') return false;
    const absl::string_view rest =
        absl::string_view(text_).substr(at_, text_.size() - at_ - 1);
    if (word == "HELP") {
      line_.kind = HeadLine::Kind::kHelp;
      return rest.empty() || Help(rest);
    }
    line_.kind = HeadLine::Kind::kType;
    if (rest.empty()) return true;
    line_.type = absl::EqualsIgnoreCase(rest, "gaugehistogram")
                     ? MetricType::kGaugeHistogram
                     : ParseTypeName(rest);
    return line_.type.has_value();
  }

  bool Help(absl::string_view text) {
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\\') {
        plain.push_back(text[i]);
        continue;
      }
      if (++i == text.size()) return false;
      if (text[i] != '\\' && text[i] != 'n' && text[i] != '"') return false;
      plain.push_back(text[i] == 'n' ? '\n' : text[i]);
    }
    line_.help.emplace();
    AppendEscapedHelp(plain, &*line_.help);
    return true;
  }

  bool Sample() {
    if (At() == '{') {
      line_.kind = HeadLine::Kind::kNameless;
      return Labels(true) && Value();
    }
    line_.kind = HeadLine::Kind::kSample;
    if (!Name(true, &line_.name) || !IsMetricName(line_.name)) return false;
    type_ = state_.type_of(line_.name);
    if (!type_.has_value()) type_ = MetricType::kUntyped;
    SkipBlanks();
    return (At() != '{' || Labels(false)) && Value();
  }

  bool Labels(bool braces_first) {
    const bool has_map = state_.has_compound || IsCompoundAtHead(type_);
    ++at_;
    while (true) {
      SkipBlanks();
      if (At() == '}') return EndLabels(false);
      std::string name;
      if (!Name(false, &name) || name.empty()) return false;
      SkipBlanks();
      if (braces_first && !line_.name_in_braces &&
          (At() == ',' || At() == '}')) {
        if (!IsMetricName(name)) return false;
        line_.name = name;
        line_.name_in_braces = true;
        line_.kind = HeadLine::Kind::kSample;
        type_ = state_.type_of(name);
        if (!type_.has_value()) type_ = MetricType::kUntyped;
        if (text_[at_++] == '}') return true;
        continue;
      }
      if (At() != '=' || name == "__name__" || !IsLabelName(name)) return false;
      const bool bound = name == BoundName(type_);
      for (const Label& label : line_.labels) {
        if (!bound && label.name == name) return false;
      }
      ++at_;
      std::string value;
      if (!LabelValue(&value)) return false;
      double number = 0;
      if (bound && !ParseValue(value, &number)) return false;
      if (!bound && IsCompoundAtHead(type_) && braces_first && !has_map) {
        return Crash();
      }
      line_.labels.push_back({std::move(name), std::move(value)});
      SkipBlanks();
      if (At() == '}') return EndLabels(true);
      if (At() != ',') return false;
      ++at_;
    }
  }

  // At the closing brace. Behind a label the parser looks whether there is a
  // family; behind a comma, and in empty braces, it does not.
  bool EndLabels(bool behind_label) {
    ++at_;
    if (line_.kind == HeadLine::Kind::kSample) return true;
    if (behind_label && !state_.has_family) return false;
    return state_.has_sample || Crash();
  }

  bool LabelValue(std::string* value) {
    SkipBlanks();
    if (At() != '"') return false;
    const size_t begin = ++at_;
    for (; At() != '"'; ++at_) {
      if (AtEnd() || At() == '\n') return false;
      if (At() != '\\') continue;
      ++at_;
      if (At() != '\\' && At() != '"' && At() != 'n') return false;
    }
    *value = text_.substr(begin, at_++ - begin);
    return IsUtf8(*value);
  }

  bool Value() {
    SkipBlanks();
    line_.value = Token();
    if (AtEnd()) return false;
    double value = 0;
    if (!ParseValue(line_.value, &value)) return false;
    if (At() == '\n') return true;
    SkipBlanks();
    int64_t timestamp = 0;
    const std::string token = Token();
    // SimpleAtoi skips blanks, of which a token has none but line ends of
    // other systems.
    if (token.find_first_not_of("+-0123456789") != std::string::npos ||
        !absl::SimpleAtoi(token, &timestamp)) {
      return false;
    }
    line_.has_timestamp = true;
    return At() == '\n';
  }

  std::string Token() {
    const size_t begin = at_;
    while (!AtEnd() && !IsBlank(At()) && At() != '\n') ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string text_;
  size_t at_ = 0;
  const HeadState& state_;
  absl::optional<MetricType> type_;
  HeadLine line_;
};

}  // namespace

HeadLine ReadHeadLine(absl::string_view line, bool ended,
                      const HeadState& state) {
  return Reader(line, ended, state).Read();
}

}  // namespace promfile
