#include "tools/command_line.h"

#include <getopt.h>

#include <cassert>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/message_text.h"
#include "tools/suggestion.h"

namespace promfile {
namespace {

// getopt_long's values for options: above every letter.
constexpr int kFirstLongValue = 1000;
// What RETURN_IN_ORDER mode returns for an operand.
constexpr int kOperand = 1;

absl::Status UsageError(const Command& command, absl::string_view problem,
                        absl::string_view remedy = "") {
  return absl::InvalidArgumentError(
      absl::StrCat(problem, " for '", command.name, "'",
                   remedy.empty() ? "" : "; ", remedy));
}

absl::Status UnknownOption(const Command& command, absl::string_view word) {
  const absl::string_view name = word.substr(0, word.find('='));
  std::vector<std::string> spellings;
  for (const Option& option : command.options) {
    spellings.push_back(absl::StrCat("--", option.name));
  }
  const std::vector<absl::string_view> candidates(spellings.begin(),
                                                  spellings.end());
  const std::string nearest = Suggestion(name, candidates);
  return UsageError(
      command, absl::StrCat("unknown option ", QuotedWhole(name)),
      nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'?"));
}

absl::Status MissingArgument(const Option& option) {
  return absl::InvalidArgumentError(absl::StrCat(
      "option '--", option.name, "' needs an argument: ", option.argument));
}

// The rows of `command` as getopt_long wants them. Needs no memory.
struct GetoptTable {
  static constexpr size_t kMostOptions = 32;

  explicit GetoptTable(const Command& command) {
    assert(command.options.size() <= kMostOptions);
    // '-': operands are returned in order, so that "--" can be told from the
    // end also after them. ':': a missing argument is told from an unknown
    // option.
    char* letter = letters;
    *letter++ = '-';
    *letter++ = ':';
    for (size_t i = 0; i < command.options.size(); ++i) {
      const Option& option = command.options[i];
      const bool has_argument = option.argument != nullptr;
      const int value = kFirstLongValue + static_cast<int>(i);
      rows[i] = {option.name, has_argument ? required_argument : no_argument,
                 nullptr, value};
      if (option.letter == 0) continue;
      *letter++ = option.letter;
      if (has_argument) *letter++ = ':';
    }
  }

  // Both end with zeros.
  option rows[kMostOptions + 1] = {};
  char letters[2 + 2 * kMostOptions + 1] = {};
};

const Option* OptionOf(const Command& command, int value) {
  for (size_t i = 0; i < command.options.size(); ++i) {
    if (value == kFirstLongValue + static_cast<int>(i) ||
        (value != 0 && value == command.options[i].letter)) {
      return &command.options[i];
    }
  }
  return nullptr;
}

// `option` is the row that getopt_long stopped at, nullptr if it knows none.
absl::Status WrongOption(const Command& command, const Option* option,
                         absl::string_view word, int letter) {
  if (option != nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("option '--", option->name, "' takes no argument"));
  }
  // One of several letters after a dash, "-qx", is named by itself.
  if (letter == 0 || absl::StartsWith(word, "--")) {
    return UnknownOption(command, word);
  }
  return UnknownOption(
      command, absl::StrCat("-", std::string(1, static_cast<char>(letter))));
}

absl::Status CheckOperands(const Command& command, const Arguments& found) {
  const size_t most = command.operands.size();
  if (found.operands.size() < command.required_operands) {
    return UsageError(
        command, absl::StrCat("no ", command.operands[found.operands.size()]));
  }
  if (found.operands.size() > most && !command.repeats_last_operand) {
    return UsageError(command, absl::StrCat("surplus argument ",
                                            QuotedWhole(found.operands[most])));
  }
  if (!found.command.empty() && found.operands.size() > 1) {
    return UsageError(
        command,
        absl::StrCat("surplus argument ", QuotedWhole(found.operands[1])),
        "standard output of the command after '--' is what it takes");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Arguments> ParseArguments(const Command& command,
                                         absl::Span<const std::string> words) {
  const GetoptTable table(command);
  // getopt_long in this mode moves nothing and writes to no word.
  std::vector<char*> argv = {const_cast<char*>(command.name)};
  for (const std::string& word : words) {
    argv.push_back(const_cast<char*>(word.c_str()));
  }
  const int argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);

  Arguments found;
  opterr = 0;
  optind = 0;  // GNU: start afresh, whatever was parsed before
  for (;;) {
    const int word = optind == 0 ? 1 : optind;
    const int value =
        // NOLINTNEXTLINE(concurrency-mt-unsafe): a command line is read once.
        getopt_long(argc, argv.data(), table.letters, table.rows, nullptr);
    if (value == -1) {
      if (word >= argc) break;
      // It was "--" that ended the options, not the end of the line.
      const bool begins_command =
          command.runs_command && !found.operands.empty();
      int next = optind;
      if (!begins_command) {
        for (; next < argc; ++next) {
          if (command.runs_command && absl::string_view(argv[next]) == "--") {
            break;
          }
          found.operands.emplace_back(argv[next]);
        }
        if (next == argc) break;
        ++next;
      }
      found.command.assign(argv.begin() + next, argv.begin() + argc);
      if (found.command.empty()) {
        return UsageError(command, "no COMMAND after '--'");
      }
      break;
    }
    if (value == kOperand) {
      found.operands.emplace_back(optarg);
      continue;
    }
    if (value == '?') {
      return WrongOption(command, OptionOf(command, optopt), argv[word],
                         optopt);
    }
    if (value == ':') return MissingArgument(*OptionOf(command, optopt));
    const Option& option = *OptionOf(command, value);
    if (absl::string_view(option.name) == "help") {
      found.help = true;
      return found;
    }
    found.options.push_back({option.name, optarg == nullptr ? "" : optarg});
  }
  if (absl::Status status = CheckOperands(command, found); !status.ok()) {
    return status;
  }
  return found;
}

char* const* FindCommandToRun(const Command& command, int argc,
                              char* const* argv, absl::string_view flag,
                              bool* flag_given) {
  const GetoptTable table(command);
  *flag_given = false;
  bool has_operand = false;
  opterr = 0;
  optind = 0;
  int word = 1;
  for (;;) {
    word = optind == 0 ? 1 : optind;
    const int value =
        // NOLINTNEXTLINE(concurrency-mt-unsafe): as above.
        getopt_long(argc, argv, table.letters, table.rows, nullptr);
    if (value == -1) break;
    if (value == '?' || value == ':') return nullptr;
    if (value == kOperand) {
      has_operand = true;
      continue;
    }
    const absl::string_view name = OptionOf(command, value)->name;
    if (name == "help") return nullptr;
    *flag_given = *flag_given || name == flag;
  }
  if (word >= argc) return nullptr;
  int next = optind;
  if (!has_operand) {
    while (next < argc && absl::string_view(argv[next]) != "--") ++next;
    ++next;
  }
  return next < argc ? argv + next : nullptr;
}

absl::StatusOr<const Command*> FindCommand(absl::string_view word,
                                           absl::Span<const Command> commands) {
  // Also what people type who look for help.
  std::vector<absl::string_view> candidates = {"--help", "--version"};
  for (const Command& command : commands) {
    if (word == command.name) return &command;
    candidates.push_back(command.name);
  }
  std::string nearest = Suggestion(word, candidates);
  if (word == "help") nearest = "--help";
  if (word == "version" || word == "-V") nearest = "--version";
  return absl::InvalidArgumentError(absl::StrCat(
      absl::StartsWith(word, "-") ? "unknown option " : "unknown command ",
      QuotedWhole(word),
      nearest.empty() ? "" : absl::StrCat("; did you mean '", nearest, "'?")));
}

}  // namespace promfile
