#ifndef PROMFILE_CHECK_FINDING_LIST_H_
#define PROMFILE_CHECK_FINDING_LIST_H_

#include <algorithm>
#include <string>

#include "promfile/check/collector_profile.h"
#include "promfile/check/finding.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Gathers the findings of one file, errors and the rest each up to a bound, and
// the verdict that follows from all of them.
class FindingList {
 public:
  explicit FindingList(size_t max_findings) : max_findings_(max_findings) {}

  // `line` is where the finding is, for its excerpt. Strings are printable.
  void Add(RuleId rule, const TextLine& line, Position at, std::string family,
           std::string message, std::string remedy = "",
           Collectors felt_by = kAllCollectors);
  // A finding that has everything it needs.
  void Add(Finding finding);

  // The parsers stop at this line, for a reason that no rule is about.
  void StopParsers() { std::fill_n(parser_stopped_, kCollectorCount, true); }
  // Whether the collector's parser has come to its end before this line.
  bool StoppedIn(Collector collector) const {
    const size_t i = static_cast<size_t>(collector);
    return parser_stopped_[i] || parser_died_[i];
  }
  // A file that a collector rejects cannot damage or crash it any more, unless
  // its parser dies before it comes to the reason. Findings of lines must have
  // been added in the order of the lines.
  Effects verdict() const;
  // True if lines could not be read: what is missing in the text may stand in
  // one of them.
  bool has_unread_lines() const { return has_unread_lines_; }
  // Appends findings that have a bound of their own.
  void Append(Findings findings);
  // In the order of the text. Once.
  Findings Take();

 private:
  bool Count(RuleId rule, const Collectors& felt_by);

  size_t max_findings_;
  size_t errors_ = 0;
  size_t others_ = 0;
  bool has_unread_lines_ = false;
  bool rejected_[kCollectorCount] = {};
  bool parser_stopped_[kCollectorCount] = {};  // by an error in a line
  bool parser_died_[kCollectorCount] = {};
  Effects worst_ = {Effect::kAccept, Effect::kAccept};
  Findings findings_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_FINDING_LIST_H_
