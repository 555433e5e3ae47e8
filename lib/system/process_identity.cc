#include "promfile/system/process_identity.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
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

// Takes the next word off `*words`; empty if there is none.
absl::string_view NextWord(absl::string_view* words) {
  const size_t begin = std::min(words->find_first_not_of(' '), words->size());
  words->remove_prefix(begin);
  const size_t size = std::min(words->find(' '), words->size());
  const absl::string_view word = words->substr(0, size);
  words->remove_prefix(size);
  return word;
}

// "NUMBER-STARTTIME" of a process that is there.
absl::optional<std::string> NumberAndStart(FileSystem& files,
                                           const std::string& who) {
  const auto text = ReadProc(files, absl::StrCat("/proc/", who, "/stat"));
  if (!text.has_value()) return absl::nullopt;
  // "314 (a name) S 1 ...": the name may have blanks and parentheses.
  const size_t name_end = text->rfind(')');
  if (name_end == std::string::npos) return absl::nullopt;
  absl::string_view words = absl::string_view(*text).substr(name_end + 1);
  constexpr size_t kStartTime = 19;  // the 22nd of proc(5), without two
  const absl::string_view state = NextWord(&words);
  const bool is_zombie = state == "Z" || state == "X";
  if (is_zombie) return absl::nullopt;
  for (size_t i = 1; i < kStartTime; ++i) NextWord(&words);
  const absl::string_view start_time = NextWord(&words);
  if (start_time.empty()) return absl::nullopt;
  return absl::StrCat(absl::string_view(*text).substr(0, text->find(' ')), "-",
                      start_time);
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
