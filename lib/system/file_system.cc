#include "promfile/system/file_system.h"

#include <algorithm>

namespace promfile {

absl::string_view KindName(FileInfo::Kind kind) {
  switch (kind) {
    case FileInfo::Kind::kRegular:
      return "a plain file";
    case FileInfo::Kind::kDirectory:
      return "a directory";
    case FileInfo::Kind::kSymlink:
      return "a symbolic link";
    case FileInfo::Kind::kFifo:
      return "a FIFO";
    case FileInfo::Kind::kSocket:
      return "a socket";
    case FileInfo::Kind::kDevice:
      return "a device";
  }
  return "an unknown kind of file";
}

const DirectoryEntry* FindEntry(const std::vector<DirectoryEntry>& entries,
                                absl::string_view name) {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const DirectoryEntry& a, absl::string_view b) { return a.name < b; });
  return found == entries.end() || found->name != name ? nullptr : &*found;
}

}  // namespace promfile
