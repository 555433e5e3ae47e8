#include "promfile/check/finding_list.h"

#include <algorithm>
#include <utility>

#include "promfile/text/printable.h"

namespace promfile {

bool FindingList::Count(RuleId rule, const Collectors& felt_by) {
  const RuleInfo& info = Rule(rule);
  constexpr size_t kOracle = static_cast<size_t>(Collector::kNodeExporter150);
  // A timestamp rejects the file, but its line is read.
  if ((felt_by[kOracle] && info.effects[kOracle] == Effect::kReject &&
       rule != RuleId::kTimestamp) ||
      rule == RuleId::kLimit) {
    has_unread_lines_ = true;
  }
  for (size_t i = 0; i < kCollectorCount; ++i) {
    if (!felt_by[i]) continue;
    if (info.effects[i] == Effect::kReject) {
      rejected_[i] = true;
      // Timestamps are looked for after the whole text has been read.
      if (rule != RuleId::kTimestamp) parser_stopped_[i] = true;
    }
    if (rule == RuleId::kNamelessCrash && !parser_stopped_[i] &&
        info.effects[i] == Effect::kCrash) {
      parser_died_[i] = true;
    }
    worst_[i] = std::max(worst_[i], info.effects[i]);
  }
  size_t& counted = info.severity == Severity::kError ? errors_ : others_;
  if (++counted <= max_findings_) return true;
  ++findings_.left_out;
  return false;
}

void FindingList::Add(RuleId rule, const TextLine& line, Position at,
                      std::string family, std::string message,
                      std::string remedy, Collectors felt_by) {
  if (!Count(rule, felt_by)) return;
  Finding finding;
  finding.rule = rule;
  finding.felt_by = felt_by;
  finding.at = at;
  finding.family = std::move(family);
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  Excerpt excerpt = MakeExcerpt(line.text, at.column);
  finding.excerpt = std::move(excerpt.text);
  finding.caret = excerpt.caret;
  findings_.list.push_back(std::move(finding));
}

void FindingList::Add(Finding finding) {
  if (!Count(finding.rule, finding.felt_by)) return;
  findings_.list.push_back(std::move(finding));
}

void FindingList::Append(Findings findings) {
  for (Finding& finding : findings.list) {
    findings_.list.push_back(std::move(finding));
  }
  findings_.left_out += findings.left_out;
}

Effects FindingList::verdict() const {
  Effects verdict = worst_;
  for (size_t i = 0; i < kCollectorCount; ++i) {
    if (rejected_[i]) verdict[i] = Effect::kReject;
    if (parser_died_[i]) verdict[i] = Effect::kCrash;
  }
  return verdict;
}

Findings FindingList::Take() {
  std::stable_sort(
      findings_.list.begin(), findings_.list.end(),
      [](const Finding& a, const Finding& b) { return a.at < b.at; });
  return std::move(findings_);
}

}  // namespace promfile
