#include "promfile/text/normalize.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "promfile/text/openmetrics.h"
#include "promfile/text/text_parser.h"

namespace promfile {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

// Whether a text can be read, as far as single lines go.
class Reader final : public TextVisitor {
 public:
  void OnSample(const SampleLine&) override {}
  void OnHelp(const HelpLine&) override {}
  void OnType(const TypeLine&) override {}
  void OnSyntaxError(const SyntaxError& error) override {
    // A timestamp is refused, but no slip of the pen.
    if (error.problem == SyntaxProblem::kTimestamp) return;
    can_be_read = false;
    if (error.problem == SyntaxProblem::kCarriageReturn)
      has_carriage_return = true;
  }

  bool can_be_read = true;
  bool has_carriage_return = false;
};

bool CanBeRead(absl::string_view line) {
  Reader reader;
  TextParser parser(reader);
  parser.Feed(line);
  parser.Feed("\n");
  parser.Finish();
  return reader.can_be_read;
}

absl::string_view WithoutEnd(absl::string_view line, absl::string_view ends) {
  const size_t last = line.find_last_not_of(ends);
  return line.substr(0, last == absl::string_view::npos ? 0 : last + 1);
}

bool EndsInEof(absl::string_view text) {
  absl::ConsumeSuffix(&text, "\n");
  return absl::EndsWith(text, "# EOF");
}

// The lines of a text, repaired one by one.
class LineRepairer {
 public:
  explicit LineRepairer(absl::string_view text) {
    while (absl::ConsumePrefix(&text, kByteOrderMark)) {
      repairs_.Count(1, "removed a byte order mark");
    }
    // A text has them at the ends of all lines, or where they mean something.
    Reader reader;
    ParseText(text, reader);
    strip_carriage_returns_ = reader.has_carriage_return;
    ends_in_line_feed_ = text.empty() || absl::EndsWith(text, "\n");
    uint32_t number = 0;
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      Repair(text.substr(0, end), ++number);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (ends_in_line_feed_ || lines_.empty()) return;
    if (lines_.back().text.empty()) {  // but for a carriage return
      lines_.pop_back();
      ends_in_line_feed_ = true;
      return;
    }
    // Blanks at the end of a text are no line. What cannot be read even so is
    // perhaps a line that was cut.
    const NumberedLine& last = lines_.back();
    if (WithoutEnd(last.text, " \t").empty() || !CanBeRead(last.text)) return;
    ends_in_line_feed_ = true;
    repairs_.Count(last.number, "ended the last line");
  }

  bool ends_in_line_feed() const { return ends_in_line_feed_; }
  std::vector<NumberedLine>& lines() { return lines_; }
  Repairs& repairs() { return repairs_; }

 private:
  void Repair(absl::string_view line, uint32_t number) {
    if (strip_carriage_returns_ && absl::EndsWith(line, "\r")) {
      line = WithoutEnd(line, "\r");
      repairs_.Count(number,
                     "removed the carriage return at the end of the line");
    }
    const absl::string_view stripped = WithoutEnd(line, " \t");
    if (stripped.size() < line.size() && !CanBeRead(line) &&
        CanBeRead(stripped)) {
      line = stripped;
      repairs_.Count(number, "removed the blanks at the end of the line");
    }
    lines_.push_back({std::string(line), number});
  }

  bool strip_carriage_returns_ = false;
  bool ends_in_line_feed_ = true;
  std::vector<NumberedLine> lines_;
  Repairs repairs_;
};

}  // namespace

Normalized Normalize(absl::string_view text) {
  Normalized normalized;
  Reader reader;
  ParseText(text, reader);
  if (reader.can_be_read && !EndsInEof(text)) {
    normalized.text = std::string(text);
    return normalized;
  }
  LineRepairer repairer(text);
  const bool is_open_metrics = IsOpenMetrics(repairer.lines());
  if (reader.can_be_read && !is_open_metrics) {
    normalized.text = std::string(text);
    return normalized;
  }
  std::vector<NumberedLine> lines = std::move(repairer.lines());
  if (is_open_metrics) {
    lines = ConvertOpenMetrics(lines, &repairer.repairs());
  }
  for (const NumberedLine& line : lines) {
    absl::StrAppend(&normalized.text, line.text, "\n");
    normalized.origins.push_back(line.number);
  }
  if (!repairer.ends_in_line_feed() && !normalized.text.empty()) {
    normalized.text.pop_back();
  }
  normalized.repairs = repairer.repairs().Take();
  return normalized;
}

}  // namespace promfile
