#include "promfile/text/copy_checked.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

bool IsPlain(char c) {
  return static_cast<unsigned char>(c) < 0x80 && c != '"' && c != '\\' &&
         c != '\n';
}

// Each byte at each place of a text of each length, as one byte after the other
// would be judged.
TEST(CopyCheckedTest, JudgesEveryByteWhereverItStands) {
  for (size_t size = 1; size <= 50; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'a');
        text[at] = static_cast<char>(byte);
        std::string to(size + 1, '!');
        const std::string expected = absl::StrCat(text, "!");
        const auto what = [&] {
          return absl::StrCat("byte ", byte, " at ", at, " of ", size);
        };
        ASSERT_EQ(CopyPlain(text, &to[0]), IsPlain(text[at])) << what();
        ASSERT_EQ(to, expected) << what();
        to.assign(size + 1, '!');
        ASSERT_EQ(CopyLabelNameBytes(text, &to[0]), IsLabelNameByte(text[at]))
            << what();
        ASSERT_EQ(to, expected) << what();
      }
    }
  }
}

// Byte by byte different, so that none can stand for another.
TEST(CopyCheckedTest, CopiesEveryLengthAndNoMore) {
  for (size_t size = 0; size <= 300; ++size) {
    std::string text;
    for (size_t i = 0; i < size; ++i) {
      text.push_back(static_cast<char>('a' + (i + i / 7) % 26));
    }
    const std::string expected = absl::StrCat(text, "!");
    std::string to(size + 1, '!');
    EXPECT_TRUE(CopyPlain(text, &to[0]));
    EXPECT_EQ(to, expected);
    to.assign(size + 1, '!');
    EXPECT_TRUE(CopyLabelNameBytes(text, &to[0]));
    EXPECT_EQ(to, expected);
    to.assign(size + 1, '!');
    CopyShort(text, &to[0]);
    EXPECT_EQ(to, expected);
  }
}

}  // namespace
}  // namespace promfile
