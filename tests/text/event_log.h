#ifndef PROMFILE_TESTS_TEXT_EVENT_LOG_H_
#define PROMFILE_TESTS_TEXT_EVENT_LOG_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "promfile/text/text_visitor.h"

namespace promfile {

// Writes down what a parser tells, one string an event:
//   3:5: sample 'm' a='x' b='y' value '1'     the place is that of the value
//   1:8: help 'm' 'text'                      of the name
//   1:8: type 'm' gauge
//   1:12: directive ' allow x'                 of what follows the colon
//   3:14: expected '=' ... (remedy)           of the error
// and holds what a sample is said to have in common with the one told before
// against that one.
class EventLog final : public TextVisitor {
 public:
  void OnSample(const SampleLine& sample) override;
  void OnHelp(const HelpLine& help) override;
  void OnType(const TypeLine& type) override;
  void OnDirective(const TextLine& line, absl::string_view directive) override;
  void OnSyntaxError(const SyntaxError& error) override;

  const std::vector<std::string>& events() const { return events_; }
  const std::vector<SyntaxProblem>& problems() const { return problems_; }
  // For each sample, same_name, same_label_names and the labels as they were
  // told, x: perhaps another than in the sample before: "1 2 -x".
  const std::vector<std::string>& hints() const { return hints_; }
  // Hints that claim more than is true, in words.
  const std::vector<std::string>& wrong_hints() const { return wrong_hints_; }
  // For each sample, "same_name same_label_names" as told, and as it is.
  const std::vector<std::string>& same_names() const { return same_names_; }
  const std::vector<std::string>& best_same_names() const {
    return best_same_names_;
  }
  // How many samples were said to ascend, and of how many kinds there were any.
  int ascents() const { return ascents_; }
  int ascents_by_length() const { return ascents_by_length_; }
  // How many labels were said to be as in the sample before.
  int same_labels() const { return same_labels_; }
  size_t kinds() const { return kinds_.size(); }
  size_t label_kinds() const { return label_kinds_.size(); }
  // How many samples and HELP lines were said to be plain.
  int plain_samples() const { return plain_samples_; }
  int plain_helps() const { return plain_helps_; }

 private:
  // Whether they come behind those of the sample before, by kByLength.
  bool AscendsByLength(const RawLabels& labels) const;

  std::vector<std::string> events_;
  std::vector<SyntaxProblem> problems_;
  std::vector<std::string> hints_;
  std::vector<std::string> wrong_hints_;
  std::vector<std::string> same_names_;
  std::vector<std::string> best_same_names_;
  int ascents_ = 0;
  int ascents_by_length_ = 0;
  int same_labels_ = 0;
  int plain_samples_ = 0;
  int plain_helps_ = 0;
  std::map<uint32_t, std::string> kinds_;        // what they have in common
  std::map<uint32_t, std::string> label_kinds_;  // the same behind the name
  bool any_sample_ = false;
  std::string last_frame_;  // what is left of it without the values
  std::string last_line_;
  std::string last_name_;
  struct Label {
    std::string name;
    std::string value;
  };
  std::vector<Label> last_labels_;
};

// What is told of `text` in one piece, and in pieces of `chunk` bytes.
EventLog Parse(absl::string_view text,
               absl::optional<size_t> max_line_bytes = absl::nullopt);
EventLog ParseInPieces(absl::string_view text, size_t chunk,
                       absl::optional<size_t> max_line_bytes = absl::nullopt);
// The events of each line of `text` as if it stood alone, at its line number.
std::vector<std::string> EventsLineByLine(absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_TESTS_TEXT_EVENT_LOG_H_
