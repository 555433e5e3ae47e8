#ifndef PROMFILE_DIRECTORY_PREVIEW_DIRECTORY_H_
#define PROMFILE_DIRECTORY_PREVIEW_DIRECTORY_H_

#include <string>

#include "absl/status/statusor.h"
#include "promfile/check/scrape_preview.h"
#include "promfile/system/file_system.h"

namespace promfile {

// What node_exporter 1.5.0 serves of a directory that it was given as
// `directory.path()`. Never blocks, never opens what is listed as a FIFO: its
// effect is kHang. Errors: the directory cannot be listed. What of it cannot be
// read counts as it counts for the collector.
absl::StatusOr<ScrapeResult> PreviewDirectory(Directory& directory);

// The same of a directory with this one file, which the collector knows by
// `path`. Errors: it cannot be read.
absl::StatusOr<ScrapeResult> PreviewFile(ReadableFile& file,
                                         const std::string& path);

}  // namespace promfile

#endif  // PROMFILE_DIRECTORY_PREVIEW_DIRECTORY_H_
