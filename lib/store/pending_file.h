#ifndef PROMFILE_STORE_PENDING_FILE_H_
#define PROMFILE_STORE_PENDING_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "promfile/system/file_system.h"

namespace promfile {

// A file beside its target that lives until it is committed. Unless Commit()
// has returned OK the destructor removes it, so an early return leaves no
// litter. It never has a name that ends in ".prom" before Commit().
//
// Life: Create, SetMode, file() to fill it, GiveName, file().Sync(), Close,
// Commit, Confirm. Borrows what it was created with. Not thread-safe.
class PendingFile {
 public:
  // kLate: the file has no name until GiveName, so that a process killed before
  // leaves nothing. kAtOnce: for file systems that cannot do that.
  enum class Naming { kLate, kAtOnce };

  // Unimplemented with kLate: try kAtOnce.
  // `mode` is what a file that is named late may have from the start.
  static absl::StatusOr<PendingFile> Create(FileSystem& files,
                                            Directory& directory, Naming naming,
                                            uint32_t mode = 0600);
  PendingFile(PendingFile&& other) noexcept;
  ~PendingFile();

  WritableFile& file() { return *file_; }
  // Its temporary name; empty if it has none.
  const std::string& name() const { return name_; }

  // Sets its mode, unless it has it already. Before GiveName.
  absl::Status SetMode(uint32_t mode);
  // Gives it a temporary name if it has none. To be called before Sync: a file
  // without a name is not worth logging to some file systems (btrfs), and would
  // be empty after a power cut. Unimplemented: begin again with kAtOnce.
  absl::Status GiveName();
  // Closes it. At most once, before Commit.
  absl::Status Close();
  // Renames it to `target`, replacing that.
  absl::Status Commit(const std::string& target);
  // After Commit: FailedPrecondition or NotFound unless `target` is this file.
  // Whoever may write in the directory can exchange a name at any moment, so
  // that what was renamed may have been something else.
  absl::Status Confirm(const std::string& target);

 private:
  PendingFile(FileSystem& files, Directory& directory)
      : files_(&files), directory_(&directory) {}
  // Tries `create` with fresh names until one is not taken.
  absl::Status WithFreshName(absl::FunctionRef<absl::Status()> create);

  FileSystem* files_;
  Directory* directory_;
  std::unique_ptr<WritableFile> file_;
  std::string name_;
  absl::optional<FileInfo> info_;  // of some moment before it was closed
};

}  // namespace promfile

#endif  // PROMFILE_STORE_PENDING_FILE_H_
