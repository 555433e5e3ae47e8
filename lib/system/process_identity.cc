#include "promfile/system/process_identity.h"

#include <sys/auxv.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace promfile {
namespace {

constexpr char kUnknown[] = "-";
// As every process has it where the kernel has no namespaces.
constexpr char kNoNamespaces[] = "0";

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

bool IsNumber(absl::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), absl::ascii_isdigit);
}

// What the kernel calls "pid:[4026531836]". The link is asked what it says:
// to look at the namespace itself takes longer.
std::string Namespace(FileSystem& files) {
  const absl::StatusOr<std::string> link = files.ReadLink("/proc/self/ns/pid");
  if (!link.ok()) return kNoNamespaces;
  absl::string_view number = *link;
  number.remove_prefix(std::min(link->find('[') + 1, link->size()));
  number = number.substr(0, number.find(']'));
  return IsNumber(number) ? std::string(number) : kNoNamespaces;
}

// Clock ticks since the machine started, asleep or not: what the start of a
// process is counted in.
int64_t TicksNow() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const auto ticks_per_second = static_cast<int64_t>(getauxval(AT_CLKTCK));
  constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;
  return now.tv_sec * ticks_per_second +
         now.tv_nsec * ticks_per_second / kNanosecondsPerSecond;
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

// In clock ticks since the start of the machine, of a process that is there.
absl::optional<int64_t> StartOf(FileSystem& files, absl::string_view number) {
  const auto text = ReadProc(files, absl::StrCat("/proc/", number, "/stat"));
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
  int64_t start_time = 0;
  if (!absl::SimpleAtoi(NextWord(&words), &start_time)) return absl::nullopt;
  return start_time;
}

}  // namespace

ProcessIdentity ThisProcess(FileSystem& files) {
  ProcessIdentity identity = {BootId(files), kUnknown};
  const std::string numbers = Namespace(files);
  // Without /proc nobody could look for it.
  if (identity.boot == kUnknown && numbers == kNoNamespaces) return identity;
  identity.process = absl::StrCat(getpid(), "-", TicksNow(), "-", numbers);
  return identity;
}

bool MayBeRunning(FileSystem& files, const ProcessIdentity& identity) {
  if (identity.boot != BootId(files)) return false;
  const std::vector<std::string> parts = absl::StrSplit(identity.process, '-');
  int64_t seen = 0;
  if (parts.size() != 3 || !IsNumber(parts[0]) ||
      !absl::SimpleAtoi(parts[1], &seen)) {
    return false;
  }
  if (parts[2] != Namespace(files)) return true;
  // A /proc of another namespace has other numbers.
  const absl::StatusOr<std::string> self = files.ReadLink("/proc/self");
  if (self.ok() && *self != absl::StrCat(getpid())) return true;
  const absl::optional<int64_t> start = StartOf(files, parts[0]);
  return start.has_value() && *start <= seen;
}

}  // namespace promfile
