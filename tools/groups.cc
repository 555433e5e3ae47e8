#include "tools/groups.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/message_text.h"
#include "tools/read_file.h"

namespace promfile {
namespace {

constexpr char kGroups[] = "/etc/group";
constexpr size_t kMaxTableBytes = 16 << 20;

bool IsNumber(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return !text.empty();
}

}  // namespace

absl::optional<uint32_t> GroupIn(absl::string_view table,
                                 absl::string_view name) {
  for (const absl::string_view line : absl::StrSplit(table, '\n')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, ':');
    uint32_t id;
    if (parts.size() > 2 && parts[0] == name &&
        absl::SimpleAtoi(parts[2], &id)) {
      return id;
    }
  }
  return absl::nullopt;
}

absl::StatusOr<uint32_t> FindGroup(FileSystem& files,
                                   const std::string& group) {
  // A name first, as chgrp does it: one may consist of digits.
  const absl::optional<uint32_t> found =
      GroupIn(ReadFile(files, kGroups, kMaxTableBytes).value_or(""), group);
  if (found.has_value()) return *found;
  uint32_t id;
  // The last number means "leave as it is" to the kernel.
  if (IsNumber(group) && absl::SimpleAtoi(group, &id) && id != UINT32_MAX) {
    return id;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no group is called ", QuotedWhole(group)));
}

}  // namespace promfile
