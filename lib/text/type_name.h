#ifndef PROMFILE_TEXT_TYPE_NAME_H_
#define PROMFILE_TEXT_TYPE_NAME_H_

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// The type that `token`, the rest of a TYPE line, means to a collector: it
// drops every backslash, converts to upper case (Unicode's: U+017F is an S,
// U+0131 an I), and then knows COUNTER, GAUGE, UNTYPED, SUMMARY, HISTOGRAM and
// GAUGE_HISTOGRAM.
absl::optional<MetricType> ParseTypeName(absl::string_view token);

}  // namespace promfile

#endif  // PROMFILE_TEXT_TYPE_NAME_H_
