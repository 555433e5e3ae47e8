// Normalizing twice is normalizing once, a text that every collector takes and
// that is not OpenMetrics stays as it is, and no repair means no change.

#include "absl/strings/match.h"
#include "promfile/check/validate.h"
#include "promfile/text/normalize.h"
#include "tests/fuzz/law.h"

namespace promfile {

void HoldLaw(absl::string_view input) {
  const Normalized once = Normalize(input);
  const Normalized twice = Normalize(once.text);
  Demand(twice.text == once.text, "normalizing again changes something");
  Demand(twice.repairs.empty(), "normalizing again repairs something");
  Demand(once.repairs.empty() == (once.text == input),
         "what was changed is not what was reported");
  if (absl::StrContains(input, "# EOF")) return;
  const FileReport report = ValidateText(input, ValidateOptions());
  if (report.verdict[0] == Effect::kAccept) {
    Demand(once.text == input, "a text that is accepted was changed");
  }
}

}  // namespace promfile
