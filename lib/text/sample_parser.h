#ifndef PROMFILE_TEXT_SAMPLE_PARSER_H_
#define PROMFILE_TEXT_SAMPLE_PARSER_H_

#include <array>
#include <cstddef>
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
  // Lines with fewer labels are read as familiar ones at the beginning of a
  // text.
  static constexpr size_t kManyLabels = LineShape::kMostLabels + 1;

  // What a comparison with the line before came to.
  enum class Likeness { kNone, kSomeLabels, kUpToValue };

  // Steps over what is like in the line before. `*p` becomes the place to go on
  // from: behind the labels, or behind the last label that was read.
  Likeness FollowPrevious(const char** p);
  // As if Parse had read the last one of the familiar lines.
  void FollowFamiliar();
  // How far FollowPrevious has come.
  struct Followed {
    // Behind so many labels.
    size_t count = 0;
    // At the quote behind their last value in the line before, and in this one;
    // at the beginning if there are none.
    uint32_t before = 0;
    const char* now = nullptr;
  };
  // Goes on over labels with short values, and without special bytes in them,
  // as long as nothing else differs.
  void FollowQuickly(Followed* followed);
  // How far to compare the line at `p` with the line before.
  const char* LimitOfPrevious(const char* p) const;
  // The visitor was not told of this line, so the next resembles none.
  const char* Forget() {
    previous_ = nullptr;
    familiar_.Forget();
    return nullptr;
  }
  const char* ReadLine(const char* p);
  // The line, which ends at `end`, differs from the line before in the values
  // of its labels and its own alone. Says so, if FamiliarLines has not.
  void TellAlike(const char* end, uint32_t kind_before);
  const char* ParseNameAndLabels(const char* p);
  // From `p`, which is behind a '{' or, if `behind_label`, behind a label.
  const char* ParseLabels(const char* p, bool behind_label);
  const char* ParseLabel(const char* p);
  // From behind the opening quote to the closing one.
  const char* ParseLabelValue(const char* p, absl::string_view name) const;
  bool RepeatsLabelName();

  // Those of this line that have been read.
  RawLabels Labels() const {
    return RawLabels(line_.line, name_spans_.data(), values_.data(), count_);
  }
  uint32_t OffsetOf(const char* p) const {
    return static_cast<uint32_t>(p - line_.line);
  }
  // Those of the line before, from label count_ on, and all values.
  RawLabels LabelsBefore() const {
    return RawLabels(previous_, name_spans_.data(), values_before_.data(),
                     previous_count_);
  }

  const LineContext& line_;
  SampleLine sample_;
  // Of the line being read the first count_ are set; names behind are still of
  // the line before, which had previous_count_.
  std::vector<NameSpan> name_spans_;
  std::vector<ValueSpan> values_;
  size_t count_ = 0;
  bool any_escape_ = false;  // in the values, if it is like the line before
  std::vector<ValueSpan> values_before_;  // those of the line before
  // The kind of the line before, if it is like the one before that, and
  // FamiliarLines knows no shape that it has; else 0.
  uint32_t kind_ = 0;

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

  // The places of the special bytes of a piece of a line that FollowQuickly is
  // at, from piece_ on; those that it has not come to yet.
  static constexpr size_t kPieceBlocks = 8;
  const char* piece_ = nullptr;
  const uint16_t* next_special_ = nullptr;
  const uint16_t* behind_specials_ = nullptr;
  std::array<uint16_t, kPieceBlocks * kIndexBlock + kIndexSlack> specials_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_SAMPLE_PARSER_H_
