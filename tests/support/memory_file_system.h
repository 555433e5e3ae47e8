#ifndef PROMFILE_TESTS_SUPPORT_MEMORY_FILE_SYSTEM_H_
#define PROMFILE_TESTS_SUPPORT_MEMORY_FILE_SYSTEM_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/system/file_system.h"

namespace promfile {

// A file's content and attributes, as many names may share them.
struct MemoryFile {
  FileInfo info;
  std::string content;
  // What Sync() has made durable; unset: nothing has ever been synced.
  absl::optional<std::string> synced;
  std::string link_target;  // of a symbolic link: a name of the same directory
};

// A directory's names. A copy shares the files.
using MemoryNames = std::map<std::string, std::shared_ptr<MemoryFile>>;

struct MemoryDirectoryState {
  FileInfo info;
  MemoryNames names;
  // The names as they were at the last Sync(), and after each change since.
  std::vector<MemoryNames> history = {MemoryNames()};
  std::set<std::string> locked;
};

// What a MemoryFileSystem does and does not have, for the calls that fall back.
struct MemoryFeatures {
  bool unnamed_files = true;   // else CreateUnnamed is Unimplemented
  bool link_unnamed = true;    // else Link is Unimplemented
  bool kinds_in_lists = true;  // else List() leaves `kind` unset
};

// A file system in memory, without the failures of a real one: no permission is
// checked, nothing is ever full, and a lock that is held is Unavailable at
// once. Directories are named by whole paths; there is no tree. Not
// thread-safe.
class MemoryFileSystem final : public FileSystem {
 public:
  explicit MemoryFileSystem(MemoryFeatures features = {})
      : features_(features) {}

  // Setting the scene, all of it durable. The directory is made if there is
  // none. Paths are "/dir/name".
  void MakeDirectory(const std::string& path, uint32_t mode = 0755);
  void Put(const std::string& path, absl::string_view content,
           uint32_t mode = 0644, uint32_t owner = 0);
  void PutKind(const std::string& path, FileInfo::Kind kind);
  void PutLink(const std::string& path, const std::string& target);
  void PutHardLink(const std::string& path, const std::string& existing);
  // A lock of somebody else's.
  void HoldLock(const std::string& path);
  void set_user(uint32_t user) { user_ = user; }

  // Looking at it. Get: the content that a reader sees, nullopt without file.
  absl::optional<std::string> Get(const std::string& path) const;
  absl::optional<FileInfo> InfoOf(const std::string& path) const;
  std::vector<std::string> Names(const std::string& directory) const;
  // Every name ending in ".prom" that was ever there, with its directory.
  const std::set<std::string>& prom_names_seen() const { return prom_names_; }

  const MemoryDirectoryState* Find(const std::string& directory) const;

  absl::StatusOr<std::unique_ptr<Directory>> OpenDirectory(
      const std::string& path) override;
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& path) override;
  absl::StatusOr<FileInfo> Stat(const std::string& path) override;
  absl::StatusOr<std::string> ReadLink(const std::string& path) override;
  absl::Status Random(char* bytes, size_t size) override;
  uint32_t User() override { return user_; }

 private:
  friend class MemoryDirectory;

  std::shared_ptr<MemoryFile> NewFile(FileInfo::Kind kind, uint32_t mode);
  void PutFile(const std::string& path, std::shared_ptr<MemoryFile> file);

  MemoryFeatures features_;
  std::map<std::string, std::shared_ptr<MemoryDirectoryState>> directories_;
  std::set<std::string> prom_names_;
  uint64_t next_inode_ = 1;
  uint64_t next_random_ = 1;
  uint32_t user_ = 0;
};

// "/dir/name" -> {"/dir", "name"}.
std::pair<std::string, std::string> SplitPath(const std::string& path);

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_MEMORY_FILE_SYSTEM_H_
