#include "promfile/directory/textfile.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

Finding Problem(RuleId rule, std::string message, std::string remedy) {
  Finding finding;
  finding.rule = rule;
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  return finding;
}

// `kind` is that of the name; `why` also tells what a link leads to.
Finding ProblemOfKind(absl::optional<FileInfo::Kind> kind,
                      const absl::Status& why) {
  const auto is = [&](FileInfo::Kind wanted) {
    return kind == wanted ||
           (absl::IsFailedPrecondition(why) &&
            absl::StrContains(why.message(), KindName(wanted)));
  };
  if (is(FileInfo::Kind::kFifo)) {
    return Problem(RuleId::kFifo, "a FIFO called *.prom blocks every scrape",
                   "remove it");
  }
  if (is(FileInfo::Kind::kDirectory)) {
    return Problem(RuleId::kDirectoryEntry,
                   "a directory called *.prom is an error for newer exporters",
                   "rename it");
  }
  if (absl::IsNotFound(why)) {
    return Problem(RuleId::kUnreadable, "the link leads nowhere", "remove it");
  }
  return Problem(RuleId::kUnreadable,
                 absl::StrCat("cannot be read: ", why.message()), "");
}

}  // namespace

bool IsTextfileName(absl::string_view name) {
  return absl::EndsWith(name, ".prom");
}

absl::StatusOr<std::vector<DirectoryEntry>> ListTextfiles(
    Directory& directory) {
  absl::StatusOr<std::vector<DirectoryEntry>> entries = directory.List();
  if (!entries.ok()) return entries;
  entries->erase(std::remove_if(entries->begin(), entries->end(),
                                [](const DirectoryEntry& entry) {
                                  return !IsTextfileName(entry.name);
                                }),
                 entries->end());
  return entries;
}

OpenedTextfile OpenTextfile(Directory& directory, const DirectoryEntry& entry) {
  OpenedTextfile opened;
  absl::optional<FileInfo::Kind> kind = entry.kind;
  if (kind == FileInfo::Kind::kFifo || kind == FileInfo::Kind::kDirectory) {
    opened.problem = ProblemOfKind(kind, absl::OkStatus());
    return opened;
  }
  absl::StatusOr<std::unique_ptr<ReadableFile>> file =
      directory.OpenForReading(entry.name);
  if (file.ok()) {
    opened.file = *std::move(file);
    if (!IsUtf8(entry.name)) {
      opened.problem = Problem(
          RuleId::kFileName,
          "a file name that is not UTF-8 crashes the exporter", "rename it");
    }
    return opened;
  }
  const absl::StatusOr<FileInfo> info = directory.Stat(entry.name);
  if (!info.ok()) return opened;
  opened.problem = ProblemOfKind(info->kind, file.status());
  return opened;
}

}  // namespace promfile
