#include "promfile/text/comment_parser.h"

#include <cstring>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/text/printable.h"
#include "promfile/text/scanner.h"
#include "promfile/text/type_name.h"

namespace promfile {
namespace {

void ParseHelp(const LineContext& line, const char* p, const char* end,
               bool is_plain, absl::string_view name) {
  HelpLine help;
  help.line = {View(line.line, end), line.number};
  help.name = name;
  if (p != end) help.help = View(p, end);
  help.is_plain = is_plain;
  const char* q = p;
  while (!is_plain &&
         (q = static_cast<const char*>(
              memchr(q, '\\', static_cast<size_t>(end - q)))) != nullptr) {
    if (q[1] != '\\' && q[1] != 'n') {
      const bool quote = q[1] == '"';
      line.Fail(
          quote ? SyntaxProblem::kHelpQuoteEscape : SyntaxProblem::kHelpEscape,
          q,
          absl::StrCat("unknown escape '\\",
                       q[1] == '\n' ? "" : Printable(View(q + 1, q + 2)),
                       "' in the help text of '", Printable(name), "'"),
          quote ? "a quote in a help text needs no backslash"
                : "write a backslash as \\\\");
      return;
    }
    q += 2;
  }
  line.visitor->OnHelp(help);
}

void ParseType(const LineContext& line, const char* p, const char* end,
               absl::string_view name) {
  TypeLine type;
  type.line = {View(line.line, end), line.number};
  type.name = name;
  if (p == end) {
    line.visitor->OnType(type);
    return;
  }
  const absl::string_view token = View(p, end);
  type.type = ParseTypeName(token);
  if (type.type.has_value()) {
    line.visitor->OnType(type);
    return;
  }
  if (token.back() == '\r' &&
      ParseTypeName(token.substr(0, token.size() - 1)).has_value()) {
    line.FailCarriageReturn(end - 1);
    return;
  }
  const absl::string_view word = View(p, ScanToken(p));
  if (word.size() < token.size() && ParseTypeName(word).has_value()) {
    line.Fail(SyntaxProblem::kUnknownType, p,
              absl::StrCat("expected the end of the line after type '",
                           Printable(word), "', got ",
                           Quoted(token.substr(word.size()))),
              "end the line right after the type");
    return;
  }
  const bool gauge_histogram = absl::EqualsIgnoreCase(token, "gaugehistogram");
  line.Fail(gauge_histogram ? SyntaxProblem::kGaugehistogramWord
                            : SyntaxProblem::kUnknownType,
            p, absl::StrCat("unknown type ", Quoted(token)),
            "types are counter, gauge, histogram, summary and untyped");
}

}  // namespace

void ParseComment(const LineContext& line, const char* p, const char* end,
                  bool is_plain) {
  // As nearly all are written.
  const bool is_usual =
      end - p > 6 && *p == ' ' && p[5] == ' ' &&
      (memcmp(p + 1, "HELP", 4) == 0 || memcmp(p + 1, "TYPE", 4) == 0);
  p = is_usual ? p + 1 : SkipBlanks(p);
  const char* const word_end = is_usual ? p + 4 : ScanToken(p);
  const absl::string_view word = View(p, word_end);
  const bool is_help = word == "HELP";
  if (word == "promfile:") {
    line.visitor->OnDirective({View(line.line, end), line.number},
                              View(word_end, end));
    return;
  }
  if (*word_end == '\n' || (!is_help && word != "TYPE")) return;
  p = SkipBlanks(word_end);
  const char* const name_end =
      IsMetricNameStart(*p) ? ScanMetricName(p, line.limit) : p;
  const absl::string_view name = View(p, name_end);
  if (*name_end == '\n') return;
  if (!IsBlank(*name_end)) {
    if (*name_end == '\r' && name_end[1] == '\n') {
      line.FailCarriageReturn(name_end);
    } else if (*p == '"') {
      line.Fail(SyntaxProblem::kQuotedName, p,
                "a metric name may not be quoted");
    } else {
      line.Fail(SyntaxProblem::kCommentName, name.empty() ? p : name_end,
                name.empty()
                    ? absl::StrCat("expected a metric name after ", word,
                                   ", got ", Got(name_end))
                    : absl::StrCat("expected a blank after metric name '",
                                   Printable(name), "', got ", Got(name_end)),
                "a plain comment may not begin with HELP or TYPE");
    }
    return;
  }
  p = SkipBlanks(name_end);
  is_help ? ParseHelp(line, p, end, is_plain, name)
          : ParseType(line, p, end, name);
}

}  // namespace promfile
