#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "promfile/check/syntax_rules.h"
#include "promfile/check/validator_impl.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/printable.h"

namespace promfile {

namespace {

absl::string_view SuffixOf(FamilyPart part) {
  switch (part) {
    case FamilyPart::kWhole:
      return "";
    case FamilyPart::kBucket:
      return "_bucket";
    case FamilyPart::kSum:
      return "_sum";
    case FamilyPart::kCount:
      return "_count";
  }
  return "";
}

}  // namespace

uint32_t Validator::Impl::HeadGaugeHistogramOf(absl::string_view part) const {
  if (!has_gauge_histogram_ || index_.Find(part) != FamilyIndex::kNone) {
    return FamilyIndex::kNone;
  }
  for (const absl::string_view suffix : kPartSuffixes) {
    const absl::string_view stem = WithoutSuffix(part, suffix);
    const uint32_t whole =
        stem.empty() ? FamilyIndex::kNone : index_.Find(stem);
    if (whole != FamilyIndex::kNone &&
        index_.type(whole) == MetricType::kGaugeHistogram) {
      return whole;
    }
  }
  return FamilyIndex::kNone;
}

void Validator::Impl::CheckHeadGaugeHistogram(const SampleLine& sample) {
  const std::string& name = index_.name(family_);
  bool count = false;
  bool concerned = index_.type(family_) == MetricType::kGaugeHistogram;
  for (const absl::string_view suffix : kPartSuffixes) {
    const absl::string_view stem = WithoutSuffix(name, suffix);
    const uint32_t whole =
        stem.empty() ? FamilyIndex::kNone : index_.Find(stem);
    if (whole == FamilyIndex::kNone ||
        index_.type(whole) != MetricType::kGaugeHistogram) {
      continue;
    }
    concerned = true;
    count = suffix == "_count";
  }
  if (!concerned) return;
  double bound = std::nan("");
  for (const RawLabel label : sample.labels) {
    if (label.name != "le" || ParseValue(label.value, &bound)) continue;
    findings().Add(RuleId::kBound, sample.line, sample.line.At(label.value),
                   name,
                   absl::StrCat("value ", Quoted(label.value),
                                " of label 'le' is not a number"),
                   "use the types histogram or gauge", kOnlyHead);
  }
  double value = 0;
  ParseValue(sample.value, &value);
  if (value < 0 && (count || !std::isnan(bound))) {
    AddAt(RuleId::kNegativeCount, sample, sample.value,
          absl::StrCat("count ", Quoted(sample.value), " is negative"));
  }
}

void Validator::Impl::OnSyntaxError(const SyntaxError& error) {
  RuleId rule = RuleOf(error.problem);
  HeadLine line;
  if (rule == RuleId::kTimestamp) {
    // The parser reads on to the end of the line before it stops.
    const absl::string_view token = error.line.text.substr(error.at.column - 1);
    int64_t timestamp = 0;
    if (token.find_first_not_of("+-0123456789") != absl::string_view::npos ||
        !absl::SimpleAtoi(token, &timestamp)) {
      findings().StopParsers();
    }
  } else if (rule != RuleId::kLimit &&
             !findings().StoppedIn(Collector::kNodeExporterHead)) {
    HeadState state;
    state.has_family = named_ != FamilyIndex::kNone;
    state.has_sample = samples_ > 0;
    if (state.has_family) state.type = index_.type(named_);
    state.has_compound = has_compound_sample_;
    state.type_of = [this](absl::string_view name) {
      const uint32_t family = index_.Resolve(name).family;
      if (family != FamilyIndex::kNone) return index_.type(family);
      return HeadGaugeHistogramOf(name) != FamilyIndex::kNone
                 ? absl::make_optional(MetricType::kGaugeHistogram)
                 : absl::nullopt;
    };
    line = ReadHeadLine(error.line.text, !finishing_, state);
    rule = RuleForHead(error, line);
    if (line.kind == HeadLine::Kind::kNameless && rule == RuleId::kQuotedName) {
      // One more part of the series before.
      line.kind = HeadLine::Kind::kSample;
      line.name = absl::StrCat(index_.name(named_), SuffixOf(now_->part));
    }
  }
  findings().Add(rule, error.line, error.at, "", error.message, error.remedy);
  FollowHead(line, error.line);
}

RuleId Validator::Impl::RuleForHead(const SyntaxError& error,
                                    const HeadLine& line) {
  const RuleId rule = RuleOf(error.problem);
  switch (line.kind) {
    case HeadLine::Kind::kError:
      // Rules that are about both collectors.
      if (rule == RuleId::kQuotedName) return RuleId::kMetricName;
      if (rule == RuleId::kHelpQuoteEscape) return RuleId::kHelpEscape;
      if (rule == RuleId::kGaugehistogramWord) return RuleId::kUnknownType;
      return rule;
    case HeadLine::Kind::kCrash:
      return RuleId::kNamelessCrash;
    case HeadLine::Kind::kNameless:
      return RuleForNameless(line);
    case HeadLine::Kind::kSample:
      return RuleForNameInBraces(line);
    default:
      return rule == RuleId::kHelpQuoteEscape ||
                     rule == RuleId::kGaugehistogramWord
                 ? rule
                 : RuleId::kQuotedName;
  }
}

RuleId Validator::Impl::RuleForNameless(const HeadLine& line) const {
  const absl::optional<MetricType> type = index_.type(named_);
  const absl::string_view bound_name =
      type == MetricType::kSummary ? "quantile" : "le";
  bool has_labels = false;
  for (const Label& label : line.labels) {
    if (type.has_value() && IsCompound(*type) && label.name == bound_name)
      continue;
    has_labels = true;
    const Hash128 name = hash_(label.name);
    for (size_t i = 0; i < now_->labels.size(); ++i) {
      const Hash128 before = now_->labels.name_hash(i);
      if (before.high == name.high && before.low == name.low) {
        return RuleId::kRepeatedByOverwrite;
      }
    }
  }
  // It adds a part to the one series that has no labels.
  const bool joins = type.has_value() && IsCompound(*type) && !has_labels &&
                     named_ == sampled_ && families_[named_].label_names == 0;
  return joins ? RuleId::kQuotedName : RuleId::kNamelessOverwrite;
}

RuleId Validator::Impl::RuleForNameInBraces(const HeadLine& line) const {
  const uint32_t family = index_.Resolve(line.name).family;
  const bool plain = family == FamilyIndex::kNone ||
                     !index_.type(family).has_value() ||
                     !IsCompound(*index_.type(family));
  // Labels of the line before are left over otherwise.
  return !line.name_in_braces || plain || family == named_
             ? RuleId::kQuotedName
             : RuleId::kNamelessOverwrite;
}

void Validator::Impl::FollowHead(const HeadLine& line, const TextLine& at) {
  switch (line.kind) {
    case HeadLine::Kind::kHelp: {
      // As a line of the same order, for positions to point into.
      const std::string text =
          absl::StrCat("# HELP ", line.name, " ", line.help.value_or(""));
      const absl::string_view view = text;
      HelpLine help;
      help.line = {view, at.number};
      help.name = view.substr(strlen("# HELP "), line.name.size());
      if (line.help.has_value()) {
        help.help = view.substr(view.size() - line.help->size());
      }
      return OnHelp(help);
    }
    case HeadLine::Kind::kType:
      return OnType({{line.name, at.number}, line.name, line.type});
    case HeadLine::Kind::kSample:
      return FollowHeadSample(line, at);
    default:
      return;
  }
}

void Validator::Impl::FollowHeadSample(const HeadLine& line,
                                       const TextLine& at) {
  // As a text of the same order, for positions to point into.
  std::string text = absl::StrCat(line.name, " ", line.value);
  std::vector<NameSpan> names;
  std::vector<ValueSpan> values;
  size_t before = 0;
  for (const Label& label : line.labels) {
    names.push_back({static_cast<uint32_t>(text.size() - before),
                     static_cast<uint32_t>(label.name.size())});
    values.push_back({static_cast<uint32_t>(text.size() + label.name.size()),
                      static_cast<uint32_t>(label.value.size())});
    absl::StrAppend(&text, label.name, label.value);
    before = text.size();
  }
  const absl::string_view view = text;
  SampleLine sample;
  sample.line = {view, at.number};
  sample.name = view.substr(0, line.name.size());
  sample.value = view.substr(line.name.size() + 1, line.value.size());
  sample.labels =
      RawLabels(view.data(), names.data(), values.data(), names.size());
  if (line.has_timestamp) {
    findings().Add(RuleId::kTimestamp, at, {at.number, 1}, "",
                   "sample has a timestamp");
  }
  ++types_;
  OnSample(sample);
  SearchPostponed();  // `text` goes away
  // The parser compares the next line with the one before this.
  told_other_ = true;
  ++types_;
  family_ = FamilyIndex::kNone;
}

}  // namespace promfile
