#include "promfile/store/pending_file.h"

#include <new>

#include "promfile/store/temporary_name.h"

namespace promfile {

absl::Status PendingFile::WithFreshName(
    absl::FunctionRef<absl::Status()> create) {
  constexpr int kAttempts = 3;
  absl::Status status;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    absl::StatusOr<std::string> name = NewTemporaryName(*files_);
    if (!name.ok()) return name.status();
    // Ours from here on: a call that says it failed may have been done.
    name_ = *std::move(name);
    status = create();
    if (!absl::IsAlreadyExists(status)) return status;
    name_.clear();
  }
  return status;
}

absl::StatusOr<PendingFile> PendingFile::Create(FileSystem& files,
                                                Directory& directory,
                                                Naming naming, uint32_t mode) {
  PendingFile pending(files, directory);
  if (naming == Naming::kLate) {
    absl::StatusOr<std::unique_ptr<WritableFile>> file =
        directory.CreateUnnamed(mode);
    if (!file.ok()) return file.status();
    pending.file_ = *std::move(file);
    return pending;
  }
  absl::Status status = pending.WithFreshName([&] {
    absl::StatusOr<std::unique_ptr<WritableFile>> file =
        directory.CreateExclusive(pending.name_);
    if (!file.ok()) return file.status();
    pending.file_ = *std::move(file);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return pending;
}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : files_(other.files_),
      directory_(other.directory_),
      file_(std::move(other.file_)),
      name_(std::exchange(other.name_, std::string())),
      info_(other.info_) {}

PendingFile::~PendingFile() {
  if (name_.empty()) return;
  try {
    directory_->Remove(name_).IgnoreError();
  } catch (const std::bad_alloc&) {
    // Of the status that says why it could not be removed.
  }
}

absl::Status PendingFile::SetMode(uint32_t mode) {
  const absl::StatusOr<FileInfo> info = file_->Info();
  if (!info.ok()) return info.status();
  info_ = *info;
  return info->mode == mode ? absl::OkStatus() : file_->SetMode(mode);
}

absl::Status PendingFile::GiveName() {
  if (!name_.empty()) return absl::OkStatus();
  return WithFreshName([&] { return directory_->Link(*file_, name_); });
}

absl::Status PendingFile::Close() {
  if (!info_.has_value()) {
    const absl::StatusOr<FileInfo> info = file_->Info();
    if (!info.ok()) return info.status();
    info_ = *info;
  }
  return file_->Close();
}

absl::Status PendingFile::Commit(const std::string& target) {
  absl::Status status = directory_->Rename(name_, target);
  if (status.ok()) name_.clear();
  return status;
}

absl::Status PendingFile::Confirm(const std::string& target) {
  const absl::StatusOr<FileInfo> named = directory_->Stat(target);
  if (!named.ok()) return named.status();
  if (named->inode == info_->inode && named->device == info_->device) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError("another process has exchanged it");
}

}  // namespace promfile
