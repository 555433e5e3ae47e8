#include "promfile/text/scanner.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/exposition/value.h"

namespace promfile {
namespace {

// A text in memory of its exact size, which a sanitizer watches.
class Exactly {
 public:
  explicit Exactly(absl::string_view text)
      : size_(text.size()), bytes_(new char[text.size()]) {
    memcpy(bytes_.get(), text.data(), text.size());
  }
  const char* begin() const { return bytes_.get(); }
  const char* end() const { return bytes_.get() + size_; }

 private:
  const size_t size_;
  const std::unique_ptr<char[]> bytes_;
};

TEST(ScanLabelValueTest, StopsAtAQuoteABackslashOrALineFeed) {
  for (size_t before = 0; before < 50; ++before) {
    for (size_t behind = 0; behind < 20; ++behind) {
      for (const char stop : {'"', '\\', '\n'}) {
        for (const char fill : {'x', '\0', '\x7F', '!', '#', '['}) {
          const Exactly text(absl::StrCat(std::string(before, fill),
                                          std::string(1, stop),
                                          std::string(behind, '"'), "\n"));
          uint8_t high = 0;
          EXPECT_EQ(
              ScanLabelValue(text.begin(), text.end(), &high) - text.begin(),
              static_cast<ptrdiff_t>(before));
          EXPECT_EQ(high, 0);
        }
      }
    }
  }
}

TEST(ScanLabelValueTest, SeesBytesThatAreNotAsciiBeforeTheStopOnly) {
  for (size_t size = 1; size < 40; ++size) {
    for (size_t place = 0; place < size + 5; ++place) {
      std::string value(size + 6, 'x');
      value[size] = '"';
      value.back() = '\n';
      if (place == size) continue;
      value[place] = '\x80';
      const Exactly text(value);
      uint8_t high = 0;
      uint8_t high_scalar = 0;
      EXPECT_EQ(ScanLabelValue(text.begin(), text.end(), &high),
                text.begin() + size);
      EXPECT_EQ(ScanLabelValueScalar(text.begin(), &high_scalar),
                text.begin() + size);
      EXPECT_EQ(high != 0, place < size) << size << " " << place;
      EXPECT_EQ(high_scalar != 0, place < size);
    }
  }
}

// Plain numbers are a short way to what ClassifyNumber says, and no way around
// it.
TEST(IsPlainNumberTest, IsFalseOfWhatIsNoNumber) {
  std::mt19937 random(17);
  const char* const kParts[] = {"0",  "1",  "9",  "12", "345", "000", ".",
                                "-",  "+",  "e",  "E",  "e+",  "e-",  "e5",
                                "e9", "99", "in", "n",  "x",   "_",   "\r"};
  int plain = 0;
  for (int i = 0; i < 300000; ++i) {
    std::string token;
    for (size_t n = random() % 8; n > 0; --n) {
      token.append(kParts[random() % (sizeof(kParts) / sizeof(*kParts))]);
    }
    if (random() % 16 == 0) token.append(random() % 40, '7');
    // What stands behind it does not matter.
    const Exactly text(
        absl::StrCat(token, std::string(1, " \t\n+-e5."[random() % 8]),
                     std::string(kMostPlainNumber, "1+e."[random() % 4])));
    const bool is_plain = IsPlainNumber(text.begin(), token.size());
    SCOPED_TRACE(absl::CHexEscape(token));
    // The short way is the same on every machine.
    ASSERT_EQ(is_plain, IsPlainNumberScalar(text.begin(), token.size()));
    if (!is_plain) continue;
    ++plain;
    ASSERT_EQ(ClassifyNumber(token), NumberKind::kNumber);
  }
  EXPECT_GT(plain, 10000);
}

TEST(IsPlainNumberTest, IsTrueOfTheUsualNumbersOnly) {
  const std::vector<std::string> usual = {"0",
                                          "1",
                                          "-1",
                                          "0.5",
                                          ".5",
                                          "5.",
                                          "-.5",
                                          "-5.",
                                          "123456789012345678",
                                          "1e5",
                                          "1E5",
                                          "1.e5",
                                          ".1e5",
                                          "1.5e+06",
                                          "-2.5E-07",
                                          "1e+5",
                                          "-1e99",
                                          "0.30000000000000004",
                                          "12345678901234567890123456789012",
                                          "1.23456789012345678901234567e-99"};
  const std::vector<std::string> to_be_looked_at = {
      "",
      ".",
      "-",
      "-.",
      "+1",
      "--1",
      "1-",
      "1.2.3",
      "1..2",
      "e5",
      ".e5",
      "-e5",
      "1e",
      "1e+",
      "1e-",
      "1e++5",
      "1e5.",
      "1e.5",
      "1e5e5",
      "1e100",
      "1e+005",
      "1e5-",
      "1x5",
      "NaN",
      "+Inf",
      "-Inf",
      "1 5",
      "0x10",
      "1_0",
      "123456789012345678901234567890123",
      "1.234567890123456789012345678e-99"};
  const auto look = [](const std::string& token) {
    SCOPED_TRACE(token);
    const Exactly text(
        absl::StrCat(token, "\n", std::string(kMostPlainNumber, '5')));
    const bool is_plain = IsPlainNumber(text.begin(), token.size());
    EXPECT_EQ(is_plain, IsPlainNumberScalar(text.begin(), token.size()));
    return is_plain;
  };
  for (const std::string& token : usual) EXPECT_TRUE(look(token)) << token;
  for (const std::string& token : to_be_looked_at) {
    EXPECT_FALSE(look(token)) << token;
  }
}

TEST(IsPlainNumberTest, LeavesLongNumbersToACloserLook) {
  for (const size_t digits : {19, 31, 32, 33, 100, 199, 200, 201, 400, 5000}) {
    for (const char* const form : {"", ".", "e5", "e99"}) {
      const std::string token = absl::StrCat(std::string(digits, '9'), form);
      SCOPED_TRACE(absl::StrCat(digits, " digits", form));
      const Exactly text(absl::StrCat(token, "\n", std::string(50, 'x')));
      const bool is_plain = IsPlainNumber(text.begin(), token.size());
      EXPECT_EQ(is_plain, IsPlainNumberScalar(text.begin(), token.size()));
      EXPECT_EQ(is_plain, token.size() <= kMostPlainNumber);
      if (!is_plain) continue;
      EXPECT_EQ(ClassifyNumber(token), NumberKind::kNumber);
    }
  }
}

// Bytes next to the digits, and others, among many digits.
TEST(IsPlainNumberTest, IsFalseOfDigitsWithOtherBytes) {
  std::mt19937 random(18);
  int plain = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string token;
    for (size_t n = random() % 36; n > 0; --n) {
      const bool usual = random() % 16 != 0;
      token.push_back(usual ? "0123456789"[random() % 10]
                            : "./:-+eE \n\xB0"[random() % 10]);
    }
    SCOPED_TRACE(absl::CHexEscape(token));
    const Exactly text(absl::StrCat(token, "\n", std::string(32, '1')));
    const bool is_plain = IsPlainNumber(text.begin(), token.size());
    ASSERT_EQ(is_plain, IsPlainNumberScalar(text.begin(), token.size()));
    if (!is_plain) continue;
    ++plain;
    ASSERT_EQ(ClassifyNumber(token), NumberKind::kNumber);
  }
  EXPECT_GT(plain, 10000);
}

TEST(FirstDifferenceTest, LooksWithinTheBounds) {
  std::mt19937 random(19);
  int differences = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string before(random() % 60 + 1, 'x');
    std::string line = before;
    for (int n = 0; n < 2; ++n) {
      line[random() % line.size()] = "wxy\xFF\x01"[random() % 5];
    }
    const size_t begin = random() % line.size();
    const size_t end = begin + random() % (line.size() - begin + 1);
    const std::string room(kScanRoom, 'z');
    const Exactly a(before + room);
    const Exactly b(line + room);
    const size_t differs = FirstDifference(a.begin(), b.begin(), begin, end);
    ASSERT_EQ(differs, FirstDifferenceScalar(a.begin(), b.begin(), begin, end));
    ASSERT_EQ(
        line.compare(begin, differs - begin, before, begin, differs - begin),
        0);
    if (differs == end) continue;
    ASSERT_NE(line[differs], before[differs]);
    ++differences;
  }
  EXPECT_GT(differences, 10000);
}

TEST(CommonPrefixTest, CountsEqualBytesUpToTheLimit) {
  for (size_t size = 0; size < 70; ++size) {
    for (size_t differs = 0; differs <= size; ++differs) {
      const std::string before(size, 'x');
      std::string now = before;
      if (differs < size) now[differs] = 'y';
      // The line before comes first in one text.
      const Exactly text(absl::StrCat(before, "\n", now));
      EXPECT_EQ(CommonPrefix(text.begin() + size + 1, text.begin(), text.end()),
                differs);
    }
  }
}

TEST(ScannerTest, TokensAndNamesEndWhereTheyShould) {
  const struct {
    const char* text;
    int blanks;
    int token;
    int metric_name;
    int label_name;
  } kCases[] = {
      {"\n", 0, 0, 0, 0},         {" \t \n", 3, 0, 0, 0},
      {"a:b{\n", 0, 4, 3, 1},     {"a1 b\n", 0, 2, 2, 2},
      {"a\t\n", 0, 1, 1, 1},      {"a\r\n", 0, 2, 1, 1},
      {"\xC3\xA4\n", 0, 2, 0, 0}, {"\v\n", 0, 1, 0, 0},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::CHexEscape(c.text));
    EXPECT_EQ(SkipBlanks(c.text) - c.text, c.blanks);
    EXPECT_EQ(ScanToken(c.text) - c.text, c.token);
    EXPECT_EQ(ScanMetricNameScalar(c.text) - c.text, c.metric_name);
    EXPECT_EQ(ScanLabelName(c.text) - c.text, c.label_name);
  }
}

TEST(ScanMetricNameTest, StopsAtEveryOtherByteWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t at = 0; at < 40; ++at) {
      std::string text = "aZ_:09bYzA" + std::string(40, 'x') + "\n";
      text[at] = static_cast<char>(byte);
      const char* const limit = text.data() + text.size();
      const char* const end = ScanMetricNameScalar(text.data());
      ASSERT_EQ(ScanMetricName(text.data(), limit), end)
          << byte << " at " << at;
      ASSERT_EQ(ScanMetricName(text.data(), end + 1), end);
    }
  }
}

TEST(StartsWithTest, DoesNotReadBehindTheLimit) {
  const Exactly text("abc");
  EXPECT_TRUE(StartsWith(text.begin(), text.end(), "abc"));
  EXPECT_TRUE(StartsWith(text.begin(), text.end(), ""));
  EXPECT_FALSE(StartsWith(text.begin(), text.end(), "abcd"));
  EXPECT_FALSE(StartsWith(text.begin(), text.end(), "abd"));
}

}  // namespace
}  // namespace promfile
