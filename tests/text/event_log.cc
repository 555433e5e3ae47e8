#include "tests/text/event_log.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "promfile/text/likeness.h"
#include "promfile/text/printable.h"
#include "promfile/text/text_parser.h"

namespace promfile {
namespace {

std::string At(Position at) { return absl::StrCat(at.line, ":", at.column); }

// No event is so long that it may be cut.
std::string Shown(absl::string_view text) {
  return Quoted(text, text.size() * 4);
}

}  // namespace

bool EventLog::AscendsByLength(const RawLabels& labels) const {
  for (size_t i = 0; i < labels.size() && i < last_labels_.size(); ++i) {
    const absl::string_view now = labels.value(i);
    const absl::string_view before = last_labels_[i].value;
    if (now == before) continue;
    return before.size() < now.size() ||
           (before.size() == now.size() && before < now);
  }
  return false;
}

void EventLog::OnSample(const SampleLine& sample) {
  std::string event = absl::StrCat(At(sample.line.At(sample.value)),
                                   ": sample ", Shown(sample.name));
  for (const RawLabel label : sample.labels) {
    absl::StrAppend(&event, " ", label.name, "=", Shown(label.value));
  }
  absl::StrAppend(&event, " value ", Shown(sample.value));
  events_.push_back(event);

  size_t same_names = 0;
  while (same_names < sample.labels.size() &&
         same_names < last_labels_.size() &&
         sample.labels[same_names].name == last_labels_[same_names].name) {
    ++same_names;
  }
  const bool same_name = any_sample_ && sample.name == last_name_;
  std::string changes;
  bool wrong =
      (sample.same_name && !same_name) || sample.same_label_names > same_names;
  for (size_t i = 0; i < sample.labels.size(); ++i) {
    const RawLabel label = sample.labels[i];
    changes.push_back(SameUpTo(sample, i) ? '-' : 'x');
    same_labels_ += SameUpTo(sample, i) ? 1 : 0;
    wrong |= SameUpTo(sample, i) &&
             (i >= last_labels_.size() || label.name != last_labels_[i].name ||
              label.value != last_labels_[i].value);
  }
  std::string labels;
  std::string labels_before;
  // What lines of a kind have in common.
  std::string frame;
  const char* at = sample.line.text.data();
  const auto leave_out = [&](absl::string_view value) {
    frame.append(at, value.data());
    at = value.data() + value.size();
  };
  for (const RawLabel label : sample.labels) {
    absl::StrAppend(&labels, label.value, "\"");
    leave_out(label.value);
    wrong |= sample.is_plain && (label.value.empty() ||
                                 label.value.find('\\') != label.value.npos);
  }
  leave_out(sample.value);
  for (const Label& label : last_labels_) {
    absl::StrAppend(&labels_before, label.value, "\"");
  }
  const unsigned orders = Ascends(sample, kByBytes | kByLength);
  if (orders != 0) {
    wrong |= !same_name || same_names != last_labels_.size() ||
             same_names != sample.labels.size();
  }
  if ((orders & kByBytes) != 0) {
    ++ascents_;
    wrong |= labels <= labels_before;
  }
  if ((orders & kByLength) != 0) {
    ++ascents_by_length_;
    wrong |= !AscendsByLength(sample.labels);
  }
  wrong |= Ascends(sample, kByLength) != (orders & kByLength);
  if (SameBytes(sample) > 0) {
    wrong |= frame != last_frame_ ||
             last_line_.compare(0, SameBytes(sample), sample.line.text.data(),
                                SameBytes(sample)) != 0;
  }
  if (sample.kind != 0) {
    wrong |= kinds_.emplace(sample.kind, frame).first->second != frame;
    const size_t name_end = static_cast<size_t>(
        sample.name.data() + sample.name.size() - sample.line.text.data());
    const std::string behind_name = frame.substr(name_end);
    wrong |=
        label_kinds_.emplace(sample.label_kind, behind_name).first->second !=
        behind_name;
  }
  wrong |= (sample.kind == 0) != (sample.label_kind == 0);
  plain_samples_ += sample.is_plain ? 1 : 0;
  same_names_.push_back(
      absl::StrCat(sample.same_name ? 1 : 0, " ", sample.same_label_names));
  best_same_names_.push_back(absl::StrCat(same_name ? 1 : 0, " ", same_names));
  hints_.push_back(absl::StrCat(same_names_.back(), " ", changes));
  if (wrong) {
    wrong_hints_.push_back(absl::StrCat(event, ": told ", hints_.back()));
  }
  any_sample_ = true;
  last_frame_ = frame;
  last_line_ = std::string(sample.line.text);
  last_name_ = std::string(sample.name);
  last_labels_.clear();
  for (const RawLabel label : sample.labels) {
    last_labels_.push_back({std::string(label.name), std::string(label.value)});
  }
}

void EventLog::OnHelp(const HelpLine& help) {
  const absl::string_view text = help.line.text;
  if (help.is_plain && std::any_of(text.begin(), text.end(), [](char c) {
        return c == '\\' || (c & 0x80) != 0;
      })) {
    wrong_hints_.push_back(absl::StrCat("plain: ", text));
  }
  plain_helps_ += help.is_plain ? 1 : 0;
  events_.push_back(absl::StrCat(At(help.line.At(help.name)), ": help ",
                                 Shown(help.name), " ",
                                 help.help ? Shown(*help.help) : "nothing"));
}

void EventLog::OnType(const TypeLine& type) {
  events_.push_back(
      absl::StrCat(At(type.line.At(type.name)), ": type ", Shown(type.name),
                   " ", type.type ? MetricTypeName(*type.type) : "nothing"));
}

void EventLog::OnDirective(const TextLine& line, absl::string_view directive) {
  events_.push_back(
      absl::StrCat(At(line.At(directive)), ": directive ", Shown(directive)));
}

void EventLog::OnSyntaxError(const SyntaxError& error) {
  problems_.push_back(error.problem);
  events_.push_back(absl::StrCat(At(error.at), ": ", error.message));
  if (!error.remedy.empty()) {
    absl::StrAppend(&events_.back(), " (", error.remedy, ")");
  }
}

EventLog ParseInPieces(absl::string_view text, size_t chunk,
                       absl::optional<size_t> max_line_bytes) {
  EventLog log;
  TextParser parser(log, max_line_bytes.value_or(size_t{64} << 20));
  while (!text.empty()) {
    // A piece of its own in memory: reading behind it is an error that a
    // sanitizer sees.
    const std::string piece(text.substr(0, chunk));
    parser.Feed(piece);
    text.remove_prefix(piece.size());
  }
  parser.Finish();
  return log;
}

EventLog Parse(absl::string_view text, absl::optional<size_t> max_line_bytes) {
  return ParseInPieces(text, text.size() + 1, max_line_bytes);
}

std::vector<std::string> EventsLineByLine(absl::string_view text) {
  std::vector<std::string> events;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const absl::string_view line =
        text.substr(0, end == text.npos ? end : end + 1);
    // Only the first line may have a byte order mark to speak of.
    const absl::string_view before = number == 1 ? "" : "\n";
    const EventLog log = Parse(absl::StrCat(before, line));
    for (const std::string& event : log.events()) {
      events.push_back(absl::StrCat(number, event.substr(event.find(':'))));
    }
    text.remove_prefix(line.size());
  }
  return events;
}

}  // namespace promfile
