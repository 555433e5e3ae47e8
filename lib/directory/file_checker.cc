#include "promfile/directory/file_checker.h"

#include "absl/strings/string_view.h"

namespace promfile {

absl::StatusOr<FileReport> FileChecker::Check(ReadableFile& file,
                                              const std::string& name) {
  Validator validator(options_);
  while (true) {
    const absl::StatusOr<size_t> size = file.Read(buffer_.get(), kBlock);
    if (!size.ok()) return size.status();
    if (*size == 0) break;
    bytes_ += *size;
    validator.Feed(absl::string_view(buffer_.get(), *size));
  }
  FileReport report = validator.Finish();
  for (Finding& finding : report.findings.list) finding.file = name;
  return report;
}

}  // namespace promfile
