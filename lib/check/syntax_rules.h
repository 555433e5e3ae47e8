#ifndef PROMFILE_CHECK_SYNTAX_RULES_H_
#define PROMFILE_CHECK_SYNTAX_RULES_H_

#include "promfile/check/rules.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// The rule that a line breaks which the grammar cannot read.
RuleId RuleOf(SyntaxProblem problem);

}  // namespace promfile

#endif  // PROMFILE_CHECK_SYNTAX_RULES_H_
