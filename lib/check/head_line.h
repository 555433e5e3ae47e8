#ifndef PROMFILE_CHECK_HEAD_LINE_H_
#define PROMFILE_CHECK_HEAD_LINE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/exposition/label_set.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// What the newest source's parser knows when it comes to a line.
struct HeadState {
  bool has_family = false;  // a line before named one
  bool has_sample = false;  // a line before was a sample
  // Of the family named last; unset: no type yet.
  absl::optional<MetricType> type;
  // A line of a histogram or summary stood before.
  bool has_compound = false;
  // The type that a sample of this name gets; unset: of a new family.
  std::function<absl::optional<MetricType>(absl::string_view name)> type_of;
};

// What it makes of a line.
struct HeadLine {
  enum class Kind {
    kError,  // the file is rejected
    kCrash,  // the parser dies
    kNothing,
    kSample,    // with a name; `labels` and `value`
    kNameless,  // a sample without a name; `labels` and `value`
    kHelp,
    kType,
  };
  Kind kind = Kind::kError;
  std::string name;
  LabelSet labels;    // values still escaped
  std::string value;  // a number
  bool has_timestamp = false;
  // Of kHelp: the text, escaped as 1.5.0 reads it. Of kType: the type. Unset:
  // the line only names the family.
  absl::optional<std::string> help;
  absl::optional<MetricType> type;
  // The name stands in the braces.
  bool name_in_braces = false;
};

// Reads a line that node_exporter 1.5.0 refuses as the newest source does,
// which knows names in quotes and in braces. `ended` says whether a line feed
// follows.
HeadLine ReadHeadLine(absl::string_view line, bool ended,
                      const HeadState& state);

}  // namespace promfile

#endif  // PROMFILE_CHECK_HEAD_LINE_H_
