#ifndef PROMFILE_TEXT_TEXT_WRITER_H_
#define PROMFILE_TEXT_TEXT_WRITER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "promfile/exposition/metric_family.h"

namespace promfile {

// The canonical text of `families`: for each, HELP, TYPE and its samples in the
// given order, values as Go writes them. ParseFamilies reads the same families
// back from it, unless it refuses the text: for a family or a label that stands
// there twice, or a family named like a part of another.
//
// InvalidArgument for what no text can say: "metric name 'a-b' is not
// [a-zA-Z_:][a-zA-Z0-9_:]*", "sample 'm_count' is no part of gauge 'm'".
// Whether a collector takes the text is ValidateText's business.
absl::StatusOr<std::string> WriteText(const Families& families);

// The same of one family, behind what `text` has. It may have a part of the
// family after an error.
absl::Status AppendText(const MetricFamily& family, std::string* text);

}  // namespace promfile

#endif  // PROMFILE_TEXT_TEXT_WRITER_H_
