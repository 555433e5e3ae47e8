#ifndef PROMFILE_TOOLS_SUGGESTION_H_
#define PROMFILE_TOOLS_SUGGESTION_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace promfile {

// The one of `candidates` that somebody who typed `word` most likely meant: the
// fewest letters inserted, removed, replaced or swapped with a neighbour, the
// first one of several. Empty if none is near. Pure.
std::string Suggestion(absl::string_view word,
                       absl::Span<const absl::string_view> candidates);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_SUGGESTION_H_
