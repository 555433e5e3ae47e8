#include "promfile/directory/file_checker.h"

#include "absl/strings/string_view.h"

namespace promfile {

absl::StatusOr<FileReport> FileChecker::Check(ReadableFile& file,
                                              const std::string& name) {
  bytes_ = 0;
  while (true) {
    const absl::StatusOr<size_t> size = file.Read(buffer_.get(), kBlock);
    if (!size.ok()) {
      validator_.Finish();  // so that the next file is another text
      return size.status();
    }
    if (*size == 0) break;
    bytes_ += *size;
    validator_.Feed(absl::string_view(buffer_.get(), *size));
  }
  FileReport report = validator_.Finish();
  for (Finding& finding : report.findings.list) finding.file = name;
  return report;
}

}  // namespace promfile
