#include "promfile/text/sample_value.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

// A decimal int64, as Go's ParseInt reads a timestamp.
bool IsTimestamp(absl::string_view token) {
  if (!token.empty() && (token[0] == '+' || token[0] == '-')) {
    token.remove_prefix(1);
  }
  return !token.empty() && std::all_of(token.begin(), token.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
}

}  // namespace

const char* FailAtValue(const LineContext& line, absl::string_view metric,
                        const char* p, const char* end) {
  const absl::string_view token = View(p, end);
  const std::string name = Printable(metric);
  if (token.empty()) {
    return line.Fail(
        SyntaxProblem::kValue, p,
        absl::StrCat("expected a value after '", name, "', got ", Got(p)));
  }
  if (token.back() == '\r' && *end == '\n') {
    return line.FailCarriageReturn(end - 1);
  }
  if (ClassifyNumber(token) == NumberKind::kOverflow) {
    return line.Fail(SyntaxProblem::kNumberRange, p,
                     absl::StrCat(Quoted(token), " is out of range"),
                     "infinity is written +Inf or -Inf");
  }
  // "a-b 1" is the metric "a" with the value "-b".
  const bool touches_name = p == metric.data() + metric.size();
  if (touches_name && *p == '"') {
    return line.Fail(SyntaxProblem::kQuotedName, p,
                     "a metric name may not be quoted");
  }
  if (touches_name) {
    return line.Fail(
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
  return line.Fail(SyntaxProblem::kValue, p,
                   absl::StrCat(Quoted(token), " is not a number"), remedy);
}

const char* ParseAfterValue(const LineContext& line, const char* p) {
  const char* const blank = p;
  p = SkipBlanks(p);
  const char* const end = ScanToken(p);
  const absl::string_view token = View(p, end);
  if (token.empty()) {
    return line.Fail(SyntaxProblem::kAfterValue, blank, "blank after the value",
                     "end the line right after the value");
  }
  if (token == "\r" && *end == '\n') {
    return line.FailCarriageReturn(p);
  }
  absl::string_view number = token;
  if (number.back() == '\r') number.remove_suffix(1);
  if (!IsTimestamp(number)) {
    return line.Fail(
        SyntaxProblem::kAfterValue, p,
        absl::StrCat("expected the end of the line after the value, got ",
                     Quoted(token)),
        token[0] == '#' ? "a comment needs a line of its own" : "");
  }
  const char* const line_end = FindLineFeed(end, line.limit);
  if (line.FailIfTooLong(line_end)) return nullptr;
  line.Fail(SyntaxProblem::kTimestamp, p,
            absl::StrCat("sample has a timestamp, ", Quoted(token)),
            "remove it: the collector drops files that have one");
  // What else is wrong with the line is not worth a second error.
  return line_end;
}

}  // namespace promfile
