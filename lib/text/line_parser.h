#ifndef PROMFILE_TEXT_LINE_PARSER_H_
#define PROMFILE_TEXT_LINE_PARSER_H_

#include <string>
#include <vector>

#include "promfile/text/text_visitor.h"

namespace promfile {

// Reads one line after the other and tells `visitor` what they say. The part of
// TextParser that knows the grammar; it does not know pieces.
class LineParser {
 public:
  LineParser(TextVisitor& visitor, size_t max_line_bytes)
      : visitor_(visitor), max_line_bytes_(max_line_bytes) {}

  // Reads every line of [begin, end), which ends in a line feed.
  void ParseLines(const char* begin, const char* end);
  // Tells of an error in a line that ParseLines is not to see, and counts it.
  // `text` may be cut.
  void RejectLine(SyntaxProblem problem, absl::string_view text, size_t offset,
                  std::string message, std::string remedy);
  size_t max_line_bytes() const { return max_line_bytes_; }

 private:
  // Each parses from `p` and returns the end of what it read, or nullptr after
  // it has told of an error.
  const char* ParseSample(const char* p);
  const char* ParseLabels(const char* p);
  const char* ParseLabel(const char* p);
  const char* ParseValue(const char* p);
  const char* ParseAfterValue(const char* p);
  void ParseComment(const char* p);
  void ParseHelp(const char* p, absl::string_view name);
  void ParseType(const char* p, absl::string_view name);

  const char* Fail(SyntaxProblem problem, const char* at, std::string message,
                   std::string remedy = "");
  const char* FailAtLineStart(const char* p);
  const char* FailAtValue(const char* p, const char* end);
  bool RepeatsLabelName();
  TextLine Line() const;

  TextVisitor& visitor_;
  const size_t max_line_bytes_;
  uint32_t number_ = 0;
  const char* line_ = nullptr;   // the line being read
  const char* limit_ = nullptr;  // behind the last line feed of the block

  // The sample line before, in this block: consecutive lines share most of
  // their names.
  absl::string_view previous_name_;
  size_t previous_labels_ = 0;

  SampleLine sample_;
  // labels_[0..count_) are those of the line being read; what stands behind is
  // left over from the line before.
  std::vector<RawLabel> labels_;
  size_t count_ = 0;
  size_t same_label_names_ = 0;
  std::vector<absl::string_view> sorted_names_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_LINE_PARSER_H_
