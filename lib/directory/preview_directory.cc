#include "promfile/directory/preview_directory.h"

#include <vector>

#include "promfile/directory/textfile.h"
#include "promfile/system/input.h"

namespace promfile {
namespace {

// Collectors have no limit; nothing that fits into a machine is as large.
constexpr size_t kMaxBytes = 70368744177664;  // 2^46

absl::Status Add(ReadableFile& file, const std::string& path,
                 ScrapePreview* preview) {
  const absl::StatusOr<std::string> text = ReadToEnd(file, kMaxBytes);
  if (!text.ok()) return text.status();
  const absl::StatusOr<FileInfo> info = file.Info();
  if (!info.ok()) return info.status();
  preview->AddFile(path, *text, TextfileSeconds(info->modified));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ScrapeResult> PreviewDirectory(Directory& directory) {
  const absl::StatusOr<std::vector<DirectoryEntry>> entries =
      ListTextfiles(directory);
  if (!entries.ok()) return entries.status();
  ScrapePreview preview;
  for (const DirectoryEntry& entry : *entries) {
    const std::string path = TextfilePath(directory.path(), entry.name);
    const OpenedTextfile opened = OpenTextfile(directory, entry);
    if (opened.file != nullptr) {
      if (!Add(*opened.file, path, &preview).ok()) preview.AddUnreadable();
    } else if (opened.read_as_empty[static_cast<size_t>(
                   Collector::kNodeExporter150)]) {
      preview.AddFile(path, "", TextfileSeconds(opened.info.modified));
    } else if (opened.problem.has_value()) {
      const Effect effect = EffectsOf(
          *opened.problem)[static_cast<size_t>(Collector::kNodeExporter150)];
      if (effect == Effect::kHang) {
        preview.AddEndless();
      } else {
        preview.AddUnreadable();
      }
    }
  }
  return preview.Finish();
}

absl::StatusOr<ScrapeResult> PreviewFile(ReadableFile& file,
                                         const std::string& path) {
  ScrapePreview preview;
  const absl::Status added = Add(file, TextfilePath("", path), &preview);
  if (!added.ok()) return added;
  return preview.Finish();
}

}  // namespace promfile
