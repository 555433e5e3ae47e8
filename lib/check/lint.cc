#include "promfile/check/lint.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/check/lint_rules.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

bool IsCompound(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kSummary;
}

bool IsBound(absl::string_view label, MetricType type) {
  return (type == MetricType::kHistogram && label == "le") ||
         (type == MetricType::kSummary && label == "quantile");
}

}  // namespace

void Linter::OnSample(const SampleLine& sample, uint32_t family) {
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
  if (suspicious_ && count > 0) LintLabels(sample, family);
  if (!IsCompound(*index_.type(family))) {
    seen_.push_back({HashInOrder(sample, family), sample.line.number, family});
  }
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

uint64_t Linter::HashInOrder(const SampleLine& sample, uint32_t family) {
  Hash128 seed;
  seed.high = family;
  const size_t count = sample.labels.size();
  if (count == 0) return hash_("", seed).high;
  const char* const begin = sample.labels[0].name.data();
  const RawLabel last = sample.labels[count - 1];
  const size_t size =
      static_cast<size_t>(last.value.data() + last.value.size() - begin);
  // Without blanks in it, the text itself will do: a="x",b="y
  size_t shortest = count - 1;
  for (const RawLabel label : sample.labels) {
    shortest += label.name.size() + label.value.size() + 3;
  }
  if (size + 1 == shortest) {
    return hash_(absl::string_view(begin, size), seed).high;
  }
  spelled_.clear();
  for (const RawLabel label : sample.labels) {
    absl::StrAppend(&spelled_, spelled_.empty() ? "" : "\",", label.name, "=\"",
                    label.value);
  }
  return hash_(spelled_, seed).high;
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

void Linter::FindDuplicates() {
  std::sort(seen_.begin(), seen_.end(), [](const Seen& a, const Seen& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.line < b.line;
  });
  for (size_t i = 1; i < seen_.size(); ++i) {
    if (seen_[i].hash != seen_[i - 1].hash) continue;
    Add(LintDuplicate(), seen_[i].family, {seen_[i].line, 1});
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

Findings Linter::Finish(bool has_duplicates) {
  if (has_duplicates) FindDuplicates();
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
