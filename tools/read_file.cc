#include "tools/read_file.h"

#include <memory>

#include "promfile/system/input.h"

namespace promfile {

absl::StatusOr<std::string> ReadFile(FileSystem& files, const std::string& path,
                                     size_t max_bytes) {
  absl::StatusOr<std::unique_ptr<ReadableFile>> file =
      files.OpenForReading(path);
  if (!file.ok()) return file.status();
  return ReadToEnd(**file, max_bytes);
}

}  // namespace promfile
