#include "tools/usage.h"

#include "absl/strings/str_cat.h"

namespace promfile {

ExitCode WrongUse(Console& console, absl::string_view command,
                  const absl::Status& problem) {
  console.Problem(absl::StrCat(problem.message(), "\nsee 'promfile ", command,
                               command.empty() ? "" : " ", "--help'"));
  return kExitUsage;
}

}  // namespace promfile
