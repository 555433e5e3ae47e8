#include "tools/out_of_memory.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/tools/captured_edges.h"

namespace promfile {
namespace {

// What goes to standard error.
std::string Told(std::vector<std::string> words,
                 absl::string_view consequence) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(&word[0]);
  CapturedConsole console;
  TellOutOfMemory(console, static_cast<int>(argv.size()), argv.data(),
                  consequence);
  return console.error();
}

TEST(OutOfMemoryTest, NamesTheCommandLineAndTheRemedy) {
  EXPECT_EQ(Told({"promfile", "write", "-d", "/dir", "x"}, "nothing changed"),
            "promfile: cannot finish 'write -d /dir x': out of memory; free "
            "some, or raise the limit of 'ulimit -v'\n"
            "promfile: nothing changed\n");
  EXPECT_EQ(Told({}, ""),
            "promfile: cannot finish '': out of memory; free some, or raise "
            "the limit of 'ulimit -v'\n");
}

TEST(OutOfMemoryTest, EscapesAndCutsWhatOthersChose) {
  const std::string told = Told({"promfile", "write", "a\n\x1b[31mb\xc3\xa9",
                                 std::string(5000, 'x'), "last"},
                                "");
  EXPECT_EQ(told.substr(0, 40), "promfile: cannot finish 'write a??[31mb?");
  EXPECT_NE(told.find("xxx... ...': out of memory"), std::string::npos) << told;
}

TEST(OutOfMemoryTest, NamesTheJob) {
  CapturedConsole console;
  TellJobOutOfMemory(console, "back\nup");
  EXPECT_EQ(console.error(),
            "promfile: cannot publish the metrics of job 'back?up': out of "
            "memory; free some, or raise the limit of 'ulimit -v'\n");
}

}  // namespace
}  // namespace promfile
