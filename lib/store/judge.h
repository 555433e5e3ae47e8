#ifndef PROMFILE_STORE_JUDGE_H_
#define PROMFILE_STORE_JUDGE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "promfile/check/file_report.h"
#include "promfile/check/finding.h"
#include "promfile/check/label_orders.h"
#include "promfile/check/validate.h"
#include "promfile/store/publish.h"
#include "promfile/system/file_system.h"

namespace promfile {

// Says whether a text may be published as the file `name` of a directory:
// first Prepare(), then Alone(), then Beside(). Borrows what it is made with.
class Judge {
 public:
  Judge(Directory& directory, const std::string& name,
        const PublishOptions& options)
      : directory_(directory), name_(name), options_(options) {}

  // Chooses a secret key. Fails if `files` has no randomness.
  absl::Status Prepare(FileSystem& files);

  // What is wrong with `text` itself goes to `*findings`. InvalidArgument if
  // one of them is an error, or if there is any and the options are strict. If
  // it is known to be `all_alone`, nothing is remembered to be compared.
  absl::Status Alone(absl::string_view text, bool all_alone,
                     Findings* findings);

  // Whether Beside has nothing to do with these entries.
  bool AreAllAlone(const std::vector<DirectoryEntry>& entries) const;

  // What is wrong between that text and the other files among `entries` is
  // added to `*findings`. InvalidArgument as above, unless the options say that
  // it is to be published all the same. ResourceExhausted: this process lacked
  // memory or descriptors to read one of them, which says nothing of what a
  // collector will read there. Never blocks. Files that cannot be read, links
  // to what not everybody may read, and what comes after 64 MiB of the others
  // (less where lines are short), are not compared.
  absl::Status Beside(const std::vector<DirectoryEntry>& entries,
                      Findings* findings);

 private:
  // Whether the entry is another file that collectors read.
  bool IsOther(const DirectoryEntry& entry) const;
  absl::Status Refused() const;
  absl::Status CannotCompare(const std::string& other,
                             const absl::Status& reason) const;

  Directory& directory_;
  const std::string& name_;
  const PublishOptions& options_;
  LabelOrders label_orders_;
  ValidateOptions validate_options_;
  FileReport report_;
};

}  // namespace promfile

#endif  // PROMFILE_STORE_JUDGE_H_
