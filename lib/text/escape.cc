#include "promfile/text/escape.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace promfile {
namespace {

// Most texts have one or none of what is escaped, and whole words go faster.
template <bool kQuote>
bool IsClean(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  constexpr uint64_t kHigh = 0x8080808080808080u;
  // A highest bit is set in this exactly if a byte is 0.
  const auto zero = [](uint64_t x) { return (x - kOnes) & ~x; };
  uint64_t found = zero(word ^ kOnes * '\\') | zero(word ^ kOnes * '\n');
  if (kQuote) found |= zero(word ^ kOnes * '"');
  return (found & kHigh) == 0;
}

template <bool kQuote>
char* Escape(absl::string_view text, char* to) {
  const char* from = text.data();
  const char* const end = from + text.size();
  while (from < end) {
    if (end - from >= 8) {
      uint64_t word;
      memcpy(&word, from, 8);
      if (IsClean<kQuote>(word)) {
        memcpy(to, &word, 8);
        from += 8;
        to += 8;
        continue;
      }
    }
    const char* const stop = from + std::min<ptrdiff_t>(8, end - from);
    for (; from < stop; ++from) {
      if (*from == '\\' || *from == '\n' || (kQuote && *from == '"')) {
        *to++ = '\\';
        *to++ = *from == '\n' ? 'n' : *from;
      } else {
        *to++ = *from;
      }
    }
  }
  return to;
}

// Appends what `escape` makes of `text`.
void Append(absl::string_view text, char* (*escape)(absl::string_view, char*),
            std::string* out) {
  const size_t before = out->size();
  out->resize(before + 2 * text.size());
  char* const begin = &(*out)[0];
  out->resize(static_cast<size_t>(escape(text, begin + before) - begin));
}

}  // namespace

char* EscapeLabelValue(absl::string_view value, char* to) {
  return Escape<true>(value, to);
}

char* EscapeHelp(absl::string_view help, char* to) {
  return Escape<false>(help, to);
}

void AppendEscapedLabelValue(absl::string_view value, std::string* out) {
  Append(value, EscapeLabelValue, out);
}

void AppendEscapedHelp(absl::string_view help, std::string* out) {
  Append(help, EscapeHelp, out);
}

std::string Unescape(absl::string_view escaped) {
  if (escaped.find('\\') == absl::string_view::npos) {
    return std::string(escaped);
  }
  std::string text;
  text.reserve(escaped.size());
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] == '\\' && i + 1 < escaped.size()) {
      const char next = escaped[i + 1];
      if (next == 'n' || next == '\\' || next == '"') {
        text.push_back(next == 'n' ? '\n' : next);
        ++i;
        continue;
      }
    }
    text.push_back(escaped[i]);
  }
  return text;
}

}  // namespace promfile
