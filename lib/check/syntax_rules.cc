#include "promfile/check/syntax_rules.h"

namespace promfile {

RuleId RuleOf(SyntaxProblem problem) {
  switch (problem) {
    case SyntaxProblem::kLineTooLong:
      return RuleId::kLimit;
    case SyntaxProblem::kLineEnd:
      return RuleId::kLineEnd;
    case SyntaxProblem::kByteOrderMark:
      return RuleId::kByteOrderMark;
    case SyntaxProblem::kCarriageReturn:
      return RuleId::kCarriageReturn;
    case SyntaxProblem::kMetricName:
      return RuleId::kMetricName;
    case SyntaxProblem::kLabelSyntax:
      return RuleId::kLabelSyntax;
    case SyntaxProblem::kLabelName:
      return RuleId::kLabelName;
    case SyntaxProblem::kNameLabel:
      return RuleId::kNameLabel;
    case SyntaxProblem::kRepeatedLabel:
      return RuleId::kRepeatedLabel;
    case SyntaxProblem::kLabelValue:
      return RuleId::kLabelValue;
    case SyntaxProblem::kLabelUtf8:
      return RuleId::kLabelUtf8;
    case SyntaxProblem::kEscape:
      return RuleId::kEscape;
    case SyntaxProblem::kQuotedName:
      return RuleId::kQuotedName;
    case SyntaxProblem::kNamelessSample:
      return RuleId::kNamelessSample;
    case SyntaxProblem::kValue:
      return RuleId::kValue;
    case SyntaxProblem::kNumberRange:
      return RuleId::kNumberRange;
    case SyntaxProblem::kAfterValue:
      return RuleId::kAfterValue;
    case SyntaxProblem::kTimestamp:
      return RuleId::kTimestamp;
    case SyntaxProblem::kCommentName:
      return RuleId::kCommentName;
    case SyntaxProblem::kHelpEscape:
      return RuleId::kHelpEscape;
    case SyntaxProblem::kHelpQuoteEscape:
      return RuleId::kHelpQuoteEscape;
    case SyntaxProblem::kUnknownType:
      return RuleId::kUnknownType;
    case SyntaxProblem::kGaugehistogramWord:
      return RuleId::kGaugehistogramWord;
  }
  return RuleId::kLineEnd;
}

}  // namespace promfile
