// What the validator finds no error in is read into families, written, and read
// back as the same families; and what is written no longer changes.

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "promfile/check/validate.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_writer.h"
#include "tests/fuzz/law.h"

namespace promfile {
namespace {

bool HasError(const FileReport& report) {
  return std::any_of(report.findings.list.begin(), report.findings.list.end(),
                     [](const Finding& finding) {
                       return Rule(finding.rule).severity == Severity::kError;
                     });
}

}  // namespace

void HoldLaw(absl::string_view input) {
  const FileReport report = ValidateText(input, ValidateOptions());
  const absl::StatusOr<Families> families = ParseFamilies(input);
  if (HasError(report)) return;
  Demand(families.ok(), "no error, but it does not parse");
  const absl::StatusOr<std::string> text = WriteText(*families);
  Demand(text.ok(), "it parses, but cannot be written");
  const absl::StatusOr<Families> again = ParseFamilies(*text);
  Demand(again.ok(), "what is written does not parse");
  Demand(*again == *families, "what is written means something else");
  Demand(*WriteText(*again) == *text, "what is written changes again");
  const FileReport rewritten = ValidateText(*text, ValidateOptions());
  Demand(!HasError(rewritten), "what is written has an error");
  Demand(rewritten.samples == report.samples, "samples are lost");
}

}  // namespace promfile
