#ifndef PROMFILE_CHECK_RULE_TEXTS_H_
#define PROMFILE_CHECK_RULE_TEXTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "promfile/check/rules.h"

namespace promfile {

// What the catalogue says of a rule besides RuleInfo. Literals; a nullptr is a
// part that the rule does not have.
struct RuleText {
  RuleId id;
  const char* why;      // what happens, and what to do
  const char* example;  // a text that breaks the rule ...
  const char* beside;   // ... beside this one, in another file
  const char* better;   // a text that does not
};

// Every rule once, in the order of RuleId.
absl::Span<const RuleText> RuleTexts();

const RuleText& TextOf(RuleId id);

// `text` as the catalogue shows it: a block whose lines are indented by four
// blanks. Bytes that a reader would not see are escaped: \r, \xEF; a last line
// without line feed ends in "(no newline)".
std::string ShownText(absl::string_view text);

// All that there is to say about a rule, for a terminal.
std::string ExplainRule(RuleId id);

}  // namespace promfile

#endif  // PROMFILE_CHECK_RULE_TEXTS_H_
