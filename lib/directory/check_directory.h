#ifndef PROMFILE_DIRECTORY_CHECK_DIRECTORY_H_
#define PROMFILE_DIRECTORY_CHECK_DIRECTORY_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "promfile/check/file_report.h"
#include "promfile/check/validate.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Reads `file` in blocks and holds it against the rules for a single file.
// Findings name it `name`. Errors: what Read of the file says.
absl::StatusOr<FileReport> CheckFile(ReadableFile& file,
                                     const std::string& name,
                                     const ValidateOptions& options);

// What the collectors do with all *.prom of the directory together. Opens only
// plain files (through links, as a collector does) and never blocks on one.
// Findings name the files as `directory.path()` + "/" + name. Errors: the
// directory cannot be listed; an entry that cannot be read is a finding.
//
// Large directories are read by up to `most_threads` threads at once, if there
// are as many processors; `directory` must allow that. The report is the same.
absl::StatusOr<DirectoryReport> CheckDirectory(Directory& directory,
                                               const ValidateOptions& options,
                                               size_t most_threads = 1);

}  // namespace promfile

#endif  // PROMFILE_DIRECTORY_CHECK_DIRECTORY_H_
