#include "promfile/text/type_name.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace promfile {

absl::optional<MetricType> ParseTypeName(absl::string_view token) {
  constexpr MetricType kTypes[] = {
      MetricType::kGauge,   MetricType::kCounter,
      MetricType::kUntyped, MetricType::kHistogram,
      MetricType::kSummary, MetricType::kGaugeHistogram};
  for (const MetricType type : kTypes) {
    if (token == MetricTypeName(type)) return type;
  }
  // Nobody means the odd spellings; a token with none of their letters left
  // cannot be one.
  std::string plain;
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '\\') continue;
    if (absl::StartsWith(token.substr(i), "\u017F")) {
      plain.push_back('s');
      ++i;
    } else if (absl::StartsWith(token.substr(i), "\u0131")) {
      plain.push_back('i');
      ++i;
    } else {
      plain.push_back(
          absl::ascii_tolower(static_cast<unsigned char>(token[i])));
    }
    if (plain.size() > 32) return absl::nullopt;
  }
  for (const MetricType type : kTypes) {
    if (plain == MetricTypeName(type)) return type;
  }
  return absl::nullopt;
}

}  // namespace promfile
