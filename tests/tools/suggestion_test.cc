#include "tools/suggestion.h"

#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(SuggestionTest, IsTheNearestWordIfAnyIsNear) {
  constexpr absl::string_view kWords[] = {"write", "check", "--help",
                                          "--durability", "--mode"};
  const struct {
    const char* word;
    const char* suggestion;
  } kCases[] = {
      {"wirte", "write"},  // neighbours swapped count once
      {"rwite", "write"},
      {"writ", "write"},
      {"wwrite", "write"},
      {"chekc", "check"},
      {"--durabilty", "--durability"},
      {"--durable", ""},  // four letters away
      {"--made", "--mode"},
      {"write", "write"},
      {"publish", ""},
      {"w", ""},
      {"", ""},
      {"wxyzq", ""},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Suggestion(c.word, kWords), c.suggestion) << "word: " << c.word;
  }
}

TEST(SuggestionTest, DoesNotCompareEndlessWords) {
  const std::string word(1 << 20, 'w');
  EXPECT_EQ(Suggestion(word, {"write"}), "");
}

}  // namespace
}  // namespace promfile
