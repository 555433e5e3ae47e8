#ifndef PROMFILE_DIRECTORY_FILE_CHECKER_H_
#define PROMFILE_DIRECTORY_FILE_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "promfile/check/file_report.h"
#include "promfile/check/validate.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Reads files, with the same memory for all of them, and holds each against the
// rules for a single file. Not thread-safe.
class FileChecker {
 public:
  explicit FileChecker(const ValidateOptions& options)
      : validator_(options), buffer_(new char[kBlock]) {}

  // Findings name the file `name`. Errors: what Read of the file says.
  absl::StatusOr<FileReport> Check(ReadableFile& file, const std::string& name);

  // Read of the last file.
  uint64_t bytes() const { return bytes_; }

 private:
  // Large enough that the calls do not matter, small enough to stay in a cache
  // beside the series.
  static constexpr size_t kBlock = 64 << 10;

  Validator validator_;
  // Not a vector: its bytes would be cleared first.
  const std::unique_ptr<char[]> buffer_;
  uint64_t bytes_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_DIRECTORY_FILE_CHECKER_H_
