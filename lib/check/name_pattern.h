#ifndef PROMFILE_CHECK_NAME_PATTERN_H_
#define PROMFILE_CHECK_NAME_PATTERN_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace promfile {

// Which metric families a producer may publish: those that match one of the
// allowed patterns (all, if there are none) and none of the denied ones. A
// pattern is RE2 syntax and must match the whole family name. Immutable, thus
// thread-safe.
class NamePolicy {
 public:
  // InvalidArgument names the first pattern that RE2 does not take, and why.
  static absl::StatusOr<std::unique_ptr<NamePolicy>> Create(
      const std::vector<std::string>& allow,
      const std::vector<std::string>& deny);
  ~NamePolicy();
  NamePolicy(const NamePolicy&) = delete;
  NamePolicy& operator=(const NamePolicy&) = delete;

  // OK, or why `family` may not be published: "matches the denied pattern
  // 'node_.*'".
  absl::Status Check(absl::string_view family) const;

 private:
  class Impl;
  explicit NamePolicy(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_NAME_PATTERN_H_
