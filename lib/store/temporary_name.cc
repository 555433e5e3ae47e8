#include "promfile/store/temporary_name.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace promfile {
namespace {

constexpr absl::string_view kPrefix = ".promfile-";
constexpr absl::string_view kSuffix = ".tmp";
constexpr size_t kRandomBytes = 16;

}  // namespace

absl::StatusOr<std::string> NewTemporaryName(FileSystem& files) {
  char random[kRandomBytes];
  absl::Status status = files.Random(random, sizeof random);
  if (!status.ok()) return status;
  return absl::StrCat(
      kPrefix, absl::BytesToHexString(absl::string_view(random, sizeof random)),
      kSuffix);
}

bool IsTemporaryName(absl::string_view name) {
  return absl::ConsumePrefix(&name, kPrefix) &&
         absl::ConsumeSuffix(&name, kSuffix) &&
         name.size() == 2 * kRandomBytes &&
         name.find_first_not_of("0123456789abcdef") == absl::string_view::npos;
}

}  // namespace promfile
