#include "promfile/system/output_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

// What Replay() writes to both streams, in the order in which it does.
std::string Replayed(OutputLog& log) {
  const TemporaryDirectory scratch;
  EXPECT_EQ(InChild([&] {
              const int shown = open((scratch / "shown").c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0644);
              if (dup2(shown, 1) != 1 || dup2(shown, 2) != 2) return 1;
              log.Replay();
              return 0;
            }),
            0);
  return ReadWholeFile(scratch / "shown");
}

std::string Counted(size_t size) {
  std::string text;
  while (text.size() < size) absl::StrAppend(&text, text.size(), ",");
  return text.substr(0, size);
}

TEST(OutputLogTest, KeepsAsMuchHoweverItIsCut) {
  // Five blocks of 64 bytes, each with a header of 8.
  constexpr size_t kKept = 5 * (64 - 8);
  for (const size_t size :
       {size_t{0}, size_t{1}, kKept, kKept + 1, 3 * kKept}) {
    for (const size_t piece : {1, 2, 7, 55, 56, 57, 64, 100, 1000}) {
      SCOPED_TRACE(absl::StrCat(size, " bytes in pieces of ", piece));
      const std::string text = Counted(size);
      OutputLog log(64, 4 * 64);
      for (size_t at = 0; at < text.size(); at += piece) {
        log.Append(StandardStream::kOutput,
                   absl::string_view(text).substr(at, piece));
      }
      const size_t kept = std::min(size, kKept);
      EXPECT_EQ(log.dropped(), size - kept);
      EXPECT_EQ(Replayed(log), text.substr(0, kept));
    }
  }
}

TEST(OutputLogTest, KeepsTheOrderOfTheStreams) {
  OutputLog log(64, 1024);
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    const std::string piece = absl::StrCat(i, i % 3 == 0 ? "e " : "o ");
    log.Append(i % 3 == 0 ? StandardStream::kError : StandardStream::kOutput,
               piece);
    expected += piece;
  }
  EXPECT_EQ(log.dropped(), 0u);
  EXPECT_EQ(Replayed(log), expected);
}

TEST(OutputLogTest, KeepsNothingBehindAHole) {
  OutputLog log(64, 0);
  log.Append(StandardStream::kOutput, Counted(57));
  log.Append(StandardStream::kError, "e");
  EXPECT_EQ(log.dropped(), 2u);
  EXPECT_EQ(Replayed(log), Counted(56));
}

}  // namespace
}  // namespace promfile
