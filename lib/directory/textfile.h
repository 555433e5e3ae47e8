#ifndef PROMFILE_DIRECTORY_TEXTFILE_H_
#define PROMFILE_DIRECTORY_TEXTFILE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/check/finding.h"
#include "promfile/system/file_system.h"

namespace promfile {

// True if a collector reads a file of this name: the last five bytes are
// ".prom", whatever stands before.
bool IsTextfileName(absl::string_view name);

// The entries of `directory` that a collector reads, in its order: by bytes.
absl::StatusOr<std::vector<DirectoryEntry>> ListTextfiles(Directory& directory);

// One of them, opened as a collector opens it.
struct OpenedTextfile {
  // Null if it cannot be read.
  std::unique_ptr<ReadableFile> file;
  // What a collector suffers from the entry itself, whatever its content is.
  absl::optional<Finding> problem;
};

// Never blocks, never opens a FIFO. An entry that has gone since it was listed
// is neither a file nor a problem.
OpenedTextfile OpenTextfile(Directory& directory, const DirectoryEntry& entry);

}  // namespace promfile

#endif  // PROMFILE_DIRECTORY_TEXTFILE_H_
