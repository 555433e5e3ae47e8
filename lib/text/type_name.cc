#include "promfile/text/type_name.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace promfile {
namespace {

struct TypeName {
  constexpr explicit TypeName(MetricType t)
      : name(MetricTypeName(t)), type(t) {}

  absl::string_view name;
  MetricType type;
};

// The usual ones first.
constexpr TypeName kTypeNames[] = {
    TypeName(MetricType::kGauge),   TypeName(MetricType::kCounter),
    TypeName(MetricType::kUntyped), TypeName(MetricType::kHistogram),
    TypeName(MetricType::kSummary), TypeName(MetricType::kGaugeHistogram)};

}  // namespace

absl::optional<MetricType> ParseTypeName(absl::string_view token) {
  for (const TypeName& type : kTypeNames) {
    if (token == type.name) return type.type;
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
  for (const TypeName& type : kTypeNames) {
    if (plain == type.name) return type.type;
  }
  return absl::nullopt;
}

}  // namespace promfile
