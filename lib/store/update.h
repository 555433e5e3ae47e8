#ifndef PROMFILE_STORE_UPDATE_H_
#define PROMFILE_STORE_UPDATE_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "promfile/store/publish.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Makes a new text of the old one, which is unset where there is no file. Runs
// under the directory's lock. An error keeps the old file.
using TextChange = absl::FunctionRef<absl::StatusOr<std::string>(
    const absl::optional<std::string>& previous)>;

// Read-modify-write: replaces `name` (as TargetName gives it) in `directory` by
// what `change` makes of its present text. Exact under concurrency: reading,
// changing, validating and replacing happen under one lock, so that no other
// writer of the directory comes between. What holds for Publish holds for the
// new text; `options.dry_run` is not heard.
//
// An old file that cannot be read, that is larger than `options.max_bytes`, is
// exchanged while it is read or has a second name (a hard link to somebody
// else's file, perhaps), is an error (stage kTarget), and stays; an
// error of `change` is one of stage kDecide with its own message.
PublishResult Update(FileSystem& files, Directory& directory,
                     const std::string& name, const PublishOptions& options,
                     TextChange change);

}  // namespace promfile

#endif  // PROMFILE_STORE_UPDATE_H_
