#ifndef PROMFILE_TEXT_FAMILY_BUILDER_H_
#define PROMFILE_TEXT_FAMILY_BUILDER_H_

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "promfile/exposition/metric_family.h"
#include "promfile/text/text_parser.h"

namespace promfile {

// Reads a text into families, for the few callers that need a model. Names mean
// the families that a collector takes them for (collectors look at the types
// known so far), families stand in the order of their first mention, and
// families without samples are kept.
//
// InvalidArgument: the first error, "3:14: expected '=' after ...". Only the
// grammar and what the model cannot hold (a second HELP or TYPE) are errors
// here; ValidateText is the judge of a text.
absl::StatusOr<Families> ParseFamilies(absl::string_view text);

// The same, but families of which `is_told` says so when they are mentioned
// first are not among those that are returned: their samples are told, in the
// order of the text. A sample lasts for the call. `parser` may have read other
// texts, and may read others.
absl::StatusOr<Families> ParseFamilies(
    absl::string_view text, TextParser& parser,
    absl::FunctionRef<bool(absl::string_view family)> is_told,
    absl::FunctionRef<void(const Sample& sample)> tell);

}  // namespace promfile

#endif  // PROMFILE_TEXT_FAMILY_BUILDER_H_
