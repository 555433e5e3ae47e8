#include "promfile/store/publish.h"

#include <vector>

#include "absl/status/statusor.h"
#include "promfile/store/explain.h"
#include "promfile/store/judge.h"

namespace promfile {

PublishResult Publish(FileSystem& files, Directory& directory,
                      const std::string& name, absl::string_view text,
                      const PublishOptions& options) {
  PublishResult result;
  result.replace.stage = ReplaceStage::kDecide;
  Judge judge(directory, name, options);
  result.replace.status = judge.Prepare(files);
  if (!result.replace.status.ok()) return result;
  result.replace.status =
      judge.Alone(text, /*all_alone=*/false, &result.findings);
  if (!result.replace.status.ok()) {
    result.refused = true;
    return result;
  }
  const auto decide =
      [&](const std::vector<DirectoryEntry>& entries) -> absl::Status {
    const absl::Status status = judge.Beside(entries, &result.findings);
    result.refused = absl::IsInvalidArgument(status);
    return status;
  };
  if (options.dry_run) {
    const absl::StatusOr<std::vector<DirectoryEntry>> entries =
        directory.List();
    result.replace.status =
        entries.ok() ? decide(*entries)
                     : CannotReplace(files, directory, name, entries.status());
    return result;
  }
  result.replace =
      ReplaceFile(files, directory, name, text, options.replace, decide);
  return result;
}

}  // namespace promfile
