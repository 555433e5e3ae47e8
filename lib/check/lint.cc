#include "promfile/check/lint.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "promfile/check/lint_rules.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

bool IsBound(absl::string_view label, MetricType type) {
  return (type == MetricType::kHistogram && label == "le") ||
         (type == MetricType::kSummary && label == "quantile");
}

}  // namespace

void Linter::Look(const SampleLine& sample, uint32_t family) {
  if (family >= first_samples_.size()) first_samples_.resize(family + 1);
  Position& first = first_samples_[family];
  if (first.line == 0) first = sample.line.At(sample.name);
  const size_t count = sample.labels.size();
  if (sample.same_label_names < count) {
    suspicious_ = false;
    for (const RawLabel label : sample.labels) {
      suspicious_ |= IsSuspiciousLabel(label.name);
    }
  }
  Hash128 names;
  for (const RawLabel label : sample.labels) names = hash_(label.name, names);
  if (names_.empty() || names_.back().hash != names.high) {
    names_.push_back({names.high, sample.line.number});
  }
  if (suspicious_ && count > 0) LintLabels(sample, family);
  kind_ = suspicious_ ? 0 : sample.kind;
  family_ = family;
}

void Linter::LintLabels(const SampleLine& sample, uint32_t family) {
  const MetricType type = *index_.type(family);
  // To promlint the lines of a histogram are one metric.
  if (IsCompound(type) && !IsNewMetric(sample, family)) return;
  for (const RawLabel label : sample.labels) {
    if (IsBound(label.name, type)) continue;
    for (const LintProblem& problem : LintLabelRules(label.name, type)) {
      Add(problem, family, sample.line.At(label.name));
    }
  }
}

bool Linter::IsNewMetric(const SampleLine& sample, uint32_t family) {
  const MetricType type = *index_.type(family);
  Hash128 sum;
  for (const RawLabel label : sample.labels) {
    if (IsBound(label.name, type)) continue;
    const Hash128 hash = hash_(label.value, hash_(label.name));
    sum.high += hash.high;
    sum.low += hash.low;
  }
  return metrics_.FindOrAdd(hash_.Mix(sum, family), 0) == nullptr;
}

uint64_t Linter::NamesIn(uint32_t line) const {
  const auto behind = std::upper_bound(
      names_.begin(), names_.end(), line,
      [](uint32_t at, const Names& names) { return at < names.line; });
  return std::prev(behind)->hash;
}

// To promlint, labels in another order are other labels, and those without a
// value are labels, too. The values are the same if the series and the names
// are.
void Linter::OnDuplicate(Hash128 series, uint32_t family, uint32_t line,
                         uint32_t first) {
  const Hash128 in_family = hash_.Mix(series, family);
  spellings_.FindOrAdd(hash_.Mix(in_family, NamesIn(first)), first);
  if (spellings_.FindOrAdd(hash_.Mix(in_family, NamesIn(line)), line) ==
      nullptr) {
    return;
  }
  duplicates_.push_back({line, family});
}

void Linter::OnFamily(uint32_t family, bool has_help) {
  LintFamily about;
  about.name = index_.name(family);
  about.type = *index_.type(family);
  about.has_help = has_help;
  for (const LintProblem& problem : LintFamilyRules(about)) {
    Add(problem, family, first_samples_[family]);
  }
}

void Linter::Add(const LintProblem& problem, uint32_t family, Position at) {
  Finding finding;
  finding.rule = problem.rule;
  finding.at = at;
  finding.family = index_.name(family);
  finding.message = problem.message;
  finding.remedy = Printable(problem.remedy);
  finding.collectors = problem.collectors;
  if (allowances_.Allows(problem.rule, finding.family)) return;
  if (findings_.list.size() < max_findings_) {
    findings_.list.push_back(std::move(finding));
  } else {
    ++findings_.left_out;
  }
}

Findings Linter::Finish() {
  for (const Duplicate& duplicate : duplicates_) {
    Add(LintDuplicate(), duplicate.family, {duplicate.line, 1});
  }
  auto& list = findings_.list;
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&](const Finding& finding) {
                              return allowances_.Allows(finding.rule,
                                                        finding.family);
                            }),
             list.end());
  for (Finding& finding : allowances_.TakeFindings()) {
    list.push_back(std::move(finding));
  }
  std::stable_sort(
      list.begin(), list.end(),
      [](const Finding& a, const Finding& b) { return a.at < b.at; });
  return std::move(findings_);
}

}  // namespace promfile
