#ifndef PROMFILE_TEXT_OPENMETRICS_H_
#define PROMFILE_TEXT_OPENMETRICS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "promfile/text/repair.h"

namespace promfile {

// True if `lines` are an OpenMetrics 1.0 text: the last one is "# EOF", and
// every other one is a sample or a HELP, TYPE or UNIT line as OpenMetrics
// writes it. A text 0.0.4 with other comments, or with empty lines, is none.
bool IsOpenMetrics(const std::vector<NumberedLine>& lines);

// Says the same in the text format 0.0.4:
//
//   counter m          is called m_total, as its samples are
//   info m             becomes the gauge m_info
//   stateset m         becomes a gauge
//   unknown m          becomes untyped
//   gaugehistogram m   becomes the gauges m_bucket, m_gcount and m_gsum
//   m_created          becomes a gauge of its own
//   exemplars, UNIT lines and # EOF are removed
//
// Names and values of samples stay. A metric family that is not as OpenMetrics
// wants it stays as it is, timestamps too: nothing is guessed.
std::vector<NumberedLine> ConvertOpenMetrics(
    const std::vector<NumberedLine>& lines, Repairs* repairs);

}  // namespace promfile

#endif  // PROMFILE_TEXT_OPENMETRICS_H_
