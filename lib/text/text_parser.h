#ifndef PROMFILE_TEXT_TEXT_PARSER_H_
#define PROMFILE_TEXT_TEXT_PARSER_H_

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// The grammar of the Prometheus text format 0.0.4, exactly as the parser of
// node_exporter 1.5.0 reads it, in one pass over the bytes; docs/FORMAT.md is
// the grammar in words. It knows lines only: what a line means for its family
// (a second TYPE, a duplicate) is the visitor's business.
//
// Text arrives in pieces of any size, cut anywhere. Samples are told as views
// into the piece; only a line that is cut between two pieces is copied. Nothing
// is allocated per sample. Memory: one line of at most `max_line_bytes`.
// Borrows `visitor`. Not thread-safe.
class TextParser {
 public:
  static constexpr size_t kMostLineBytes = size_t{64} << 20;

  // Begin comes first.
  TextParser();
  // Begins with a text that `visitor` is told of.
  explicit TextParser(TextVisitor& visitor,
                      size_t max_line_bytes = kMostLineBytes)
      : TextParser() {
    Begin(visitor, max_line_bytes);
  }
  ~TextParser();
  TextParser(const TextParser&) = delete;
  TextParser& operator=(const TextParser&) = delete;

  // Forgets what was fed, all of it or up to an exception. Another text begins,
  // of which `visitor` is told; so many short texts do with the memory of one,
  // and lines like those of an earlier text are read faster.
  void Begin(TextVisitor& visitor, size_t max_line_bytes = kMostLineBytes);
  void Feed(absl::string_view text);
  // The text has ended: tells of a last line without a line feed.
  void Finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  // Between calls: an exception has ended the last one. It may have left
  // anything half done.
  bool in_call_ = false;
};

// The same for a text that is in memory as a whole.
void ParseText(absl::string_view text, TextVisitor& visitor);

}  // namespace promfile

#endif  // PROMFILE_TEXT_TEXT_PARSER_H_
