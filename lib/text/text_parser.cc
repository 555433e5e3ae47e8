#include "promfile/text/text_parser.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/text/line_parser.h"
#include "promfile/text/line_shape.h"
#include "promfile/text/scanner.h"

namespace promfile {

class TextParser::Impl {
 public:
  void Begin(TextVisitor& visitor, size_t max_line_bytes) {
    lines_.Begin(visitor, max_line_bytes);
    skipping_ = false;
    partial_.clear();
    if (partial_.capacity() > kMostKept) partial_.shrink_to_fit();
  }

  void Feed(absl::string_view text) {
    if (text.empty()) return;
    const char* p = text.data();
    const char* const end = p + text.size();
    if (skipping_ || !partial_.empty()) {
      const char* const line_feed = FindLineFeed(p, end);
      const char* const behind = line_feed == nullptr ? end : line_feed + 1;
      Carry(p, behind);
      if (line_feed == nullptr) return;
      if (!skipping_) ParseKept();
      skipping_ = false;
      partial_.clear();
      p = behind;
    }
    const char* const last = static_cast<const char*>(
        memrchr(p, '\n', static_cast<size_t>(end - p)));
    if (last != nullptr) {
      Parse(p, last + 1);
      p = last + 1;
    }
    Carry(p, end);
  }

  void Finish() {
    if (skipping_) return;
    const char* p = partial_.data();
    const char* const end = p + partial_.size();
    while (p < end && IsBlank(*p)) ++p;
    // Blanks at the end of a text are a line that is not there.
    if (p == end) return;
    if (!IsMetricNameStart(*p) && *p != '#') {
      // What nobody cut: bytes that can begin no line, such as the NULs that a
      // power cut leaves.
      partial_.push_back('\n');
      return ParseKept();
    }
    lines_.RejectLine(SyntaxProblem::kLineEnd, partial_, partial_.size(),
                      "last line does not end in a newline",
                      "the text may be cut; end every line in LF");
  }

 private:
  // Reads whole lines. A few are kept first.
  void Parse(const char* begin, const char* end) {
    if (end - begin > kFewBytes) return lines_.ParseLines(begin, end, 0);
    Keep(begin, end);
    ParseKept();
    partial_.clear();
  }
  // With what it takes to read them.
  void Keep(const char* begin, const char* end) {
    // What has room for any few lines need not grow for the next ones.
    const auto size = static_cast<ptrdiff_t>(partial_.size()) + (end - begin);
    partial_.reserve(static_cast<size_t>(std::max(size, kFewBytes)) +
                     LineShape::kReach);
    partial_.append(begin, static_cast<size_t>(end - begin));
  }
  // Reads the lines that are kept, with room behind them: so the last ones are
  // familiar lines, too, and are compared with those before.
  void ParseKept() {
    const size_t size = partial_.size();
    partial_.append(LineShape::kReach, '\0');
    lines_.ParseLines(partial_.data(), partial_.data() + size,
                      LineShape::kReach);
  }
  // Keeps a line's beginning; one that is too long is told of once and not
  // kept.
  void Carry(const char* begin, const char* end) {
    if (skipping_ || begin == end) return;
    Keep(begin, end);
    if (partial_.size() <= lines_.max_line_bytes() + 1) return;
    lines_.RejectLine(
        SyntaxProblem::kLineTooLong, absl::string_view(partial_).substr(0, 200),
        0,
        absl::StrCat("line is longer than ", lines_.max_line_bytes(), " bytes"),
        "");
    skipping_ = true;
    partial_.clear();
    partial_.shrink_to_fit();
  }

  LineParser lines_;
  static constexpr ptrdiff_t kFewBytes = 4096;
  // Of memory, for the next text.
  static constexpr size_t kMostKept = 64 << 10;

  std::string partial_;
  bool skipping_ = false;
};

TextParser::TextParser() : impl_(std::make_unique<Impl>()) {}
TextParser::~TextParser() = default;
void TextParser::Begin(TextVisitor& visitor, size_t max_line_bytes) {
  if (in_call_) {
    impl_ = std::make_unique<Impl>();
    in_call_ = false;
  }
  impl_->Begin(visitor, max_line_bytes);
}
void TextParser::Feed(absl::string_view text) {
  in_call_ = true;
  impl_->Feed(text);
  in_call_ = false;
}
void TextParser::Finish() {
  in_call_ = true;
  impl_->Finish();
  in_call_ = false;
}

void ParseText(absl::string_view text, TextVisitor& visitor) {
  TextParser parser(visitor);
  parser.Feed(text);
  parser.Finish();
}

}  // namespace promfile
