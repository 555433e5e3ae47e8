#include "tools/suggestion.h"

#include <algorithm>
#include <vector>

namespace promfile {
namespace {

// Longer words are no slip of the finger, and the table below is quadratic.
constexpr size_t kLongestWord = 64;

size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<std::vector<size_t>> table(a.size() + 1,
                                         std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = i + j;
        continue;
      }
      const size_t replaced =
          table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      table[i][j] =
          std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

std::string Suggestion(absl::string_view word,
                       absl::Span<const absl::string_view> candidates) {
  if (word.size() < 2 || word.size() > kLongestWord) return "";
  std::string nearest;
  size_t nearest_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const absl::string_view candidate : candidates) {
    const size_t distance = Distance(word, candidate);
    if (distance < nearest_distance) {
      nearest_distance = distance;
      nearest = std::string(candidate);
    }
  }
  return nearest;
}

}  // namespace promfile
