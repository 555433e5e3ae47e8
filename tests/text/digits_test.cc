#include "promfile/text/digits.h"

#include <random>
#include <string>

#include "gtest/gtest.h"

namespace promfile {
namespace {

// `text` with bytes around it that may be read.
struct Roomy {
  explicit Roomy(const std::string& text, char other)
      : size(text.size()),
        bytes(std::string(8, other) + "\"" + text + std::string(16, other)) {}
  const char* begin() const { return bytes.data() + 9; }
  const char* end() const { return begin() + size; }

  size_t size;
  std::string bytes;
};

TEST(EndNumberTest, OrdersNumbersAsTheyRead) {
  const std::string ascending[] = {
      "pod-0", "9",     "x10",   "a.11",     "h099",
      "100",   "12345", "99999", "x1000000", "x99999999",
  };
  uint64_t before = EndNumberScalar(Roomy("none", '7').end());
  EXPECT_EQ(before, 0u);
  for (const std::string& text : ascending) {
    const Roomy roomy(text, '7');
    const uint64_t number = EndNumber(roomy.end(), 8);
    EXPECT_GT(number, before) << text;
    before = number;
  }
  EXPECT_EQ(EndNumber(Roomy("123456789", '7').end(), 8),
            EndNumber(Roomy("23456789", '7').end(), 8));
}

TEST(EndNumberTest, IsTheSameWithFewBytesToRead) {
  std::mt19937 random(1);
  for (int i = 0; i < 100000; ++i) {
    std::string text(random() % 12, '\0');
    for (char& c : text) {
      c = random() % 8 == 0 ? static_cast<char>(random() % 256)
                            : static_cast<char>('0' + random() % 10);
    }
    const Roomy roomy(text, '7');
    ASSERT_EQ(EndNumber(roomy.end(), 8), EndNumberScalar(roomy.end())) << text;
    ASSERT_EQ(EndNumber(roomy.end(), 7), EndNumberScalar(roomy.end())) << text;
  }
}

TEST(ReadDigitsTest, ReadsUpToSixteenDigits) {
  std::string digits;
  uint64_t expected = 0;
  uint64_t number = 0;
  for (int i = 1; i <= 16; ++i) {
    const int digit = i * 7 % 10;
    digits.push_back(static_cast<char>('0' + digit));
    expected = 10 * expected + static_cast<uint64_t>(digit);
    for (const char behind : {'\n', '3'}) {
      const Roomy roomy(digits, behind);
      ASSERT_TRUE(ReadDigits(roomy.begin(), roomy.size, &number)) << digits;
      EXPECT_EQ(number, expected);
    }
  }
  for (const char* const none : {"", "12345678901234567", "1.5", "-1", "1e3",
                                 "12345678:", "123456789/", "NaN"}) {
    const Roomy roomy(none, '3');
    EXPECT_FALSE(ReadDigits(roomy.begin(), roomy.size, &number)) << none;
  }
}

TEST(ReadDigitsTest, IsTheSameOneByOne) {
  std::mt19937 random(2);
  int digits = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text(random() % 19, '\0');
    const unsigned others = i % 3 == 0 ? 20 : 1000;
    for (char& c : text) {
      c = random() % others == 0 ? static_cast<char>(random() % 256)
                                 : static_cast<char>('0' + random() % 10);
    }
    const Roomy roomy(text, '3');
    uint64_t number = 0;
    uint64_t expected = 0;
    const bool is = ReadDigitsScalar(roomy.begin(), roomy.size, &expected);
    ASSERT_EQ(ReadDigits(roomy.begin(), roomy.size, &number), is) << text;
    if (!is) continue;
    ASSERT_EQ(number, expected) << text;
    ++digits;
  }
  EXPECT_GT(digits, 50000);
}

}  // namespace
}  // namespace promfile
