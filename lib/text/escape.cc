#include "promfile/text/escape.h"

namespace promfile {
namespace {

// Copies clean runs whole; `specials` are the bytes to escape.
void AppendEscaped(absl::string_view text, absl::string_view specials,
                   std::string* out) {
  while (true) {
    const size_t clean = text.find_first_of(specials);
    if (clean == absl::string_view::npos) break;
    out->append(text.data(), clean);
    out->push_back('\\');
    out->push_back(text[clean] == '\n' ? 'n' : text[clean]);
    text.remove_prefix(clean + 1);
  }
  out->append(text.data(), text.size());
}

}  // namespace

void AppendEscapedLabelValue(absl::string_view value, std::string* out) {
  AppendEscaped(value, "\\\"\n", out);
}

void AppendEscapedHelp(absl::string_view help, std::string* out) {
  AppendEscaped(help, "\\\n", out);
}

std::string Unescape(absl::string_view escaped) {
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
