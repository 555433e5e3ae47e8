// However a text is cut into pieces, the findings are the same. The first byte
// of the input chooses the size of the pieces.

#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/check/validate.h"
#include "tests/fuzz/law.h"

namespace promfile {
namespace {

std::string Said(const FileReport& report) {
  std::string said =
      absl::StrCat(report.samples, " ", static_cast<int>(report.verdict[0]),
                   " ", static_cast<int>(report.verdict[1]), "\n");
  for (const Finding& finding : report.findings.list) {
    absl::StrAppend(&said, finding.at.line, ":", finding.at.column, " ",
                    Rule(finding.rule).name, " ", finding.message, " ",
                    finding.excerpt, "\n");
  }
  for (const FamilySummary& family : report.families) {
    absl::StrAppend(&said, family.name, " ", family.series.size(), " ",
                    family.label_names, "\n");
  }
  return said;
}

}  // namespace

void HoldLaw(absl::string_view input) {
  if (input.empty()) return;
  const unsigned first = static_cast<unsigned char>(input[0]);
  const size_t piece = first % 32 + 1;
  input.remove_prefix(1);
  ValidateOptions options;
  options.compared = first % 64 < 32;
  // Of a short text, which is copied, everything is hashed.
  const std::string text = absl::StrCat(
      input, "\n#", std::string(first < 128 ? 5000 : 0, 'x'), "\n");
  input = text;
  options.lint = true;
  options.coherence = true;
  Validator pieces(options);
  for (size_t i = 0; i < input.size(); i += piece) {
    // A copy of its own, so that reading beyond the piece is seen.
    pieces.Feed(std::string(input.substr(i, piece)));
  }
  Demand(Said(pieces.Finish()) == Said(ValidateText(input, options)),
         "the size of the pieces makes a difference");
}

}  // namespace promfile
