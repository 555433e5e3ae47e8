#ifndef PROMFILE_DIRECTORY_TEXTFILE_H_
#define PROMFILE_DIRECTORY_TEXTFILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "promfile/check/collector_profile.h"
#include "promfile/check/finding.h"
#include "promfile/system/file_system.h"

namespace promfile {

// True if a collector reads a file of this name: the last five bytes are
// ".prom", whatever stands before.
bool IsTextfileName(absl::string_view name);

// The entries of `directory` that a collector reads, in its order: by bytes.
absl::StatusOr<std::vector<DirectoryEntry>> ListTextfiles(Directory& directory);

// The path by which a collector knows the file `name` of a directory that it
// was given as `directory`: joined, and cleaned of empty components, "." and
// "..", by their letters alone.
std::string TextfilePath(absl::string_view directory, absl::string_view name);

// The modification time as node_textfile_mtime_seconds has it: whole seconds,
// cut towards zero; beyond the year 2262 it wraps.
int64_t TextfileSeconds(absl::Time modified);

// One of them, opened as a collector opens it.
struct OpenedTextfile {
  // Null if it cannot be read.
  std::unique_ptr<ReadableFile> file;
  // The collectors that take it for an empty file, where `file` is null.
  Collectors read_as_empty = {};
  // Of what the name leads to, where `file` is null and it is there.
  FileInfo info;
  // Why, where opening it failed.
  absl::Status failure;
  // What a collector suffers from the entry itself, whatever its content is.
  absl::optional<Finding> problem;
};

// Never blocks, never opens what was listed as a FIFO. An entry that has gone
// since it was listed is neither a file nor a problem.
OpenedTextfile OpenTextfile(Directory& directory, const DirectoryEntry& entry);

}  // namespace promfile

#endif  // PROMFILE_DIRECTORY_TEXTFILE_H_
