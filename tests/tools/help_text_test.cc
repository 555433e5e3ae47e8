#include "tools/help_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "tools/commands.h"

namespace promfile {
namespace {

TEST(HelpTextTest, NamesEveryCommandAndOption) {
  const std::string general = GeneralHelp(Commands());
  for (const Command& command : Commands()) {
    EXPECT_TRUE(
        absl::StrContains(general, absl::StrCat("\n  ", command.name, " ")))
        << general;
    EXPECT_TRUE(
        absl::StrContains(general, absl::StrCat("  ", command.summary, "\n")))
        << general;
    const std::string help = CommandHelp(command);
    for (const Option& option : command.options) {
      EXPECT_TRUE(absl::StrContains(help, absl::StrCat("--", option.name)))
          << help;
    }
  }
}

TEST(HelpTextTest, FitsATerminal) {
  std::string all = GeneralHelp(Commands());
  for (const Command& command : Commands()) all += CommandHelp(command);
  for (const absl::string_view line : absl::StrSplit(all, '\n')) {
    EXPECT_LE(line.size(), 80u) << line;
    EXPECT_FALSE(absl::EndsWith(line, " ")) << line;
  }
}

TEST(HelpTextTest, RowsAreBrokenBetweenWordsBesideTheirTerm) {
  constexpr const char* kSynopsis[] = {"eat NAME", "eat NAME -- COMMAND..."};
  constexpr Option kOptions[] = {
      {"quiet", 'q', nullptr, "print errors only"},
      {"a-name-that-is-rather-long", 0, "VALUE",
       "what does not fit beside it stands below it, and this goes on"},
  };
  Command command{};
  command.name = "eat";
  command.synopsis = kSynopsis;
  command.description = "Eats.";
  command.options = kOptions;
  EXPECT_EQ(CommandHelp(command),
            "Usage: promfile eat NAME\n"
            "       promfile eat NAME -- COMMAND...\n"
            "\n"
            "Eats.\n"
            "\n"
            "Options:\n"
            "  -q, --quiet               print errors only\n"
            "      --a-name-that-is-rather-long=VALUE\n"
            "                            what does not fit beside it stands "
            "below it, and\n"
            "                            this goes on\n");
}

}  // namespace
}  // namespace promfile
