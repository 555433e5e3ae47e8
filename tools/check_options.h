#ifndef PROMFILE_TOOLS_CHECK_OPTIONS_H_
#define PROMFILE_TOOLS_CHECK_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "promfile/check/collector_profile.h"
#include "promfile/check/rules.h"
#include "tools/command_line.h"

namespace promfile {

// What the command line of `promfile check` asks for.
struct CheckOptions {
  enum class Format { kText, kJson, kGithub };

  std::vector<std::string> paths;  // "-" is standard input
  Format format = Format::kText;
  bool lint = true;
  // A rule to explain, instead of looking at paths.
  absl::optional<RuleId> explain;
  bool quiet = false;
  bool verbose = false;
  // The collectors whose troubles count.
  std::vector<Collector> collectors = {Collector::kNodeExporter150,
                                       Collector::kNodeExporterHead};
};

// InvalidArgument is wrong use, fit to print. Pure.
absl::StatusOr<CheckOptions> ParseCheckOptions(const Arguments& arguments);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_CHECK_OPTIONS_H_
