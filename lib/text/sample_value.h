#ifndef PROMFILE_TEXT_SAMPLE_VALUE_H_
#define PROMFILE_TEXT_SAMPLE_VALUE_H_

#include "absl/strings/string_view.h"
#include "promfile/text/line_context.h"

namespace promfile {

// What few values of samples need: reasons, and what stands behind them.

// Tells why [p, end) is no value of the sample of `metric`, whose name stands
// in the same line. Returns nullptr.
const char* FailAtValue(const LineContext& line, absl::string_view metric,
                        const char* p, const char* end);

// Reads what comes behind the value that ends at `p`. Returns the line feed
// after a timestamp, of which it has told, or nullptr after any other error.
const char* ParseAfterValue(const LineContext& line, const char* p);

}  // namespace promfile

#endif  // PROMFILE_TEXT_SAMPLE_VALUE_H_
