#include "tools/console.h"

#include "gtest/gtest.h"
#include "tests/tools/captured_edges.h"

namespace promfile {
namespace {

TEST(ConsoleTest, EveryLineOfAProblemSaysWhoSpeaks) {
  CapturedConsole console;
  console.Problem("cannot replace 'x'\nthere was no previous file");
  EXPECT_EQ(console.error(),
            "promfile: cannot replace 'x'\n"
            "promfile: there was no previous file\n");
  EXPECT_EQ(console.out(), "");
}

// Keeps both streams in the order of their writes.
class MixedConsole : public Console {
 public:
  std::string written;

 protected:
  absl::Status WriteOut(absl::string_view bytes) override {
    written.append(bytes.data(), bytes.size());
    return absl::OkStatus();
  }
  void WriteError(absl::string_view bytes) override {
    written.append(bytes.data(), bytes.size());
  }
};

TEST(ConsoleTest, StandardOutputIsCollectedButKeepsItsPlace) {
  MixedConsole console;
  console.Out("a\n");
  EXPECT_EQ(console.written, "");
  console.Error("b\n");
  console.Out("c\n");
  EXPECT_EQ(console.written, "a\nb\n");
  EXPECT_TRUE(console.Flush().ok());
  EXPECT_EQ(console.written, "a\nb\nc\n");
}

TEST(ConsoleTest, LargeOutputIsNotKeptInMemory) {
  MixedConsole console;
  for (int i = 0; i < 100; ++i) console.Out(std::string(10000, 'x'));
  EXPECT_GT(console.written.size(), 900000u);
  EXPECT_TRUE(console.Flush().ok());
  EXPECT_EQ(console.written.size(), 1000000u);
}

TEST(ConsoleTest, AFailedWriteIsRemembered) {
  CapturedConsole console;
  console.Out("kept\n");
  EXPECT_TRUE(console.Flush().ok());
  console.FailOut(absl::ResourceExhaustedError("no space left on device"));
  console.Out("lost\n");
  EXPECT_EQ(console.Flush().message(), "no space left on device");
  console.FailOut(absl::OkStatus());
  console.Out("later\n");
  EXPECT_EQ(console.Flush().message(), "no space left on device");
  EXPECT_EQ(console.out(), "kept\n");
}

}  // namespace
}  // namespace promfile
