// parse FILE SECONDS [ONLY]: how fast FILE is validated ("full"), how fast that
// is but for the search for duplicates, and how fast FILE is only parsed; a
// JSON line each, or only the one of that name.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/functional/function_ref.h"
#include "promfile/check/validate.h"
#include "promfile/text/text_parser.h"
#include "tests/bench/measure.h"

namespace {

class Counter final : public promfile::TextVisitor {
 public:
  void OnSample(const promfile::SampleLine&) override { ++samples; }
  void OnHelp(const promfile::HelpLine&) override {}
  void OnType(const promfile::TypeLine&) override {}
  void OnSyntaxError(const promfile::SyntaxError&) override { std::abort(); }
  uint64_t samples = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fprintf(stderr, "usage: parse FILE SECONDS [ONLY]\n");
    return 64;
  }
  const std::string text = promfile::ReadAll(argv[1]);
  Counter once;
  promfile::ParseText(text, once);
  const std::string only = argc == 4 ? argv[3] : "";
  const double seconds = std::atof(argv[2]) / (only.empty() ? 3 : 1);
  const auto measure = [&](const char* name, absl::FunctionRef<void()> run) {
    if (!only.empty() && only != name) return;
    promfile::Measure(name, text.size(), once.samples, seconds, run);
  };
  promfile::ValidateOptions options;
  options.coherence = true;
  options.hash_key[0] = 42;
  const auto validate = [&] {
    const promfile::FileReport report = promfile::ValidateText(text, options);
    if (report.samples != once.samples) std::abort();
  };
  measure("full", validate);
  options.find_duplicates = false;
  measure("without duplicates", validate);
  measure("parse", [&] {
    Counter counter;
    promfile::ParseText(text, counter);
    if (counter.samples != once.samples) std::abort();
  });
  return 0;
}
