#ifndef PROMFILE_TEXT_LINE_CONTEXT_H_
#define PROMFILE_TEXT_LINE_CONTEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// The line being read: who is told about it, where it begins, and how far the
// bytes go that may be read: lines, and perhaps some zeros behind the last one.
struct LineContext {
  TextVisitor* visitor = nullptr;
  size_t max_line_bytes = 0;
  const char* line = nullptr;
  const char* limit = nullptr;
  uint32_t number = 0;

  // Tells of an error at `at`; returns nullptr, for those who return a place.
  const char* Fail(SyntaxProblem problem, const char* at, std::string message,
                   std::string remedy = "") const;
  const char* FailCarriageReturn(const char* at) const;
  // Tells of a line that is longer than it may be, and returns true.
  bool FailIfTooLong(const char* line_end) const {
    return static_cast<size_t>(line_end - line) > max_line_bytes &&
           FailTooLong();
  }

 private:
  bool FailTooLong() const;
};

inline absl::string_view View(const char* begin, const char* end) {
  return absl::string_view(begin, static_cast<size_t>(end - begin));
}

// What stands at `p`, as a message has it: "'}'", "the end of the line".
std::string Got(const char* p);

}  // namespace promfile

#endif  // PROMFILE_TEXT_LINE_CONTEXT_H_
