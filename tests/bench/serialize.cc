// serialize FILE SECONDS: how fast the families of FILE are written; a JSON
// line.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/status/statusor.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_writer.h"
#include "tests/bench/measure.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: serialize FILE SECONDS\n");
    return 64;
  }
  const absl::StatusOr<promfile::Families> families =
      promfile::ParseFamilies(promfile::ReadAll(argv[1]));
  if (!families.ok()) {
    std::fprintf(stderr, "%s\n", families.status().ToString().c_str());
    return 1;
  }
  uint64_t series = 0;
  for (const promfile::MetricFamily& family : *families) {
    series += family.samples.size();
  }
  const absl::StatusOr<std::string> once = promfile::WriteText(*families);
  if (!once.ok()) return 1;
  promfile::Measure("serialize", once->size(), series, std::atof(argv[2]), [&] {
    const absl::StatusOr<std::string> text = promfile::WriteText(*families);
    if (!text.ok() || text->size() != once->size()) std::abort();
  });
  return 0;
}
