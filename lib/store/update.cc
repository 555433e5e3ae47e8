#include "promfile/store/update.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/store/explain.h"
#include "promfile/store/judge.h"
#include "promfile/system/input.h"
#include "promfile/system/remedy.h"

namespace promfile {
namespace {

// True if what could not be found under `name` has a name all the same. Then
// it is the answer that is wrong, or the file of another moment, and to begin
// from nothing would lose what the file says.
bool IsStillListed(Directory& directory, const std::string& name) {
  const auto entries = directory.List();
  return !entries.ok() || FindEntry(*entries, name) != nullptr;
}

// The text of the file itself, never of what a link leads to: whoever may write
// in the directory can put one there at any moment.
absl::StatusOr<std::string> ReadPrevious(Directory& directory,
                                         const DirectoryEntry& entry,
                                         size_t max_bytes) {
  const std::string& name = entry.name;
  const bool is_plain = entry.kind == FileInfo::Kind::kRegular;
  auto file = directory.OpenForReading(
      name, is_plain ? Links::kListed : Links::kRefuse);
  if (!file.ok()) return file.status();
  const absl::StatusOr<FileInfo> opened = (*file)->Info();
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<FileInfo> named = directory.Stat(name);
  if (!named.ok()) return named.status();
  if (opened->inode != named->inode || opened->device != named->device) {
    return absl::FailedPreconditionError("it was exchanged while it was read");
  }
  // Its text would be published, and it may be one that was not meant to be:
  // who may write in the directory can give a name to a file that he may not
  // read. The name was just seen, so another one is elsewhere.
  if (named->links > 1) {
    return absl::FailedPreconditionError(
        "it has more than one link: remove it first");
  }
  return ReadToEnd(**file, max_bytes);
}

}  // namespace

PublishResult Update(FileSystem& files, Directory& directory,
                     const std::string& name, const PublishOptions& options,
                     TextChange change) {
  PublishResult result;
  result.replace.stage = ReplaceStage::kDecide;
  Judge judge(directory, name, options);
  result.replace.status = judge.Prepare(files);
  if (!result.replace.status.ok()) return result;

  ReplaceStage failed_at = ReplaceStage::kDecide;
  const auto text = [&](const std::vector<DirectoryEntry>& entries)
      -> absl::StatusOr<absl::string_view> {
    absl::optional<std::string> previous;
    const DirectoryEntry* const entry = FindEntry(entries, name);
    if (entry != nullptr) {
      absl::StatusOr<std::string> read =
          ReadPrevious(directory, *entry, options.max_bytes);
      const bool is_gone =
          absl::IsNotFound(read.status()) && !IsStillListed(directory, name);
      if (!read.ok() && !is_gone) {
        failed_at = ReplaceStage::kTarget;
        return absl::Status(
            read.status().code(),
            absl::StrCat("cannot read ", QuotedPath(directory, name), ": ",
                         WithRemedy(read.status())));
      }
      if (read.ok()) previous = *std::move(read);
    }
    absl::StatusOr<std::string> changed = change(previous);
    if (!changed.ok()) return changed.status();
    result.text = *std::move(changed);
    absl::Status status =
        judge.Alone(result.text, judge.AreAllAlone(entries), &result.findings);
    if (status.ok()) status = judge.Beside(entries, &result.findings);
    if (status.ok()) return result.text;
    result.refused = absl::IsInvalidArgument(status);
    return status;
  };
  result.replace =
      ReplaceFileWith(files, directory, name, options.replace, text);
  if (result.replace.stage == ReplaceStage::kDecide) {
    result.replace.stage = failed_at;
  }
  return result;
}

}  // namespace promfile
