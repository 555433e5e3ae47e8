#ifndef PROMFILE_TEXT_SAMPLE_PARSER_H_
#define PROMFILE_TEXT_SAMPLE_PARSER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/text/familiar_lines.h"
#include "promfile/text/line_context.h"
#include "promfile/text/single_names.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Reads sample lines. It speculates that a line is like the sample line before:
// it compares the two, steps over what is equal, and reads only the label
// values that differ and the value. A line that differs in anything else is
// read byte by byte. Both ways tell the visitor the same.
class SampleParser {
 public:
  // Borrows the context, which says which line it is.
  explicit SampleParser(LineContext& line) : line_(line), familiar_(line) {}

  // Another text begins.
  void Restart() {
    previous_ = nullptr;
    behind_familiar_ = false;
    familiar_.Restart();
  }
  // The lines from `begin` up to the limit of the context are read next; those
  // before are not there any more.
  void Enter(const char* begin) { familiar_.Enter(begin); }
  // They have been read, and will not be there any more.
  void Leave();
  // See FamiliarLines.
  const char* PlainEnd(const char* p) { return familiar_.PlainEnd(p); }
  // Reads lines from the beginning of one, as long as they are like those that
  // stood before, and returns where the next one begins.
  const char* ReadFamiliar(const char* p, bool behind_comment);
  // Reads the line, whose metric name begins at `p`, and tells the visitor.
  // Returns its line feed, or nullptr after it has told of an error.
  const char* Parse(const char* p);

 private:
  // Where a label stands: offsets and sizes in bytes.
  struct LabelSpan {
    uint32_t name_begin = 0;
    uint32_t name_size = 0;
    uint32_t value_begin = 0;  // behind the opening quote
    uint32_t value_size = 0;
  };

  // What a comparison with the line before came to.
  enum class Likeness { kNone, kSomeLabels, kUpToValue };

  // Steps over what is like in the line before. `*p` becomes the place to go on
  // from: behind the labels, or behind the last label that was read.
  Likeness FollowPrevious(const char** p);
  // As if Parse had read the last one of the familiar lines.
  void FollowFamiliar();
  // How far to compare `p` with the line before from `offset` of that line on.
  const char* LimitOfPrevious(const char* p, size_t offset) const;
  // The visitor was not told of this line, so the next resembles none.
  const char* Forget() {
    previous_ = nullptr;
    familiar_.Forget();
    return nullptr;
  }
  const char* ReadLine(const char* p);
  const char* ParseNameAndLabels(const char* p);
  // From `p`, which is behind a '{' or, if `behind_label`, behind a label.
  const char* ParseLabels(const char* p, bool behind_label);
  const char* ParseLabel(const char* p);
  // From behind the opening quote to the closing one.
  const char* ParseLabelValue(const char* p, absl::string_view name) const;
  bool RepeatsLabelName();

  RawLabels Labels();

  uint32_t OffsetOf(const char* p) const {
    return static_cast<uint32_t>(p - line_.line);
  }
  absl::string_view LabelName(const char* line, size_t i) const {
    return absl::string_view(line + spans_[i].name_begin, spans_[i].name_size);
  }

  const LineContext& line_;
  SampleLine sample_;
  // Of the line being read the first count_ are set; those behind are still of
  // the line before, which had previous_count_.
  std::vector<LabelSpan> spans_;
  size_t count_ = 0;
  // The same, as the visitor is told.
  std::vector<NameSpan> told_names_;
  std::vector<ValueSpan> told_values_;

  // Where the line before begins, which may be a copy of it.
  const char* previous_ = nullptr;
  bool behind_familiar_ = false;  // it is the one that is told in sample_
  std::string previous_copy_;
  size_t previous_count_ = 0;
  uint32_t previous_name_end_ = 0;
  uint32_t previous_head_ = 0;            // behind the '{'; 0: it has no braces
  uint32_t previous_value_ = 0;           // where the value begins
  std::vector<absl::string_view> names_;  // of the labels of a line
  SingleNames single_names_;

  FamiliarLines familiar_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_SAMPLE_PARSER_H_
