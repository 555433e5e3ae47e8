#ifndef PROMFILE_STORE_PUBLISH_FAMILIES_H_
#define PROMFILE_STORE_PUBLISH_FAMILIES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "promfile/exposition/metric_family.h"
#include "promfile/store/publish.h"
#include "promfile/system/file_system.h"

namespace promfile {

// What a program wants that has metrics of its own: writes `families` in
// canonical form and publishes them as the file `name` (with or without
// ".prom") of the existing directory at path `directory`. See Publish for what
// holds.
//
// Errors, all of which leave the old file in place unless the message says
// "replaced, but not confirmed on disk":
//   InvalidArgument    a name, label or value cannot be written, or a collector
//                      would refuse or lose something: the first finding
//   NotFound           there is no such directory
//   PermissionDenied, FailedPrecondition, Unavailable, ResourceExhausted, ...
//                      see ReplaceFile
absl::Status PublishFamilies(FileSystem& files, const std::string& directory,
                             absl::string_view name, const Families& families,
                             const PublishOptions& options);

// "backup.prom:3:14: expected '=' ..."; without a line for a whole file.
std::string FindingSentence(const Finding& finding);

}  // namespace promfile

#endif  // PROMFILE_STORE_PUBLISH_FAMILIES_H_
