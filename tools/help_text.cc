#include "tools/help_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace promfile {
namespace {

constexpr size_t kWidth = 80;
// Where the explanation of an option begins.
constexpr size_t kOptionColumn = 28;
constexpr size_t kCommandColumn = 12;

// `term`, and `text` beside it from `column` on, broken between words.
std::string Row(const std::string& term, const char* text, size_t column) {
  std::string out = term;
  size_t used = term.size();
  const auto new_line = [&] {
    absl::StrAppend(&out, "\n", std::string(column, ' '));
    used = column;
  };
  if (used >= column) {
    new_line();
  } else {
    out.append(column - used, ' ');
    used = column;
  }
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (used > column && used + 1 + word.size() > kWidth) new_line();
    if (used > column) {
      out.push_back(' ');
      ++used;
    }
    out.append(word.data(), word.size());
    used += word.size();
  }
  out.push_back('\n');
  return out;
}

std::string OptionTerm(const Option& option) {
  std::string term =
      option.letter == 0
          ? "      "
          : absl::StrCat("  -", std::string(1, option.letter), ", ");
  absl::StrAppend(&term, "--", option.name);
  if (option.argument != nullptr) absl::StrAppend(&term, "=", option.argument);
  return term;
}

}  // namespace

std::string GeneralHelp(absl::Span<const Command> commands) {
  std::string out =
      "Usage: promfile COMMAND [OPTIONS] [ARGUMENTS]\n"
      "       promfile COMMAND --help\n"
      "       promfile --help | --version\n\n"
      "Puts validated .prom files into node_exporter's textfile directory,\n"
      "atomically.\n\n"
      "Commands:\n";
  for (const Command& command : commands) {
    out +=
        Row(absl::StrCat("  ", command.name), command.summary, kCommandColumn);
  }
  return out;
}

std::string CommandHelp(const Command& command) {
  std::string out;
  for (const char* line : command.synopsis) {
    absl::StrAppend(&out, out.empty() ? "Usage: " : "       ", "promfile ",
                    line, "\n");
  }
  absl::StrAppend(&out, "\n", command.description, "\n\nOptions:\n");
  for (const Option& option : command.options) {
    out += Row(OptionTerm(option), option.help, kOptionColumn);
  }
  return out;
}

}  // namespace promfile
