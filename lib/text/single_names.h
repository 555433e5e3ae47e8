#ifndef PROMFILE_TEXT_SINGLE_NAMES_H_
#define PROMFILE_TEXT_SINGLE_NAMES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace promfile {

// Holds the label names of a line against the rule that each stands there once.
// Collectors take a second le or quantile where it is the bound of the family,
// so that one of them may stand twice.
class SingleNames {
 public:
  // The name that is one too many, as it stands where it does; empty if there
  // is none. `*bound` becomes what stands again of le or quantile, the last
  // one, or stays.
  absl::string_view FindRepeated(const std::vector<absl::string_view>& names,
                                 absl::string_view* bound);

 private:
  absl::string_view FindAmongMany(const std::vector<absl::string_view>& names,
                                  absl::string_view* bound);

  std::vector<absl::string_view> sorted_;
  // The names of a line, one behind the other, and those of a line before that
  // has none twice.
  std::string joined_;
  std::string single_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_SINGLE_NAMES_H_
