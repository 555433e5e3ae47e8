// parse FILE SECONDS [ONLY]: how fast FILE is validated ("full"), how fast it
// is only parsed ("parse"), and how fast with nothing but the search for
// duplicates behind the parser; a JSON line each, or only the one of that name.
// What that search costs of a validation is the difference of the last two:
// validation has no switch to leave it out.

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/functional/function_ref.h"
#include "promfile/check/label_sums.h"
#include "promfile/check/series_set.h"
#include "promfile/check/validate.h"
#include "promfile/text/family_index.h"
#include "promfile/text/keyed_hash.h"
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

// As the validator does it, for a text of known families: a hash of each label
// set, and a search in the series of the family.
class Duplicates final : public promfile::TextVisitor {
 public:
  Duplicates()
      : hash_(42, 0), families_(hash_), labels_(hash_, promfile::NoLimits()) {}
  void OnSample(const promfile::SampleLine& sample) override {
    ++samples;
    if (sample.kind == 0 || sample.kind != kind_) {
      uint32_t family = families_.Find(sample.name);
      if (family == promfile::FamilyIndex::kNone) {
        family = families_.Add(sample.name);
      }
      series_.Enter(family);
      in_order_ = series_.size() == 0;
      labels_.Read(sample, "", 0);
      kind_ = sample.kind;
    } else if (!labels_.ReadFamiliar(sample)) {
      labels_.Read(sample, "", 0);
    }
    in_order_ = in_order_ && (sample.ascends || series_.size() == 0);
    if (in_order_ && series_.AddNew(labels_.with_value(), sample.line.number)) {
      return;
    }
    if (series_.FindOrAdd(labels_.with_value(), sample.line.number)) {
      std::abort();
    }
  }
  void OnHelp(const promfile::HelpLine&) override {}
  void OnType(const promfile::TypeLine&) override {}
  void OnSyntaxError(const promfile::SyntaxError&) override { std::abort(); }
  uint64_t samples = 0;

 private:
  promfile::KeyedHash hash_;
  promfile::FamilyIndex families_;
  promfile::LabelSums labels_;
  promfile::SeriesOfFamilies series_;
  uint32_t kind_ = 0;
  bool in_order_ = false;
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
  options.hash_key[0] = 42;
  measure("full", [&] {
    const promfile::FileReport report = promfile::ValidateText(text, options);
    if (report.samples != once.samples) std::abort();
  });
  measure("parse", [&] {
    Counter counter;
    promfile::ParseText(text, counter);
    if (counter.samples != once.samples) std::abort();
  });
  measure("parse and find duplicates", [&] {
    Duplicates duplicates;
    promfile::ParseText(text, duplicates);
    if (duplicates.samples != once.samples) std::abort();
  });
  return 0;
}
