#include "promfile/directory/textfile.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace promfile {
namespace {

Finding Problem(RuleId rule, std::string message, std::string remedy) {
  Finding finding;
  finding.rule = rule;
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  return finding;
}

Finding Unreadable(const absl::Status& why) {
  if (absl::IsNotFound(why)) {
    return Problem(RuleId::kUnreadable, "the link leads nowhere", "remove it");
  }
  return Problem(RuleId::kUnreadable,
                 absl::StrCat("cannot be read: ", why.message()), "");
}

// False for anything else than a plain file and what opening it tells of;
// `*opened` then says what it is.
bool IsPlainFile(Directory& directory, const DirectoryEntry& entry,
                 OpenedTextfile* opened) {
  absl::StatusOr<FileInfo> info = FileInfo();
  if (entry.kind == FileInfo::Kind::kFifo) {
    info->kind = FileInfo::Kind::kFifo;
  } else {
    info = directory.StatTarget(entry.name);
  }
  if (!info.ok()) {
    // A link that leads nowhere is there; what has gone is not.
    if (!absl::IsNotFound(info.status()) || directory.Stat(entry.name).ok()) {
      opened->problem = Unreadable(info.status());
      opened->failure = info.status();
    }
    return false;
  }
  opened->info = *info;
  switch (info->kind) {
    case FileInfo::Kind::kFifo:
      opened->problem =
          Problem(RuleId::kFifo, "a FIFO called *.prom blocks every scrape",
                  "remove it");
      return false;
    case FileInfo::Kind::kDirectory:
      opened->read_as_empty[static_cast<size_t>(Collector::kNodeExporter150)] =
          true;
      opened->problem =
          Problem(RuleId::kDirectoryEntry,
                  "a directory called *.prom is an error for newer exporters",
                  "rename it");
      return false;
    case FileInfo::Kind::kDevice:
      if (info->is_null_device) {
        opened->read_as_empty = kAllCollectors;
      } else {
        opened->problem =
            Problem(RuleId::kDevice,
                    "a device called *.prom may block every scrape, or never "
                    "end",
                    "remove it");
      }
      return false;
    case FileInfo::Kind::kRegular:
    case FileInfo::Kind::kSocket:
    case FileInfo::Kind::kSymlink:
      return true;
  }
  return true;
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

std::string TextfilePath(absl::string_view directory, absl::string_view name) {
  const std::string path =
      absl::StrCat(directory, directory.empty() ? "" : "/", name);
  const bool rooted = path[0] == '/';
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : absl::StrSplit(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !rooted) {
      parts.push_back(part);
    }
  }
  return absl::StrCat(rooted ? "/" : "", absl::StrJoin(parts, "/"));
}

int64_t TextfileSeconds(absl::Time modified) {
  const timespec time = absl::ToTimespec(modified);
  const uint64_t nanoseconds =
      static_cast<uint64_t>(time.tv_sec) * 1000000000u +
      static_cast<uint64_t>(time.tv_nsec);
  return static_cast<int64_t>(nanoseconds) / 1000000000;
}

OpenedTextfile OpenTextfile(Directory& directory, const DirectoryEntry& entry) {
  OpenedTextfile opened;
  // A plain file is looked at when it is opened.
  if (entry.kind != FileInfo::Kind::kRegular &&
      !IsPlainFile(directory, entry, &opened)) {
    return opened;
  }
  absl::StatusOr<std::unique_ptr<ReadableFile>> file = directory.OpenForReading(
      entry.name,
      entry.kind == FileInfo::Kind::kRegular ? Links::kListed : Links::kFollow);
  if (file.ok()) {
    opened.file = *std::move(file);
  } else if (!absl::IsNotFound(file.status())) {
    opened.problem = Unreadable(file.status());
    opened.failure = file.status();
  }
  return opened;
}

}  // namespace promfile
