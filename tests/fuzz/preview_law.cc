// What the scrape of one file would be, which is made with a model, agrees with
// the verdict of the validator, which has none; and a text that is accepted is
// scraped the same after it was normalized.

#include "absl/strings/match.h"
#include "promfile/check/scrape_preview.h"
#include "promfile/check/validate.h"
#include "promfile/text/normalize.h"
#include "tests/fuzz/law.h"

namespace promfile {
namespace {

ScrapeResult Scrape(absl::string_view text) {
  ScrapePreview preview;
  preview.AddFile("/textfiles/a.prom", text, 1700000000);
  return preview.Finish();
}

}  // namespace

void HoldLaw(absl::string_view input) {
  const ScrapeResult scrape = Scrape(input);
  const FileReport report = ValidateText(input, ValidateOptions());
  Demand(scrape.effect == report.verdict[0],
         "the preview and the verdict disagree");
  // Such a text may be converted.
  if (absl::StrContains(input, "# EOF")) return;
  if (scrape.effect != Effect::kAccept) return;
  Demand(Scrape(Normalize(input).text).text == scrape.text,
         "normalizing an accepted text changes the scrape");
}

}  // namespace promfile
