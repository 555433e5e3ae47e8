#include "promfile/store/leftovers.h"

#include "promfile/store/temporary_name.h"

namespace promfile {

void RemoveLeftovers(FileSystem& files, Directory& directory,
                     const std::vector<DirectoryEntry>& entries) {
  for (const DirectoryEntry& entry : entries) {
    if (!IsTemporaryName(entry.name)) continue;
    absl::StatusOr<FileInfo> info = directory.Stat(entry.name);
    if (!info.ok() || info->kind != FileInfo::Kind::kRegular) continue;
    if (info->owner != files.User()) continue;
    directory.Remove(entry.name).IgnoreError();
  }
}

}  // namespace promfile
