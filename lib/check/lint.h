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
// to, and its type. Streams: it keeps 16 bytes a sample, and the families.
// `index` is the validator's and borrowed.
class Linter {
 public:
  Linter(const FamilyIndex& index, KeyedHash hash, size_t max_findings)
      : index_(index), hash_(hash), max_findings_(max_findings) {}

  // A sample of `family`, which has a type.
  void OnSample(const SampleLine& sample, uint32_t family);
  // A comment "# promfile: ...".
  void OnDirective(const TextLine& line, absl::string_view directive) {
    allowances_.Read(line, directive);
  }
  // The text has ended; `family` has samples.
  void OnFamily(uint32_t family, bool has_help);
  // What is not allowed, in the order of the text. Once. `has_duplicates`: the
  // validator has found a series twice.
  Findings Finish(bool has_duplicates);

 private:
  struct Seen {
    uint64_t hash;  // of the labels, in their order, and the family
    uint32_t line;
    uint32_t family;
  };

  void LintLabels(const SampleLine& sample, uint32_t family);
  bool IsNewMetric(const SampleLine& sample, uint32_t family);
  uint64_t HashInOrder(const SampleLine& sample, uint32_t family);
  void FindDuplicates();
  void Add(const struct LintProblem& problem, uint32_t family, Position at);

  const FamilyIndex& index_;
  const KeyedHash hash_;
  const size_t max_findings_;
  LintAllowances allowances_;
  std::vector<Position> first_samples_;  // by family number
  std::vector<Seen> seen_;
  SeriesSet metrics_;  // of histograms and summaries with suspicious labels
  std::string spelled_;
  bool suspicious_ = false;  // labels of the sample line before
  Findings findings_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_LINT_H_
