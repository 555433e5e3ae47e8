#ifndef PROMFILE_SYSTEM_POSIX_DIRECTORY_H_
#define PROMFILE_SYSTEM_POSIX_DIRECTORY_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "promfile/system/file_system.h"
#include "promfile/system/unique_fd.h"

namespace promfile {

// A directory by its descriptor: its path is never walked again.
class PosixDirectory final : public Directory {
 public:
  PosixDirectory(UniqueFd fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  const std::string& path() const override { return path_; }
  absl::StatusOr<FileInfo> Info() override;
  absl::StatusOr<std::vector<DirectoryEntry>> List() override;
  absl::StatusOr<FileInfo> Stat(const std::string& name) override;
  absl::StatusOr<FileInfo> StatTarget(const std::string& name) override;
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& name, Links links) override;
  absl::StatusOr<std::unique_ptr<WritableFile>> CreateUnnamed(
      uint32_t mode) override;
  absl::Status Link(WritableFile& file, const std::string& name) override;
  absl::StatusOr<std::unique_ptr<WritableFile>> CreateExclusive(
      const std::string& name) override;
  absl::Status Rename(const std::string& from, const std::string& to) override;
  absl::Status Remove(const std::string& name) override;
  absl::Status Sync() override;
  absl::StatusOr<std::unique_ptr<FileLock>> Lock(const std::string& name,
                                                 absl::Duration wait) override;

 private:
  // Opens the plain file that the link `name` leads to.
  absl::StatusOr<UniqueFd> OpenLinked(const std::string& name);
  // Opens `name` and refuses what is no plain file.
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenPlain(
      const std::string& name);

  UniqueFd fd_;
  std::string path_;
  bool listed_ = false;  // The next listing must go back to the start.
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_POSIX_DIRECTORY_H_
