#include "promfile/system/process_identity.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"

namespace promfile {
namespace {

constexpr char kUnknown[] = "-";

// The only line of a file of the kernel's. Where it ends is known without
// another call; a line feed in the name of a program is not its last byte.
absl::optional<std::string> ReadProc(FileSystem& files,
                                     const std::string& path) {
  absl::StatusOr<std::unique_ptr<ReadableFile>> file =
      files.OpenForReading(path);
  if (!file.ok()) return absl::nullopt;
  std::string line;
  char buffer[1024];
  while (line.empty() || line.back() != '\n') {
    const absl::StatusOr<size_t> count = (*file)->Read(buffer, sizeof buffer);
    if (!count.ok()) return absl::nullopt;
    if (*count == 0) break;
    line.append(buffer, *count);
  }
  return line;
}

std::string BootId(FileSystem& files) {
  const auto text = ReadProc(files, "/proc/sys/kernel/random/boot_id");
  if (!text.has_value()) return kUnknown;
  const std::string id(absl::StripAsciiWhitespace(*text));
  const bool is_word = std::all_of(id.begin(), id.end(), absl::ascii_isgraph);
  return is_word && !id.empty() ? id : kUnknown;
}

std::string Namespace(FileSystem& files) {
  const absl::StatusOr<FileInfo> info = files.Stat("/proc/self/ns/pid");
  return info.ok() ? absl::StrCat(info->inode) : kUnknown;
}

// "NUMBER-STARTTIME" of a process that is there.
absl::optional<std::string> NumberAndStart(FileSystem& files,
                                           const std::string& who) {
  const auto text = ReadProc(files, absl::StrCat("/proc/", who, "/stat"));
  if (!text.has_value()) return absl::nullopt;
  // "314 (a name) S 1 ...": the name may have blanks and parentheses.
  const size_t name_end = text->rfind(')');
  if (name_end == std::string::npos) return absl::nullopt;
  const std::vector<std::string> words = absl::StrSplit(
      absl::string_view(*text).substr(name_end + 1), ' ', absl::SkipEmpty());
  constexpr size_t kStartTime = 19;  // the 22nd of proc(5), without two
  if (words.size() <= kStartTime) return absl::nullopt;
  const bool is_zombie = words[0] == "Z" || words[0] == "X";
  if (is_zombie) return absl::nullopt;
  return absl::StrCat(text->substr(0, text->find(' ')), "-", words[kStartTime]);
}

}  // namespace

ProcessIdentity ThisProcess(FileSystem& files) {
  const auto process = NumberAndStart(files, "self");
  if (!process.has_value()) return {BootId(files), kUnknown};
  return {BootId(files), absl::StrCat(*process, "-", Namespace(files))};
}

bool MayBeRunning(FileSystem& files, const ProcessIdentity& identity) {
  if (identity.boot != BootId(files)) return false;
  const std::vector<std::string> parts = absl::StrSplit(identity.process, '-');
  if (parts.size() != 3) return false;
  if (parts[2] != Namespace(files)) return true;
  const bool is_number =
      !parts[0].empty() &&
      std::all_of(parts[0].begin(), parts[0].end(), absl::ascii_isdigit);
  if (!is_number) return false;
  const auto process = NumberAndStart(files, parts[0]);
  return process == absl::StrCat(parts[0], "-", parts[1]);
}

}  // namespace promfile
