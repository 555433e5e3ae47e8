#ifndef PROMFILE_STORE_REPLACE_FILE_H_
#define PROMFILE_STORE_REPLACE_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "promfile/system/file_system.h"

namespace promfile {

// How much of a replaced file is on stable storage when the call returns.
enum class Durability {
  kFull,    // content before the rename, the directory after it
  kAtomic,  // content before the rename: a power cut leaves old or new
  kNone,    // nothing: for tmpfs
};

struct ReplaceOptions {
  Durability durability = Durability::kFull;
  // Permission bits, applied exactly, whatever the umask and whatever the old
  // file had.
  uint32_t mode = 0644;
  absl::optional<uint32_t> group;
  // How long to wait for other writers of this directory.
  absl::Duration lock_wait = absl::Seconds(10);
  // TERM, INT, HUP and QUIT wait while there is a temporary file. True: once
  // the file is replaced they stay blocked in this thread, so that a program
  // that ends now ends with the exit code that tells the truth, not by a
  // signal.
  bool keep_signals_blocked = false;
};

// How far a replacement got; what an exit code is chosen by.
enum class ReplaceStage {
  kTarget,
  kLock,
  kDecide,
  kCreate,
  kWrite,
  kReplace,
  kConfirm
};

struct ReplaceResult {
  // OK, or the reason that ended it: "cannot create a file in '/dir': no space
  // left on device".
  absl::Status status;
  // The stage that `status` is of; kConfirm if it is OK.
  ReplaceStage stage = ReplaceStage::kConfirm;
  // True once readers see the new text. With a failed `status`: in place, but
  // not confirmed on disk. False: the old file, if any, is as it was.
  bool replaced = false;
};

// Replaces the file `name` (as TargetName gives it) in `directory`
// by `text` in one step: a concurrent scrape sees all of the old bytes or all
// of the new ones. No other name that ends in ".prom" ever exists.
//
// Takes the directory's lock first, lists the directory, removes what killed
// writers of this user have left, then asks `decide`, which may read the
// directory and refuses by returning an error (stage kDecide); it is given the
// names that are there, sorted, so that nobody needs to list them twice.
// Everything after that is create, write, set mode, sync, rename, sync. The
// target may not be a link, FIFO, socket, device or directory
// (FailedPrecondition); hard links are broken.
//
// Blocks for the lock and two syncs. Borrows its arguments. Several processes
// and several `Directory` objects may replace at the same time. After a failure
// no temporary file of this call is left, unless its removal failed as well;
// the next call removes it. Where std::bad_alloc is thrown, nothing has been
// replaced; where memory ends later, `status` may have no message.
ReplaceResult ReplaceFile(
    FileSystem& files, Directory& directory, const std::string& name,
    absl::string_view text, const ReplaceOptions& options,
    absl::FunctionRef<absl::Status(const std::vector<DirectoryEntry>& entries)>
        decide);

// The same with a text that is made under the lock, when it is known what is
// there, and lasts until this returns. An error of `text` is one of stage
// kDecide.
ReplaceResult ReplaceFileWith(
    FileSystem& files, Directory& directory, const std::string& name,
    const ReplaceOptions& options,
    absl::FunctionRef<absl::StatusOr<absl::string_view>(
        const std::vector<DirectoryEntry>& entries)>
        text);

}  // namespace promfile

#endif  // PROMFILE_STORE_REPLACE_FILE_H_
