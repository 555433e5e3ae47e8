#include "promfile/text/line_parser.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/text/comment_parser.h"
#include "promfile/text/printable.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

void FailAtLineStart(const LineContext& line, const char* p) {
  if (line.number == 1 && StartsWith(p, line.limit, "\xEF\xBB\xBF")) {
    line.Fail(SyntaxProblem::kByteOrderMark, p,
              "byte order mark at the beginning of the text",
              "save it as UTF-8 without a byte order mark");
  } else if (*p == '\r' && p[1] == '\n') {
    line.FailCarriageReturn(p);
  } else if (*p == '"' || (*p == '{' && *SkipBlanks(p + 1) == '"')) {
    line.Fail(SyntaxProblem::kQuotedName, p, "a metric name may not be quoted");
  } else if (*p == '{') {
    line.Fail(SyntaxProblem::kNamelessSample, p,
              "expected a metric name before '{'");
  } else {
    line.Fail(
        SyntaxProblem::kMetricName, p,
        absl::StrCat("metric name cannot start with ", Quoted(View(p, p + 1))),
        "a line is a sample (name{label=\"value\"} 1), a comment (#) or empty");
  }
}

}  // namespace

void LineParser::ParseLines(const char* begin, const char* end, size_t room) {
  context_.limit = end + room;
  samples_.Enter(begin);
  const char* p = begin;
  bool behind_comment = false;
  while (p < end) {
    const char* const line = p;
    if (*p != '#') p = samples_.ReadFamiliar(p, behind_comment);
    if (p == end) break;
    behind_comment &= p == line;
    context_.line = p;
    ++context_.number;
    p = SkipBlanks(p);
    if (IsMetricNameStart(*p)) {
      p = samples_.Parse(p);
      behind_comment = false;
      if (p == nullptr) p = FindLineFeed(context_.line, end);
    } else {
      const char* line_end = samples_.PlainEnd(p);
      const bool is_plain = line_end != nullptr;
      if (!is_plain) line_end = FindLineFeed(p, end);
      if (!context_.FailIfTooLong(line_end) && p != line_end) {
        if (*p == '#') {
          ParseComment(context_, p + 1, line_end, is_plain);
          behind_comment = true;
        } else {
          FailAtLineStart(context_, p);
        }
      }
      p = line_end;
    }
    ++p;
  }
  samples_.Leave();
  context_.visitor->OnTextGone();
}

void LineParser::RejectLine(SyntaxProblem problem, absl::string_view text,
                            size_t offset, std::string message,
                            std::string remedy) {
  ++context_.number;
  SyntaxError error;
  error.problem = problem;
  error.line = {text, context_.number};
  error.at = {context_.number, static_cast<uint32_t>(offset) + 1};
  error.message = std::move(message);
  error.remedy = std::move(remedy);
  context_.visitor->OnSyntaxError(error);
}

}  // namespace promfile
