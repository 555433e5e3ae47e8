#ifndef PROMFILE_TEXT_LINE_PARSER_H_
#define PROMFILE_TEXT_LINE_PARSER_H_

#include <string>

#include "promfile/text/line_context.h"
#include "promfile/text/sample_parser.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Reads one line after the other and tells `visitor` what they say. The part of
// TextParser that knows the grammar; it does not know pieces.
class LineParser {
 public:
  LineParser() : samples_(context_) {}
  LineParser(const LineParser&) = delete;
  LineParser& operator=(const LineParser&) = delete;

  // A text begins, whose reader is `visitor`, which is borrowed.
  void Begin(TextVisitor& visitor, size_t max_line_bytes) {
    context_.visitor = &visitor;
    context_.max_line_bytes = max_line_bytes;
    context_.number = 0;
    samples_.Restart();
  }
  // Reads every line of [begin, end), which ends in a line feed. `room` zeros
  // stand behind it.
  void ParseLines(const char* begin, const char* end, size_t room);
  // Tells of an error in a line that ParseLines is not to see, and counts it.
  // `text` may be cut.
  void RejectLine(SyntaxProblem problem, absl::string_view text, size_t offset,
                  std::string message, std::string remedy);
  size_t max_line_bytes() const { return context_.max_line_bytes; }

 private:
  LineContext context_;
  SampleParser samples_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_LINE_PARSER_H_
