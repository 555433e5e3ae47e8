#ifndef PROMFILE_CHECK_FINDING_H_
#define PROMFILE_CHECK_FINDING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/check/collector_profile.h"
#include "promfile/check/rules.h"
#include "promfile/exposition/position.h"

namespace promfile {

// One thing that a check has to say: which rule, where, why, what to do.
// Every string is fit to print: bytes of the input that are control bytes or
// not UTF-8 stand in it escaped.
struct Finding {
  RuleId rule = RuleId::kLineEnd;
  // The collectors that come to feel it, of those that the rule is about: a
  // file that one of them skips does no harm there.
  Collectors felt_by = kAllCollectors;
  // The file that the finding is about, as the caller named it; empty for text
  // that has no name.
  std::string file;
  Position at;
  // The collectors concerned, if not all those that the rule is about. Of
  // advice: those of whose time the promlint is that gives it.
  std::vector<Collector> collectors;
  // The metric family concerned, or empty.
  std::string family;
  // "expected '=' after label name 'job', got '}'"
  std::string message;
  // What to write instead; empty where the message says it all.
  std::string remedy;
  // The offending line, cut to a screen's width around the column, and the
  // count of characters that stand in it before the offending token. Empty for
  // a finding about a whole file or family.
  std::string excerpt;
  int caret = 0;
};

// What each collector does because of `finding`.
inline Effects EffectsOf(const Finding& finding) {
  Effects effects = Rule(finding.rule).effects;
  for (size_t i = 0; i < kCollectorCount; ++i) {
    if (!finding.felt_by[i]) effects[i] = Effect::kAccept;
  }
  return effects;
}

// What a check says about one file or directory: the findings in the order of
// the file, at most `ValidateOptions::max_findings` errors and as many others.
struct Findings {
  std::vector<Finding> list;
  // Findings beyond the bound, which are counted only.
  size_t left_out = 0;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_FINDING_H_
