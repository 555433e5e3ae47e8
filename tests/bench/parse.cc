// parse FILE SECONDS: how fast FILE is validated and how fast it is only
// parsed; a JSON line each.

#include <cstdio>
#include <cstdlib>
#include <string>

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
  if (argc != 3) {
    std::fprintf(stderr, "usage: parse FILE SECONDS\n");
    return 64;
  }
  const std::string text = promfile::ReadAll(argv[1]);
  const double seconds = std::atof(argv[2]) / 2;
  Counter once;
  promfile::ParseText(text, once);

  promfile::ValidateOptions options;
  options.hash_key[0] = 42;
  promfile::Measure("full", text.size(), once.samples, seconds, [&] {
    const promfile::FileReport report = promfile::ValidateText(text, options);
    if (report.samples != once.samples) std::abort();
  });
  promfile::Measure("parse", text.size(), once.samples, seconds, [&] {
    Counter counter;
    promfile::ParseText(text, counter);
    if (counter.samples != once.samples) std::abort();
  });
  return 0;
}
