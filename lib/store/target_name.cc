#include "promfile/store/target_name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

constexpr absl::string_view kSuffix = ".prom";
constexpr size_t kMaxBytes = 200;

// C0 and DEL, and C1 as UTF-8 has them: terminals obey both.
bool HasControlCharacter(absl::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    const unsigned char byte = static_cast<unsigned char>(name[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    const bool is_c1 = byte == 0xc2 && i + 1 < name.size() &&
                       static_cast<unsigned char>(name[i + 1]) < 0xa0;
    if (is_c1) return true;
  }
  return false;
}

// Why `name` cannot be a file name; empty if it can.
std::string Problem(absl::string_view name, size_t full_size) {
  if (name.empty()) return "it is empty";
  if (absl::StrContains(name, '/')) return "it contains a slash";
  if (name[0] == '.') return "it starts with a dot";
  if (name[0] == '-') return "it starts with a dash";
  if (!IsUtf8(name)) return "it is not valid UTF-8";
  if (HasControlCharacter(name)) return "it contains a control character";
  if (full_size > kMaxBytes) {
    return absl::StrCat("with .prom it has ", full_size, " bytes, ", kMaxBytes,
                        " are allowed");
  }
  return "";
}

}  // namespace

absl::StatusOr<std::string> TargetName(absl::string_view name) {
  std::string full(name);
  if (!absl::EndsWith(name, kSuffix)) absl::StrAppend(&full, kSuffix);
  const std::string problem = Problem(name, full.size());
  if (problem.empty()) return full;
  return absl::InvalidArgumentError(
      absl::StrCat(Quoted(name), " cannot be a file name: ", problem));
}

}  // namespace promfile
