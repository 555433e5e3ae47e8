#ifndef PROMFILE_JOB_JOB_NAME_H_
#define PROMFILE_JOB_JOB_NAME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace promfile {

// What a user calls a job, in its two other forms. Both are one to one: two
// jobs have two labels and two files.
struct JobName {
  std::string label;      // the value of the label `name`: as the user wrote it
  std::string file_name;  // "backup.prom"
};

// A typed ".prom" is taken off first, as everywhere. In the file name these
// bytes become "%" and two upper-case hexadecimal digits:
//   / and %                              everywhere
//   control characters (C0, DEL, C1)     everywhere
//   . and -                              at the beginning
//   p                                    of a job called "promfile", whose file
//                                        is promfile's own
// Everything else, non-ASCII letters included, stays as it is.
//
// InvalidArgument, fit to print: an empty name, one that is not UTF-8, or one
// whose file name would have more than 200 bytes.
absl::StatusOr<JobName> MakeJobName(absl::string_view typed);

// The label that a file name of MakeJobName stands for: its inverse.
std::string LabelOfJobFile(absl::string_view file_name);

}  // namespace promfile

#endif  // PROMFILE_JOB_JOB_NAME_H_
