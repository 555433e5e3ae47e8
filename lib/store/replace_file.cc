#include "promfile/store/replace_file.h"

#include <cstdio>
#include <memory>
#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/store/explain.h"
#include "promfile/store/leftovers.h"
#include "promfile/store/pending_file.h"
#include "promfile/store/target_name.h"
#include "promfile/system/remedy.h"
#include "promfile/system/signals.h"

namespace promfile {
namespace {

constexpr char kLockName[] = ".promfile.lock";

ReplaceResult Failed(ReplaceStage stage, absl::Status status) {
  return {std::move(status), stage, /*replaced=*/false};
}

// Refuses what must not become a file's name or mode.
absl::Status CheckRequest(const std::string& name,
                          const ReplaceOptions& options) {
  absl::StatusOr<std::string> target = TargetName(name);
  if (!target.ok()) return target.status();
  if (*target != name) {
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' does not end in '.prom'"));
  }
  constexpr uint32_t kAllowed = 0775;
  if ((options.mode & ~kAllowed) == 0) return absl::OkStatus();
  char mode[16];
  (void)std::snprintf(mode, sizeof mode, "%04o", options.mode);
  return absl::InvalidArgumentError(
      absl::StrCat("mode ", mode, " lets others write, or more"));
}

// Refuses a target that is there and no plain file.
absl::Status CheckTarget(Directory& directory, const std::string& name,
                         const std::vector<DirectoryEntry>& entries) {
  const DirectoryEntry* const entry = FindEntry(entries, name);
  if (entry == nullptr) return absl::OkStatus();
  absl::optional<FileInfo::Kind> kind = entry->kind;
  if (!kind.has_value()) {
    absl::StatusOr<FileInfo> info = directory.Stat(name);
    if (absl::IsNotFound(info.status())) return absl::OkStatus();
    if (!info.ok()) return info.status();
    kind = info->kind;
  }
  if (*kind == FileInfo::Kind::kRegular) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("it is ", KindName(*kind), ": remove it first"));
}

bool Holds(Directory& directory, const std::string& name,
           absl::string_view text, bool if_unreadable) {
  absl::StatusOr<std::unique_ptr<ReadableFile>> file =
      directory.OpenForReading(name, Links::kRefuse);
  if (!file.ok()) return if_unreadable;
  char buffer[4096];
  for (;;) {
    absl::StatusOr<size_t> count = (*file)->Read(buffer, sizeof buffer);
    if (!count.ok()) return if_unreadable;
    if (*count == 0) return text.empty();
    const absl::string_view read(buffer, *count);
    if (text.substr(0, read.size()) != read) return false;
    text.remove_prefix(read.size());
  }
}

// Whether a rename that reported an error has been done all the same, as a
// network file system may.
bool WasRenamed(Directory& directory, const std::string& from,
                const std::string& to, absl::string_view text) {
  absl::StatusOr<FileInfo> info = directory.Stat(from);
  if (info.ok()) return false;
  const bool gone = absl::IsNotFound(info.status());
  if (gone && absl::IsNotFound(directory.Stat(to).status())) {
    // One of the two answers is wrong, and which one the next may say.
    return absl::IsNotFound(directory.Stat(from).status());
  }
  return Holds(directory, to, text, /*if_unreadable=*/gone);
}

// One replacement, once everybody has agreed.
class Replacement {
 public:
  Replacement(FileSystem& files, Directory& directory, const std::string& name,
              absl::string_view text, const ReplaceOptions& options)
      : files_(files),
        directory_(directory),
        name_(name),
        text_(text),
        options_(options) {}

  ReplaceResult Run() {
    ReplaceResult result = Try(PendingFile::Naming::kLate);
    const bool needs_name = result.stage == ReplaceStage::kCreate &&
                            absl::IsUnimplemented(result.status);
    return needs_name ? Try(PendingFile::Naming::kAtOnce) : result;
  }

 private:
  ReplaceResult Try(PendingFile::Naming naming) {
    absl::StatusOr<PendingFile> pending =
        PendingFile::Create(files_, directory_, naming, FirstMode());
    if (!pending.ok()) return CreateFailed(pending.status());
    absl::Status status = Fill(*pending);
    if (!status.ok()) return Failed(ReplaceStage::kWrite, status);
    status = pending->GiveName();
    if (!status.ok()) return CreateFailed(status);
    if (options_.durability != Durability::kNone) {
      status = pending->file().Sync();
      if (!status.ok()) return Failed(ReplaceStage::kWrite, Explained(status));
    }
    status = pending->Close();
    if (!status.ok()) return Failed(ReplaceStage::kWrite, Explained(status));
    status = pending->Commit(name_);
    if (!status.ok()) {
      if (WasRenamed(directory_, pending->name(), name_, text_)) {
        return Unconfirmed(status);
      }
      return Failed(ReplaceStage::kReplace, Explained(status));
    }
    return Confirm(*pending);
  }

  ReplaceResult Confirm(PendingFile& pending) {
    try {
      absl::Status status = pending.Confirm(name_);
      if (status.ok() && options_.durability == Durability::kFull) {
        status = directory_.Sync();
      }
      if (!status.ok()) return Unconfirmed(status);
      return {absl::OkStatus(), ReplaceStage::kConfirm, /*replaced=*/true};
    } catch (const std::bad_alloc&) {
      // That the file is replaced must be told, if only without words.
      return {absl::Status(absl::StatusCode::kResourceExhausted, ""),
              ReplaceStage::kConfirm, /*replaced=*/true};
    }
  }

  // A file that a group may read is not open to the wrong one for a moment.
  uint32_t FirstMode() const {
    constexpr uint32_t kOwnerOnly = 0600;
    return options_.group.has_value() ? kOwnerOnly : options_.mode;
  }

  absl::Status Fill(PendingFile& pending) {
    if (options_.group.has_value()) {
      absl::Status status = pending.file().SetGroup(*options_.group);
      if (!status.ok()) return CannotSetGroup(status);
    }
    absl::Status status = pending.SetMode(options_.mode);
    if (status.ok()) status = pending.file().Append(text_);
    return status.ok() ? status : Explained(status);
  }

  absl::Status CannotSetGroup(const absl::Status& reason) {
    const bool not_a_member = reason.message() == "operation not permitted";
    return absl::Status(
        reason.code(),
        absl::StrCat("cannot give ", QuotedPath(directory_, name_),
                     " the group ", *options_.group, ": ",
                     not_a_member
                         ? absl::StrCat(reason.message(),
                                        ": run as root or as a member of it")
                         : WithRemedy(reason)));
  }
  absl::Status Explained(const absl::Status& reason) {
    return CannotReplace(files_, directory_, name_, reason);
  }
  ReplaceResult CreateFailed(const absl::Status& reason) {
    return Failed(ReplaceStage::kCreate,
                  CannotCreate(files_, directory_, reason));
  }
  ReplaceResult Unconfirmed(const absl::Status& reason) {
    return {absl::Status(reason.code(),
                         absl::StrCat(QuotedPath(directory_, name_),
                                      " is replaced, but not confirmed on "
                                      "disk: ",
                                      WithRemedy(reason))),
            ReplaceStage::kConfirm, /*replaced=*/true};
  }

  FileSystem& files_;
  Directory& directory_;
  const std::string& name_;
  absl::string_view text_;
  const ReplaceOptions& options_;
};

// What is the same however the text comes to be. `decide` puts it to `*text`.
ReplaceResult Replace(
    FileSystem& files, Directory& directory, const std::string& name,
    const absl::string_view* text, const ReplaceOptions& options,
    absl::FunctionRef<absl::Status(const std::vector<DirectoryEntry>& entries)>
        decide) {
  absl::Status status = CheckRequest(name, options);
  if (!status.ok()) return Failed(ReplaceStage::kTarget, status);

  absl::StatusOr<std::unique_ptr<FileLock>> lock =
      directory.Lock(kLockName, options.lock_wait);
  if (!lock.ok()) {
    return Failed(ReplaceStage::kLock,
                  CannotLock(files, directory, kLockName, options.lock_wait,
                             lock.status()));
  }
  absl::StatusOr<std::vector<DirectoryEntry>> entries = directory.List();
  if (!entries.ok()) {
    return Failed(ReplaceStage::kTarget,
                  CannotReplace(files, directory, name, entries.status()));
  }
  RemoveLeftovers(files, directory, *entries);
  status = CheckTarget(directory, name, *entries);
  if (!status.ok()) {
    return Failed(ReplaceStage::kTarget,
                  CannotReplace(files, directory, name, status));
  }
  status = decide(*entries);
  if (!status.ok()) return Failed(ReplaceStage::kDecide, status);

  SignalGuard guard;
  ReplaceResult result =
      Replacement(files, directory, name, *text, options).Run();
  if (!result.status.ok()) guard.DropFileSizeSignal();
  if (result.replaced && options.keep_signals_blocked) guard.KeepBlocked();
  return result;
}

}  // namespace

ReplaceResult ReplaceFile(
    FileSystem& files, Directory& directory, const std::string& name,
    absl::string_view text, const ReplaceOptions& options,
    absl::FunctionRef<absl::Status(const std::vector<DirectoryEntry>& entries)>
        decide) {
  return Replace(files, directory, name, &text, options, decide);
}

ReplaceResult ReplaceFileWith(
    FileSystem& files, Directory& directory, const std::string& name,
    const ReplaceOptions& options,
    absl::FunctionRef<absl::StatusOr<absl::string_view>(
        const std::vector<DirectoryEntry>& entries)>
        text) {
  absl::string_view made;
  return Replace(files, directory, name, &made, options,
                 [&](const std::vector<DirectoryEntry>& entries) {
                   const absl::StatusOr<absl::string_view> result =
                       text(entries);
                   if (result.ok()) made = *result;
                   return result.status();
                 });
}

}  // namespace promfile
