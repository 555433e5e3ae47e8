// Any bytes come back from being escaped; what is escaped holds no raw line
// feed and no raw quote; and any UTF-8 value arrives through a whole sample.

#include <string>

#include "absl/status/statusor.h"
#include "promfile/exposition/names.h"
#include "promfile/text/escape.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_writer.h"
#include "tests/fuzz/law.h"

namespace promfile {

void HoldLaw(absl::string_view input) {
  std::string value;
  AppendEscapedLabelValue(input, &value);
  Demand(Unescape(value) == input, "a label value does not come back");
  Demand(value.find('\n') == std::string::npos, "a raw line feed");
  std::string help;
  AppendEscapedHelp(input, &help);
  Demand(Unescape(help) == input, "a help text does not come back");
  Demand(help.find('\n') == std::string::npos, "a raw line feed in HELP");

  if (!IsUtf8(input)) return;
  MetricFamily family = Gauge("m", "Help.");
  family.Add(1, {{"a", std::string(input)}});
  const absl::StatusOr<std::string> text = WriteText({family});
  Demand(text.ok(), "a UTF-8 value cannot be written");
  const absl::StatusOr<Families> read = ParseFamilies(*text);
  Demand(read.ok() && read->size() == 1 && (*read)[0] == family,
         "a label value makes another sample");
}

}  // namespace promfile
