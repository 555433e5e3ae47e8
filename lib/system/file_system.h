#ifndef PROMFILE_SYSTEM_FILE_SYSTEM_H_
#define PROMFILE_SYSTEM_FILE_SYSTEM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace promfile {

// The edge: the few calls on files that promfile makes, so that "disk full at
// the third call" is a loop in a test. PosixFileSystem is the real one; tests
// have one in memory, one that fails at call N and one that forgets what was
// not synced.
//
// Errors of every method, unless said otherwise:
//   NotFound             no such file or directory
//   PermissionDenied     EACCES, EPERM, EROFS
//   AlreadyExists        EEXIST
//   FailedPrecondition   not the kind of file that was asked for; a link where
//                        none may be followed
//   ResourceExhausted    disk, quota, inodes, descriptors or memory are used up
//   DataLoss             EIO
//   Unimplemented        this kernel or file system has no such call
//   Unavailable          try again later
//   Unknown              anything else
// The message is the reason alone ("no space left on device"): callers say
// which file, and what state the world is in.
//
// Names given to a Directory are one component. No method follows a link in
// the last component unless it says so.

struct FileInfo {
  enum class Kind { kRegular, kDirectory, kSymlink, kFifo, kSocket, kDevice };
  Kind kind = Kind::kRegular;
  uint64_t size = 0;     // bytes
  uint32_t mode = 0644;  // permission bits only
  uint32_t owner = 0;    // uid
  uint32_t group = 0;    // gid
  uint64_t links = 1;
  uint64_t device = 0;
  uint64_t inode = 0;
  absl::Time modified;
  // The device that is always empty, /dev/null.
  bool is_null_device = false;
};

// What a kind is called in a message: "a FIFO".
absl::string_view KindName(FileInfo::Kind kind);

// A name as it was met when its directory was listed.
struct DirectoryEntry {
  std::string name;
  // Of the name itself, not of what a link leads to. Unset where the file
  // system does not say when listing: Stat does.
  absl::optional<FileInfo::Kind> kind;
};

// That of `entries`, which are sorted by name; nullptr if it is not there.
const DirectoryEntry* FindEntry(const std::vector<DirectoryEntry>& entries,
                                absl::string_view name);

// Whether a symbolic link is followed or refused. kListed refuses, and opens
// what List() has called a plain file without another look at it: only what has
// been exchanged since is opened before it is refused.
enum class Links { kFollow, kRefuse, kListed };

// A file open for reading. Not thread-safe.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  // Reads up to `size` bytes to `buffer` and returns how many: 0 is the end.
  virtual absl::StatusOr<size_t> Read(char* buffer, size_t size) = 0;
  // As it was when it was opened, or later.
  virtual absl::StatusOr<FileInfo> Info() = 0;
};

// A new file open for writing, without a name of a reader's. Destruction closes
// it; it removes no name. Not thread-safe.
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  // Writes all of `bytes` (short writes are finished) or fails; after a failure
  // any part may have been written.
  virtual absl::Status Append(absl::string_view bytes) = 0;
  // Sets permission bits exactly, whatever the umask.
  virtual absl::Status SetMode(uint32_t mode) = 0;
  virtual absl::Status SetOwner(uint32_t owner, uint32_t group) = 0;
  virtual absl::Status SetGroup(uint32_t group) = 0;
  virtual absl::StatusOr<FileInfo> Info() = 0;
  // Returns once the content is on stable storage. Must not be called again
  // after it failed: the kernel may have dropped the pages.
  virtual absl::Status Sync() = 0;
  // Closes; reports what only close tells (NFS, quota). At most once.
  virtual absl::Status Close() = 0;
};

// An exclusive lock; the kernel drops it when the process dies. Destruction
// releases it.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

// A directory that was opened once; everything happens relative to it, so that
// swapping a component of its path changes nothing. Not thread-safe, but that
// of PosixFileSystem lets several threads look at names and open for reading.
class Directory {
 public:
  virtual ~Directory() = default;

  // The path that it was opened by.
  virtual const std::string& path() const = 0;
  virtual absl::StatusOr<FileInfo> Info() = 0;
  // All names but "." and "..", in byte order.
  virtual absl::StatusOr<std::vector<DirectoryEntry>> List() = 0;
  // Looks at the name itself, not through it.
  virtual absl::StatusOr<FileInfo> Stat(const std::string& name) = 0;
  // Looks at what the name leads to, through symbolic links. NotFound: nowhere.
  virtual absl::StatusOr<FileInfo> StatTarget(const std::string& name) = 0;
  // Opens a plain file for reading. Never blocks, and no Read of it does:
  // anything but a plain file is FailedPrecondition ("is a FIFO") and is not
  // opened (of kListed: unless it was one when listed), and a file of the
  // kernel's that has nothing to say yet is Unavailable. Unreadable:
  // PermissionDenied. kFollow is what a collector does.
  virtual absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& name, Links links) = 0;

  // A new file without any name, on this directory's file system, with those
  // bits of `mode` that the umask or the directory leaves; Info() tells which.
  // Unimplemented where the kernel or the file system cannot (O_TMPFILE).
  virtual absl::StatusOr<std::unique_ptr<WritableFile>> CreateUnnamed(
      uint32_t mode) = 0;
  // Gives a file of CreateUnnamed its first name. AlreadyExists if taken;
  // Unimplemented where that is not possible (no /proc, refused linkat).
  virtual absl::Status Link(WritableFile& file, const std::string& name) = 0;
  // A new file called `name`, mode 0600. AlreadyExists if the name is taken, by
  // a dangling link too.
  virtual absl::StatusOr<std::unique_ptr<WritableFile>> CreateExclusive(
      const std::string& name) = 0;
  // Replaces `to` by `from` in one step.
  virtual absl::Status Rename(const std::string& from,
                              const std::string& to) = 0;
  virtual absl::Status Remove(const std::string& name) = 0;
  // Makes the names (not the contents) durable. OK too on file systems that
  // cannot be told to (EINVAL).
  virtual absl::Status Sync() = 0;
  // Takes the exclusive lock on the plain file `name`, waiting up to `wait`.
  // The file is created if there is none, open to exactly those who may write
  // in the directory, so that somebody who can only read it blocks nobody; it
  // stays. Unavailable: still locked by another after `wait`.
  virtual absl::StatusOr<std::unique_ptr<FileLock>> Lock(
      const std::string& name, absl::Duration wait) = 0;
};

// Opens directories and gives random bytes. Thread-safe.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // The last component may be a link to a directory.
  virtual absl::StatusOr<std::unique_ptr<Directory>> OpenDirectory(
      const std::string& path) = 0;
  // Opens any readable thing but a directory by path, through links: a plain
  // file, or a pipe that the user named. May block for a FIFO.
  virtual absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& path) = 0;
  // Looks at what `path` leads to, through links.
  virtual absl::StatusOr<FileInfo> Stat(const std::string& path) = 0;
  // What the symbolic link `path` says. Unknown: it is none.
  virtual absl::StatusOr<std::string> ReadLink(const std::string& path) = 0;
  // Fills `bytes` with randomness that nobody can predict.
  virtual absl::Status Random(char* bytes, size_t size) = 0;
  // The effective user of this process.
  virtual uint32_t User() = 0;
};

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_FILE_SYSTEM_H_
