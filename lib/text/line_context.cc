#include "promfile/text/line_context.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/text/printable.h"
#include "promfile/text/scanner.h"

namespace promfile {

std::string Got(const char* p) {
  if (*p == '\n') return "the end of the line";
  return Quoted(View(p, p + 1));
}

const char* LineContext::Fail(SyntaxProblem problem, const char* at,
                              std::string message, std::string remedy) const {
  const char* const line_end = FindLineFeed(line, limit);
  // That comes first: such a line is not kept if it is cut between two pieces.
  if (problem != SyntaxProblem::kLineTooLong && FailIfTooLong(line_end)) {
    return nullptr;
  }
  SyntaxError error;
  error.problem = problem;
  error.line = {View(line, line_end), number};
  error.at = error.line.At(View(at, at));
  error.message = std::move(message);
  error.remedy = std::move(remedy);
  visitor->OnSyntaxError(error);
  return nullptr;
}

const char* LineContext::FailCarriageReturn(const char* at) const {
  return Fail(SyntaxProblem::kCarriageReturn, at,
              "carriage return before the end of the line",
              "write lines that end in LF, not CR LF");
}

bool LineContext::FailTooLong() const {
  Fail(SyntaxProblem::kLineTooLong, line,
       absl::StrCat("line is longer than ", max_line_bytes, " bytes"));
  return true;
}

}  // namespace promfile
