#include "promfile/text/printable.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

// Appends the first character of `text` and returns how many bytes it has.
// C1 control characters are escaped like bytes: terminals obey them.
size_t AppendCharacter(absl::string_view text, std::string* out) {
  const unsigned char c = static_cast<unsigned char>(text[0]);
  if (c >= 0x20 && c < 0x7F) {
    out->push_back(text[0]);
    return 1;
  }
  if (c >= 0xC2) {
    const size_t size = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    const absl::string_view character = text.substr(0, size);
    const bool c1 = c == 0xC2 && size == 2 && text.size() > 1 &&
                    static_cast<unsigned char>(text[1]) < 0xA0;
    if (character.size() == size && !c1 && IsUtf8(character)) {
      out->append(character.data(), size);
      return size;
    }
  }
  switch (c) {
    case '\n':
      out->append("\\n");
      break;
    case '\r':
      out->append("\\r");
      break;
    case '\t':
      out->append("\\t");
      break;
    default:
      absl::StrAppend(out, "\\x", absl::Hex(c, absl::kZeroPad2));
  }
  return 1;
}

int Width(absl::string_view printable) {
  return static_cast<int>(std::count_if(
      printable.begin(), printable.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::string Printable(absl::string_view text, size_t max_bytes) {
  std::string out;
  size_t i = 0;
  while (i < text.size() && out.size() < max_bytes) {
    i += AppendCharacter(text.substr(i), &out);
  }
  if (i < text.size()) out.append("...");
  return out;
}

std::string Quoted(absl::string_view text, size_t max_bytes) {
  return absl::StrCat("'", Printable(text, max_bytes), "'");
}

Excerpt MakeExcerpt(absl::string_view line, size_t column) {
  constexpr size_t kBefore = 60;
  constexpr size_t kBehind = 40;
  const size_t token = std::min(column == 0 ? 0 : column - 1, line.size());
  size_t begin = token > kBefore ? token - kBefore : 0;
  // Not into the middle of a character.
  while (begin > 0 && begin < token &&
         (static_cast<unsigned char>(line[begin]) & 0xC0) == 0x80) {
    ++begin;
  }
  Excerpt excerpt;
  if (begin > 0) excerpt.text = "...";
  size_t i = begin;
  while (i < token) i += AppendCharacter(line.substr(i), &excerpt.text);
  excerpt.caret = Width(excerpt.text);
  const size_t wanted = excerpt.text.size() + kBehind;
  while (i < line.size() && excerpt.text.size() < wanted) {
    // A blank that is invisible at the end of the line is what some errors are
    // about, but the caret shows it.
    i += AppendCharacter(line.substr(i), &excerpt.text);
  }
  if (i < line.size()) excerpt.text.append("...");
  return excerpt;
}

}  // namespace promfile
