#include "promfile/store/publish_families.h"

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "promfile/store/target_name.h"
#include "promfile/text/printable.h"
#include "promfile/text/text_writer.h"

namespace promfile {

std::string FindingSentence(const Finding& finding) {
  const std::string place =
      finding.at.line == 0
          ? ""
          : absl::StrCat(finding.at.line, ":", finding.at.column, ":");
  return absl::StrCat(Printable(finding.file, 300), ":", place, " ",
                      finding.message);
}

absl::Status PublishFamilies(FileSystem& files, const std::string& directory,
                             absl::string_view name, const Families& families,
                             const PublishOptions& options) {
  const absl::StatusOr<std::string> target = TargetName(name);
  if (!target.ok()) return target.status();
  const absl::StatusOr<std::string> text = WriteText(families);
  if (!text.ok()) return text.status();
  const absl::StatusOr<std::unique_ptr<Directory>> opened =
      files.OpenDirectory(directory);
  if (!opened.ok()) {
    return absl::Status(
        opened.status().code(),
        absl::StrCat("cannot open directory ", Quoted(directory, 300), ": ",
                     opened.status().message()));
  }
  const PublishResult result =
      Publish(files, **opened, *target, *text, options);
  if (!result.refused) return result.replace.status;
  for (const Finding& finding : result.findings.list) {
    if (Rule(finding.rule).severity == Severity::kError) {
      return absl::InvalidArgumentError(FindingSentence(finding));
    }
  }
  return result.replace.status;
}

}  // namespace promfile
