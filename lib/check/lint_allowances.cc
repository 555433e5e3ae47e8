#include "promfile/check/lint_allowances.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "promfile/check/rules.h"
#include "promfile/exposition/names.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

// More are a mistake, and would make every look-up slow.
constexpr size_t kMostAllowances = 1000;

}  // namespace

void LintAllowances::Read(const TextLine& line, absl::string_view directive) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(directive, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  if (words.empty() || words[0] != "allow") {
    return Refuse(line, words.empty() ? directive : words[0],
                  words.empty()
                      ? "expected 'allow' after 'promfile:'"
                      : absl::StrCat("expected 'allow' after 'promfile:', got ",
                                     Quoted(words[0])));
  }
  if (words.size() < 3) {
    return Refuse(line, words[0], "'allow' needs a rule and a metric family");
  }
  const RuleInfo* const rule = FindRule(words[1]);
  if (rule == nullptr) {
    return Refuse(line, words[1],
                  absl::StrCat("there is no rule ", Quoted(words[1])));
  }
  if (rule->severity != Severity::kAdvice || rule->id == RuleId::kDirective) {
    return Refuse(line, words[1],
                  absl::StrCat("rule '", rule->name, "' cannot be allowed"));
  }
  for (size_t i = 2; i < words.size(); ++i) {
    const bool all = words[i] == "*";
    if (!all && !IsMetricName(words[i])) {
      return Refuse(line, words[i],
                    absl::StrCat(Quoted(words[i]), " is not a metric family"));
    }
    if (allowances_.size() == kMostAllowances) {
      return Refuse(line, words[i],
                    absl::StrCat("more than ", kMostAllowances,
                                 " families are allowed something"));
    }
    allowances_.push_back({rule->id, all ? "" : std::string(words[i])});
  }
}

void LintAllowances::Refuse(const TextLine& line, absl::string_view token,
                            std::string message) {
  // Those that are beyond it say nothing new.
  if (findings_.size() == kMostAllowances) return;
  Finding finding;
  finding.rule = RuleId::kDirective;
  finding.at = line.At(token);
  finding.message = std::move(message);
  finding.remedy = "write '# promfile: allow RULE FAMILY'";
  Excerpt excerpt = MakeExcerpt(line.text, finding.at.column);
  finding.excerpt = std::move(excerpt.text);
  finding.caret = excerpt.caret;
  findings_.push_back(std::move(finding));
}

bool LintAllowances::Allows(RuleId rule, absl::string_view family) const {
  return std::any_of(
      allowances_.begin(), allowances_.end(), [&](const Allowance& allowance) {
        return allowance.rule == rule &&
               (allowance.family.empty() || allowance.family == family);
      });
}

}  // namespace promfile
