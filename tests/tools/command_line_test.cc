#include "tools/command_line.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tools/commands.h"

namespace promfile {
namespace {

const Command& Row(absl::string_view name) {
  return **FindCommand(name, Commands());
}

// "write -q x" as words; two words are parted by one blank.
absl::StatusOr<Arguments> Parse(absl::string_view line) {
  std::vector<std::string> words = absl::StrSplit(line, ' ');
  const Command& command = Row(words[0]);
  words.erase(words.begin());
  return ParseArguments(command, words);
}

// What was understood: "quiet mode=0640 | x FILE | COMMAND".
std::string Understood(const Arguments& arguments) {
  std::vector<std::string> options;
  for (const GivenOption& option : arguments.options) {
    options.push_back(option.value.empty()
                          ? std::string(option.name)
                          : absl::StrCat(option.name, "=", option.value));
  }
  return absl::StrCat(absl::StrJoin(options, " "), " | ",
                      absl::StrJoin(arguments.operands, " "), " | ",
                      absl::StrJoin(arguments.command, " "));
}

TEST(CommandLineTest, OptionsStandBeforeAndAfterOperands) {
  const struct {
    const char* line;
    const char* understood;
  } kCases[] = {
      {"write x", " | x | "},
      {"write x -", " | x - | "},
      {"write -q x", "quiet | x | "},
      {"write x -q", "quiet | x | "},
      {"write x -q FILE --mode 0640", "quiet mode=0640 | x FILE | "},
      {"write --mode=0640 x", "mode=0640 | x | "},
      {"write -d /dir x", "directory=/dir | x | "},
      {"write -d/dir x", "directory=/dir | x | "},
      {"write -qd /dir x", "quiet directory=/dir | x | "},
      {"write --allow a --allow b x", "allow=a allow=b | x | "},
      {"write -d -- x", "directory=-- | x | "},
      {"check a b c -q", "quiet | a b c | "},
      {"check -- -a -q", " | -a -q | "},
      {"check a -- -b", " | a -b | "},
      {"check a --", " | a | "},
      {"check -", " | - | "},
  };
  for (const auto& c : kCases) {
    const auto parsed = Parse(c.line);
    ASSERT_TRUE(parsed.ok()) << c.line << ": " << parsed.status();
    EXPECT_EQ(Understood(*parsed), c.understood) << c.line;
  }
}

TEST(CommandLineTest, WordsAfterTheDashesAreTheCommandsOwn) {
  const struct {
    const char* line;
    const char* understood;
  } kCases[] = {
      {"write x -- cat", " | x | cat"},
      {"write -q x -- cat -q -- --help", "quiet | x | cat -q -- --help"},
      {"write x -q -- cat", "quiet | x | cat"},
      {"write x -- -- cat", " | x | -- cat"},
      // Before any operand, "--" only ends options, as everywhere.
      {"write -- x", " | x | "},
      {"write -- x FILE", " | x FILE | "},
      {"write -- x -- cat", " | x | cat"},
      {"write -q -- -x", "quiet | -x | "},
  };
  for (const auto& c : kCases) {
    const auto parsed = Parse(c.line);
    ASSERT_TRUE(parsed.ok()) << c.line << ": " << parsed.status();
    EXPECT_EQ(Understood(*parsed), c.understood) << c.line;
  }
}

TEST(CommandLineTest, WrongUseIsNamedWithASuggestion) {
  const struct {
    const char* line;
    const char* error;
  } kCases[] = {
      {"write --durabilty=full x",
       "unknown option '--durabilty' for 'write'; did you mean "
       "'--durability'?"},
      {"write x --durabilty full",
       "unknown option '--durabilty' for 'write'; did you mean "
       "'--durability'?"},
      {"write --dry-rum x",
       "unknown option '--dry-rum' for 'write'; did you mean '--dry-run'?"},
      {"write --frobnicate x", "unknown option '--frobnicate' for 'write'"},
      {"write --ttl 1d x", "unknown option '--ttl' for 'write'"},
      {"write --expire x", "unknown option '--expire' for 'write'"},
      {"check --durability x", "unknown option '--durability' for 'check'"},
      {"check --fromat=json -",
       "unknown option '--fromat' for 'check'; did you mean '--format'?"},
      {"write -Z x", "unknown option '-Z' for 'write'"},
      {"write -qZ x", "unknown option '-Z' for 'write'"},
      {"write --max 1 x", "unknown option '--max' for 'write'"},
      {"write --quiet=yes x", "option '--quiet' takes no argument"},
      {"write x -d", "option '--directory' needs an argument: DIR"},
      {"write x --mode", "option '--mode' needs an argument: MODE"},
      {"write -q", "no NAME for 'write'"},
      {"write --", "no NAME for 'write'"},
      {"write x y z", "surplus argument 'z' for 'write'"},
      {"write x --", "no COMMAND after '--' for 'write'"},
      {"write -- x --", "no COMMAND after '--' for 'write'"},
      {"write x FILE -- cat",
       "surplus argument 'FILE' for 'write'; standard output of the command "
       "after '--' is what it takes"},
      {"write --\x1b[2J x", "unknown option '--\\x1b[2J' for 'write'"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Parse(c.line).status().message(), c.error) << c.line;
  }
}

TEST(CommandLineTest, HelpEndsTheReading) {
  for (const char* line : {"write --help", "write -h",
                           "write x --help --nonsense", "check --help"}) {
    const auto parsed = Parse(line);
    ASSERT_TRUE(parsed.ok()) << line << ": " << parsed.status();
    EXPECT_TRUE(parsed->help) << line;
  }
  const auto parsed = Parse("write x -- cat --help");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_FALSE(parsed->help) << "that one is for cat";
}

TEST(CommandLineTest, OneLineLeavesNothingBehindForTheNext) {
  // getopt_long keeps where it was inside "-qZ".
  EXPECT_FALSE(Parse("write -Zq x").ok());
  const auto parsed = Parse("write x FILE");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(Understood(*parsed), " | x FILE | ");
}

TEST(CommandLineTest, CommandsAreFoundByTheirWholeName) {
  EXPECT_STREQ(Row("write").name, "write");
  EXPECT_STREQ(Row("check").name, "check");
  const struct {
    const char* word;
    const char* error;
  } kCases[] = {
      {"wirte", "unknown command 'wirte'; did you mean 'write'?"},
      {"chek", "unknown command 'chek'; did you mean 'check'?"},
      {"writes", "unknown command 'writes'; did you mean 'write'?"},
      {"wri", "unknown command 'wri'"},
      {"exec", "unknown command 'exec'"},
      {"frobnicate", "unknown command 'frobnicate'"},
      {"", "unknown command ''"},
      {"help", "unknown command 'help'; did you mean '--help'?"},
      {"version", "unknown command 'version'; did you mean '--version'?"},
      {"--hepl", "unknown option '--hepl'; did you mean '--help'?"},
      {"-V", "unknown option '-V'; did you mean '--version'?"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(FindCommand(c.word, Commands()).status().message(), c.error);
  }
}

// The answers are those of ParseArguments, which needs memory.
TEST(CommandLineTest, FindsTheCommandToRunByItself) {
  const struct {
    const char* line;
    const char* command;  // nullptr: none
    bool strict;
  } kCases[] = {
      {"run j -- job -x", "job -x", false},
      {"run --strict j -- job", "job", true},
      {"run j --str -- job", "job", true},
      {"run j -- job --strict", "job --strict", false},
      {"run -- j -- job", "job", false},
      {"run --lock -- j -- job -- x", "job -- x", false},
      {"run -d -- j -- job", "job", false},
      {"run -d -- -- j -- job", "job", false},
      {"run --every 1h j --timeout=5s -- job", "job", false},
      {"run -qd /dir j -- job", "job", false},
      {"run j --", nullptr, false},
      {"run j", nullptr, false},
      {"run j job", nullptr, false},
      {"run -- j", nullptr, false},
      {"run --strickt j -- job", nullptr, false},
      {"run j --help -- job", nullptr, false},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.line);
    std::vector<std::string> words = absl::StrSplit(c.line, ' ');
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(&word[0]);
    argv.push_back(nullptr);
    bool strict = !c.strict;
    char* const* found =
        FindCommandToRun(Row("run"), static_cast<int>(words.size()),
                         argv.data(), "strict", &strict);
    const absl::StatusOr<Arguments> parsed = Parse(c.line);
    ASSERT_EQ(found == nullptr, c.command == nullptr);
    if (found == nullptr) continue;
    EXPECT_EQ(strict, c.strict);
    char* const* end = argv.data() + words.size();
    const std::vector<std::string> command(found, end);
    EXPECT_EQ(absl::StrJoin(command, " "), c.command);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->command, command);
  }
}

TEST(CommandLineTest, KnowsEveryOptionOfEveryCommand) {
  for (const Command& command : Commands()) {
    for (const Option& option : command.options) {
      const std::string word =
          absl::StrCat("--", option.name, option.argument ? "=x" : "");
      const auto parsed = ParseArguments(command, {word, "a"});
      if (absl::string_view(option.name) == "help") continue;
      if (command.operands.empty()) continue;
      ASSERT_TRUE(parsed.ok()) << command.name << ": " << parsed.status();
      EXPECT_EQ(parsed->options[0].name, option.name);
    }
  }
}

}  // namespace
}  // namespace promfile
