#ifndef PROMFILE_CHECK_LINT_H_
#define PROMFILE_CHECK_LINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "promfile/check/finding.h"
#include "promfile/check/lint_allowances.h"
#include "promfile/check/series_set.h"
#include "promfile/text/family_index.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Holds one text against promlint's conventions, rule for rule and text for
// text, out of what the validator has found out: which family a sample belongs
// to, and its type. Streams: it keeps the families, and 16 bytes for each
// sample that has other label names, or in another order, than the one before.
// `index` and `hash` are the validator's and borrowed.
class Linter {
 public:
  Linter(const FamilyIndex& index, const KeyedHash& hash, size_t max_findings)
      : index_(index), hash_(hash), max_findings_(max_findings) {}

  // A sample of `family`, which has a type.
  void OnSample(const SampleLine& sample, uint32_t family) {
    // Of names that are known and beyond suspicion there is nothing to say.
    if (sample.kind != 0 && sample.kind == kind_ && family == family_) return;
    Look(sample, family);
  }
  // The sample of `family` in `line` has the same labels with a value, those of
  // `series`, as the one in line `first`, which has them first. Both have been
  // passed to OnSample.
  void OnDuplicate(Hash128 series, uint32_t family, uint32_t line,
                   uint32_t first);
  // A comment "# promfile: ...".
  void OnDirective(const TextLine& line, absl::string_view directive) {
    allowances_.Read(line, directive);
  }
  // The text has ended; `family` has samples.
  void OnFamily(uint32_t family, bool has_help);
  // What is not allowed, in the order of the text. Once.
  Findings Finish();

 private:
  // From line `line` on, samples have label names of this hash, in their order.
  struct Names {
    uint64_t hash;
    uint32_t line;
  };
  struct Duplicate {
    uint32_t line;
    uint32_t family;
  };

  void Look(const SampleLine& sample, uint32_t family);
  void LintLabels(const SampleLine& sample, uint32_t family);
  bool IsNewMetric(const SampleLine& sample, uint32_t family);
  uint64_t NamesIn(uint32_t line) const;
  void Add(const struct LintProblem& problem, uint32_t family, Position at);

  const FamilyIndex& index_;
  const KeyedHash& hash_;
  const size_t max_findings_;
  LintAllowances allowances_;
  std::vector<Position> first_samples_;  // by family number
  std::vector<Names> names_;
  SeriesSet spellings_;  // of series that are there twice
  std::vector<Duplicate> duplicates_;
  SeriesSet metrics_;  // of histograms and summaries with suspicious labels
  // Of the sample line before. The kind is 0 if its labels are suspicious.
  uint32_t kind_ = 0;
  uint32_t family_ = FamilyIndex::kNone;
  bool suspicious_ = false;
  Findings findings_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LINT_H_
