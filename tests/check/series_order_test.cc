#include "promfile/check/series_order.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/text/text_parser.h"

namespace promfile {
namespace {

// Asks of every sample whether it goes on, and holds a yes against all that
// were there before.
class Asker final : public TextVisitor {
 public:
  Asker() { order_.Begin(); }

  void OnSample(const SampleLine& sample) override {
    std::string series(sample.name);
    for (const RawLabel label : sample.labels) {
      absl::StrAppend(&series, ",", label.name, "=\"", label.value, "\"");
    }
    const bool is_new = seen_.insert(series).second;
    if (!order_.GoesOn(sample)) {
      ended_ = true;
      return;
    }
    EXPECT_FALSE(ended_) << series << " goes on behind an end";
    EXPECT_TRUE(is_new) << series << " was there";
    ++gone_on_;
  }
  void OnHelp(const HelpLine&) override {}
  void OnType(const TypeLine&) override {}
  void OnSyntaxError(const SyntaxError& error) override {
    ADD_FAILURE() << error.message;
  }

  int gone_on() const { return gone_on_; }

 private:
  SeriesOrder order_;
  std::set<std::string> seen_;
  int gone_on_ = 0;
  bool ended_ = false;
};

int GoneOn(const std::string& text) {
  Asker asker;
  ParseText(text, asker);
  return asker.gone_on();
}

// Texts above 4 KiB, of which the last lines have no room behind them, and
// shorter ones, which are copied.
constexpr int kCounts[] = {30, 500};

TEST(SeriesOrderTest, GoesOnWhileTheLabelsAscend) {
  for (const int count : kCounts) {
    std::string by_bytes;
    std::string by_length;
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&by_bytes, "m{host=\"", 1000 + i / 7, "\",disk=\"",
                      std::string(1, static_cast<char>('a' + i % 7)),
                      "\"} 1\n");
      absl::StrAppend(&by_length, "m{a=\"x\",device=\"disk", i, "p\"} 1\n");
    }
    EXPECT_EQ(GoneOn(by_bytes), count);
    EXPECT_EQ(GoneOn(by_length), count);
    EXPECT_EQ(GoneOn(absl::StrCat(by_bytes, "m{host=\"1000\",disk=\"c\"} 1\n",
                                  "m{host=\"2000\",disk=\"c\"} 1\n")),
              count);
  }
}

TEST(SeriesOrderTest, GoesOnWhileOneLabelCounts) {
  const char* const zones[] = {"b", "a", "d", "c", "a"};
  for (const int count : kCounts) {
    for (const char* const pod : {"web-", "", "x"}) {
      std::string text;
      for (int i = 0; i < count; ++i) {
        absl::StrAppend(&text, "m{zone=\"", zones[i % 5], "\",pod=\"", pod, i,
                        "\",version=\"3.", i * 7 % 5, "\"} 1\n");
      }
      EXPECT_EQ(GoneOn(text), count);
      const std::string again =
          absl::StrCat("m{zone=\"b\",pod=\"", pod, "0\",version=\"3.0\"} 1\n");
      EXPECT_EQ(GoneOn(absl::StrCat(text, again)), count);
      EXPECT_EQ(GoneOn(absl::StrCat(text, "# comment\n", again, again)), count);
      // The names are other ones.
      EXPECT_EQ(GoneOn(absl::StrCat(text, "m{pod=\"", pod, count, "\"} 1\n")),
                count);
    }
  }
}

// Eight digits are looked at; then the count begins at 0 again.
TEST(SeriesOrderTest, CountsEightDigits) {
  std::string text;
  for (int i = 0; i < 30; ++i) {
    absl::StrAppend(&text, "m{z=\"", 30 - i, "\",n=\"10", 99999980 + i,
                    "\"} 1\n");
  }
  EXPECT_EQ(GoneOn(text), 20);
}

// In the place of the label that counted stands another one.
TEST(SeriesOrderTest, DoesNotGoOnWithOtherLabelsInOtherPlaces) {
  for (const int count : kCounts) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&text, "m{a=\"x", 2000 - i, "\",n=\"", i, "\"} 1\n");
    }
    const std::string again = "m{n=\"3\",a=\"x1997\"} 1\n";
    EXPECT_EQ(GoneOn(absl::StrCat(text, again)), count);
  }
}

TEST(SeriesOrderTest, IsNoneOfSamplesInNoOrder) {
  EXPECT_EQ(GoneOn("m{a=\"x\"} 1\nm{a=\"b\"} 1\nm{a=\"z\"} 1\n"), 1);
  EXPECT_EQ(GoneOn("m 1\nm 2\nm 3\n"), 1);
  EXPECT_EQ(GoneOn("m{a=\"1\"} 1\nm{a=\"1\"} 1\nm{a=\"2\"} 1\n"), 1);
}

TEST(SeriesOrderTest, NeverGoesOnWithASeriesThatWasThere) {
  int most = 0;
  for (unsigned seed = 0; seed < 3000; ++seed) {
    std::mt19937 random(seed);
    std::string text;
    const uint64_t spread = 1 + seed % 9;
    unsigned number = 0;
    for (unsigned i = 0; i < 10 + seed % 200; ++i) {
      number += random() % (5 * spread) == 0 ? 0 : 1;
      const char* const end = random() % 50 == 0 ? "\\\\" : "";
      absl::StrAppend(&text, "m{a=\"", random() % spread, "\",b=\"v",
                      seed % 2 == 0 ? number : number / 3, end, "\",c=\"",
                      seed % 3 == 0 ? number : random() % 3, "\"} 1\n");
    }
    SCOPED_TRACE(text);
    most = std::max(most, GoneOn(text));
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(most, 60);
}

}  // namespace
}  // namespace promfile
