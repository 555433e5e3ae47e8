#ifndef PROMFILE_TEXT_FAMILIAR_LINES_H_
#define PROMFILE_TEXT_FAMILIAR_LINES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "promfile/text/line_context.h"
#include "promfile/text/line_shape.h"
#include "promfile/text/special_index.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Reads sample lines that have the shape of a line that stood before: most
// lines of most texts. What it cannot read it leaves to SampleParser, from
// which it learns the shapes.
class FamiliarLines {
 public:
  // Borrows the context.
  explicit FamiliarLines(LineContext& line) : line_(line) {}

  // Another text begins: nothing has been told of it. Its lines may have the
  // shapes of those before.
  void Restart();
  // The lines from `begin` up to the limit of the context are read next.
  void Enter(const char* begin);
  // They have been read, and will not be there any more.
  void Leave();
  // Reads the line at `p`, which begins there, and those that follow. Tells
  // `sample` of each, and counts it in the context. Returns where the first
  // line begins that it cannot read. Behind a comment a metric may begin that
  // has lines like those of one before, but for the name.
  const char* Read(const char* p, bool behind_comment, SampleLine* sample);
  // Where the line ends that begins at `p`, if all of it is ASCII without
  // quotes and backslashes; nullptr if it is not, or nobody knows.
  const char* PlainEnd(const char* p);
  // SampleParser is about to tell the visitor of this line; `head` is where its
  // labels begin, behind the '{'. Sets SampleLine::kind and before.
  void Learn(uint32_t head, SampleLine* told);
  // The best one for the lines that are read.
  IndexFunction index() const { return index_; }
  // One that no line has been told with, of any text.
  uint32_t NewKind() { return ++kinds_; }
  // That of the line that Read has told last.
  uint32_t head() const { return told_head_; }
  // The visitor has been told of something that is no line to learn from.
  void Forget() {
    last_ = nullptr;
    told_line_ = nullptr;
  }

 private:
  static constexpr size_t kWindowBlocks = 128;
  static constexpr size_t kMostWindowBytes = kWindowBlocks * kIndexBlock;
  static constexpr size_t kMostIndexedBytes =
      kMostWindowBytes - LineShape::kReach;
  static constexpr size_t kShapes = 9;  // one of them is spare

  // What a sample has in common with the one told before.
  struct Alike {
    bool name = false;
    size_t label_names = 0;
  };

  struct Known {
    LineShape shape;
    uint32_t kind = 0;
    uint32_t label_kind = 0;
    uint32_t head = 0;
    // Which shape came behind this one, when another did.
    Known* next = nullptr;
    Alike next_alike;
  };

  // A place that no window has, since it is not that large.
  static constexpr uint16_t kNoPlace = 0xFFFF;
  static constexpr size_t kMostSpecials = 2 * LineShape::kMostLabels + 1;
  // What stands behind the places of a window.
  static constexpr size_t kBehind = kMostSpecials + LineShape::kQuoteRoom;

  using NoPlaces = std::array<uint16_t, kBehind>;
  static constexpr NoPlaces MakeNoPlaces() {
    NoPlaces places{};
    for (uint16_t& place : places) place = kNoPlace;
    return places;
  }
  static const NoPlaces kNoPlaces;

  // The special bytes of a piece of text; at first of none.
  struct Window {
    const char* begin = nullptr;
    // Where the place of the first one stands that is that of the next line, or
    // behind it. kNoPlace stands behind the last one, kBehind times.
    const uint16_t* next = kNoPlaces.data();
    // If not, no label value is empty.
    bool any_adjoin = true;
    // The farthest one that a line may end with, to be read with what is behind
    // it.
    size_t last = 0;

    // Whether it has the next `wanted` ones, of which a line has no more than
    // kMostSpecials.
    bool Has(size_t wanted) const { return next[wanted - 1] <= last; }
    bool Fits(const char* line, const LineShape& shape) const {
      return Has(shape.special_count()) && shape.Fits(begin, line, next);
    }
    bool FitsRow(const char* line, const LineShape& shape, const char* before,
                 size_t size) const {
      return Has(shape.special_count()) &&
             shape.FitsRow(begin, line, next, before, size);
    }
  };

  // Makes the next place one that is not before `p`: other lines may have been
  // read in between.
  static void SkipTo(const char* p, Window* window) {
    while (*window->next != kNoPlace && window->begin + *window->next < p) {
      ++window->next;
    }
  }
  // The window that begins at `p`.
  Window Index(const char* p);
  // The shape that the line at `p`, which begins a metric, has but for the
  // name, made that of the line; nullptr if there is none.
  Known* Rename(const Window& window, const char* p);
  // Compares the line at `p`, which has that shape, with `told`, the sample
  // told last, if there is one.
  Alike Compare(const SampleLine& told, const Window& window, const char* p,
                const Known& known) const;
  // Nothing comes before or behind this shape any more, as far as is known.
  void Unlink(const Known* known);
  // Tells of what is the same for every line of a shape.
  void Introduce(const Known& known, SampleLine* sample) const;

  LineContext& line_;
  uint64_t bytes_ = 0;  // of all texts
  IndexFunction index_ = nullptr;
  std::unique_ptr<uint16_t[]> specials_;  // of the largest window
  Window window_;

  // Most texts have fewer than there may be; null: not needed so far.
  std::array<std::unique_ptr<Known>, kShapes> known_;
  size_t spare_ = 0;       // which of them is learned into next
  bool any_next_ = false;  // of them has one
  uint32_t kinds_ = 0;
  // Of the line that was told last: its shape, and where it is, up to the end
  // of its labels; kScanRoom more bytes may be read. Null: it is not known, or
  // will not be there.
  Known* last_ = nullptr;
  const char* told_line_ = nullptr;
  size_t told_end_ = 0;
  uint32_t told_head_ = 0;
  std::string told_copy_;
  // Of the line told last, if the window has gone on from there.
  std::array<ValueSpan, LineShape::kMostLabels> values_;
};

inline constexpr FamiliarLines::NoPlaces FamiliarLines::kNoPlaces =
    FamiliarLines::MakeNoPlaces();

}  // namespace promfile

#endif  // PROMFILE_TEXT_FAMILIAR_LINES_H_
