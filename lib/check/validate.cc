#include "promfile/check/validate.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "promfile/check/bound_cache.h"
#include "promfile/check/coherence.h"
#include "promfile/check/exporter_families.h"
#include "promfile/check/finding_list.h"
#include "promfile/check/label_sums.h"
#include "promfile/check/lint.h"
#include "promfile/check/series_set.h"
#include "promfile/check/syntax_rules.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/family_index.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/printable.h"
#include "promfile/text/text_parser.h"

namespace promfile {
namespace {

// What the hashes in the set of a family stand for, besides its series.
enum Salt : uint64_t { kSpelledSeries = 1, kPartOfSeries, kLabelName };

// Set on the line number of a series some of whose label values are empty: a
// second spelling of the same series is another metric to the collector's
// parser, and becomes a duplicate when missing labels are filled in.
constexpr uint32_t kHasEmptyLabels = 0x80000000;

}  // namespace

Limits NoLimits() {
  Limits limits;
  limits.series = ~uint64_t{0};
  limits.name_bytes = limits.label_value_bytes = limits.labels = ~size_t{0};
  limits.line_bytes = size_t{64} << 20;
  return limits;
}

class Validator::Impl final : public TextVisitor {
 public:
  explicit Impl(const ValidateOptions& options)
      : options_(options),
        hash_(options.hash_key[0], options.hash_key[1]),
        index_(hash_),
        findings_(options.max_findings),
        labels_(hash_, options.limits.name_bytes,
                options.limits.label_value_bytes),
        parser_(*this, options.limits.line_bytes) {
    if (options.lint) {
      lint_ = std::make_unique<Linter>(index_, hash_, options.max_findings);
    }
    if (options.coherence) {
      coherence_ = std::make_unique<CoherenceChecker>(index_);
    }
  }

  void Feed(absl::string_view text) { parser_.Feed(text); }
  FileReport Finish();

  void OnSample(const SampleLine& sample) override;
  void OnHelp(const HelpLine& help) override;
  void OnType(const TypeLine& type) override;
  void OnDirective(const TextLine& line, absl::string_view directive) override {
    if (lint_ != nullptr) lint_->OnDirective(line, directive);
  }
  void OnSyntaxError(const SyntaxError& error) override {
    findings_.Add(RuleOf(error.problem), error.line, error.at, "",
                  error.message, error.remedy);
  }

 private:
  struct Family {
    bool typed_by_line = false;
    bool has_help = false;
    unsigned long_names = 0;  // a bit for each part whose name was told of
    std::string help;
    uint32_t line = 0;
    uint32_t first_sample = 0;  // line; 0 if there is none
    // Of the label names that pad every series: how many, the sum of their
    // hashes, and the fewest that a series has.
    uint32_t label_names = 0;
    uint32_t fewest_labels = ~uint32_t{0};
    uint64_t label_names_hash = 0;
    std::unique_ptr<Finding> bad_help;  // waits for the first sample
    std::vector<SeriesFingerprint> series;
  };

  uint32_t FamilyOf(absl::string_view name, uint32_t line);
  void EnterFamilyOf(const SampleLine& sample);
  void OnFirstSample(const SampleLine& sample);
  void OnLongName(const SampleLine& sample);
  void NoteLabelNames(const SampleLine& sample);
  void CheckSuspiciousLabels(const SampleLine& sample);
  void OnSimpleSample(const SampleLine& sample);
  void OnCompoundSample(const SampleLine& sample);
  bool ReadBound(const SampleLine& sample, uint64_t* bits, bool* is_nan);
  void NoteCompoundSeries(const SampleLine& sample);
  void CheckCount(const SampleLine& sample, absl::string_view what);
  void KeepSeries(const SampleLine& sample) {
    if (!options_.keep_series) return;
    families_[family_].series.push_back({labels_.with_value().high,
                                         labels_.with_value().low,
                                         sample.line.number});
  }
  void AddAt(RuleId rule, const SampleLine& sample, absl::string_view token,
             std::string message, std::string remedy = "") {
    findings_.Add(rule, sample.line, sample.line.At(token),
                  index_.name(family_), std::move(message), std::move(remedy));
  }

  const ValidateOptions options_;
  const KeyedHash hash_;
  FamilyIndex index_;
  std::vector<Family> families_;
  SeriesOfFamilies seen_;
  FindingList findings_;
  uint64_t samples_ = 0;
  LabelSums labels_;

  // The family of the sample line before, and what its name is a part of. They
  // hold for the next line of the same name while resolved_ is true.
  bool resolved_ = false;
  uint32_t family_ = FamilyIndex::kNone;
  FamilyPart part_ = FamilyPart::kWhole;
  MetricType type_ = MetricType::kUntyped;
  absl::string_view bound_name_;  // le, quantile or empty
  SeriesSet* series_ = nullptr;   // of the family
  bool same_family_ = false;
  size_t label_count_ = 0;

  Hash128 last_series_;
  bool has_last_series_ = false;
  BoundCache bounds_;

  std::unique_ptr<Linter> lint_;  // null: not asked for
  std::unique_ptr<CoherenceChecker> coherence_;

  TextParser parser_;  // last: it calls back
};

uint32_t Validator::Impl::FamilyOf(absl::string_view name, uint32_t line) {
  const FamilyIndex::Match match = index_.Resolve(name);
  part_ = match.part;
  if (match.family != FamilyIndex::kNone) return match.family;
  families_.emplace_back();
  families_.back().line = line;
  return index_.Add(name);
}

void Validator::Impl::OnHelp(const HelpLine& help) {
  resolved_ = false;
  const uint32_t number = FamilyOf(help.name, help.line.number);
  if (!help.help.has_value()) return;
  Family& family = families_[number];
  if (family.has_help) {
    findings_.Add(RuleId::kSecondHelp, help.line, help.line.At(help.name),
                  index_.name(number),
                  absl::StrCat("second HELP for metric family '",
                               index_.name(number), "'"),
                  "keep one of them");
    return;
  }
  family.has_help = true;
  family.help = std::string(*help.help);
  if (IsUtf8(*help.help)) return;
  // Harmless until the family has a sample.
  auto bad_help = std::make_unique<Finding>();
  Finding& bad = *bad_help;
  bad.rule = RuleId::kHelpUtf8;
  bad.at = help.line.At(*help.help);
  bad.family = index_.name(number);
  bad.message = absl::StrCat("help text of '", index_.name(number),
                             "' is not valid UTF-8");
  bad.remedy = "Prometheus would drop the rest of the scrape";
  Excerpt excerpt = MakeExcerpt(help.line.text, bad.at.column);
  bad.excerpt = std::move(excerpt.text);
  bad.caret = excerpt.caret;
  if (family.first_sample != 0) {
    findings_.Add(std::move(bad));
  } else {
    family.bad_help = std::move(bad_help);
  }
}

void Validator::Impl::OnType(const TypeLine& type) {
  resolved_ = false;
  const uint32_t number = FamilyOf(type.name, type.line.number);
  if (!type.type.has_value()) return;
  if (index_.type(number).has_value()) {
    const bool second = families_[number].typed_by_line;
    findings_.Add(
        second ? RuleId::kSecondType : RuleId::kTypeAfterSample, type.line,
        type.line.At(type.name), index_.name(number),
        absl::StrCat(second ? "second TYPE for metric family '"
                            : "TYPE after samples of metric family '",
                     index_.name(number), "'"),
        second ? "keep one of them" : "write TYPE before the first sample");
    return;
  }
  index_.set_type(number, *type.type);
  families_[number].typed_by_line = true;
}

void Validator::Impl::EnterFamilyOf(const SampleLine& sample) {
  const uint32_t before = family_;
  family_ = FamilyOf(sample.name, sample.line.number);
  same_family_ = before == family_;
  resolved_ = true;
  if (!index_.type(family_).has_value()) {
    index_.set_type(family_, MetricType::kUntyped);
  }
  type_ = *index_.type(family_);
  bound_name_ = type_ == MetricType::kHistogram ? "le"
                : type_ == MetricType::kSummary ? "quantile"
                                                : "";
  series_ = &seen_.Enter(family_);
  if (families_[family_].first_sample == 0) OnFirstSample(sample);
  if (sample.name.size() > options_.limits.name_bytes) OnLongName(sample);
}

void Validator::Impl::OnLongName(const SampleLine& sample) {
  const unsigned part = 1u << static_cast<unsigned>(part_);
  Family& family = families_[family_];
  if ((family.long_names & part) != 0) return;
  family.long_names |= part;
  AddAt(RuleId::kLimit, sample, sample.name,
        absl::StrCat("metric name has ", sample.name.size(), " bytes, at most ",
                     options_.limits.name_bytes, " are allowed"));
}

void Validator::Impl::OnSample(const SampleLine& sample) {
  if (sample.same_name && resolved_) {
    same_family_ = true;
  } else {
    EnterFamilyOf(sample);
  }
  ++samples_;
  labels_.Read(sample, bound_name_, !same_family_);
  if (!same_family_ || sample.same_label_names != sample.labels.size() ||
      sample.labels.size() != label_count_) {
    NoteLabelNames(sample);
  }
  if (labels_.is_suspicious()) CheckSuspiciousLabels(sample);
  if (sample.labels.size() > options_.limits.labels) {
    AddAt(RuleId::kLimit, sample, sample.name,
          absl::StrCat("sample has ", sample.labels.size(), " labels, at most ",
                       options_.limits.labels, " are allowed"));
  }
  if (samples_ == options_.limits.series + 1) {
    AddAt(RuleId::kLimit, sample, sample.name,
          absl::StrCat("more than ", options_.limits.series, " series"),
          "raise the limit with --max-series");
  }
  if (sample.value[0] == '-') {
    double value = -1;
    if (ParseValue(sample.value, &value) && value == 0) {
      AddAt(RuleId::kNegativeZero, sample, sample.value,
            "negative zero arrives as 0");
    }
  }
  bound_name_.empty() ? OnSimpleSample(sample) : OnCompoundSample(sample);
  if (lint_ != nullptr) lint_->OnSample(sample, family_);
}

void Validator::Impl::OnFirstSample(const SampleLine& sample) {
  Family& family = families_[family_];
  const MetricType type = type_;
  family.first_sample = sample.line.number;
  const std::string& name = index_.name(family_);
  if (family.bad_help != nullptr) {
    findings_.Add(std::move(*family.bad_help));
    family.bad_help.reset();
  }
  if (type == MetricType::kGaugeHistogram) {
    AddAt(RuleId::kGaugeHistogram, sample, sample.name,
          absl::StrCat("a sample of gauge_histogram '", name,
                       "' crashes the exporter"),
          "use the types histogram or gauge");
  }
  for (const absl::string_view suffix : {"_count", "_sum", "_bucket"}) {
    const absl::string_view stem = WithoutSuffix(name, suffix);
    const uint32_t whole =
        stem.empty() ? FamilyIndex::kNone : index_.Find(stem);
    if (whole != FamilyIndex::kNone &&
        index_.type(whole) == MetricType::kGaugeHistogram) {
      AddAt(RuleId::kGaugeHistogramPart, sample, sample.name,
            absl::StrCat("a sample of gauge_histogram '", stem,
                         "' crashes newer exporters"),
            "use the types histogram or gauge");
    }
  }
  const absl::string_view clash = ClashingExporterFamily(name, type);
  if (!clash.empty()) {
    AddAt(RuleId::kExporterFamily, sample, sample.name,
          absl::StrCat("metric family '", name,
                       "' clashes with the exporter's own '", clash, "'"),
          "choose a name of your own");
  }
  if (IsPrometheusOwn(name)) {
    AddAt(RuleId::kForgedSeries, sample, sample.name,
          absl::StrCat("'", name,
                       "' replaces what Prometheus itself says of the target"),
          "choose a name of your own");
  }
  if (options_.names != nullptr) {
    const absl::Status allowed = options_.names->Check(name);
    if (!allowed.ok()) {
      AddAt(RuleId::kNotAllowed, sample, sample.name,
            absl::StrCat("metric family '", Printable(name),
                         "' may not be published: it ", allowed.message()));
    }
  }
  // A family and a part of another that come out under one name: chance decides
  // which of them is lost.
  const auto collide = [&](absl::string_view part, absl::string_view whole) {
    AddAt(RuleId::kSuffixCollision, sample, sample.name,
          absl::StrCat("metric family '", Printable(part),
                       "' has the name of a part of '", Printable(whole), "'"),
          "rename one of them, or write TYPE before the first sample");
  };
  for (const absl::string_view suffix : {"_count", "_sum", "_bucket"}) {
    const bool bucket = suffix == "_bucket";
    const absl::string_view stem = WithoutSuffix(name, suffix);
    if (!stem.empty()) {
      const uint32_t whole = index_.Find(stem);
      if (whole != FamilyIndex::kNone && families_[whole].first_sample != 0) {
        const absl::optional<MetricType> other = index_.type(whole);
        if (other == MetricType::kHistogram ||
            (other == MetricType::kSummary && !bucket)) {
          collide(name, stem);
        }
      }
    }
    if (type != MetricType::kHistogram &&
        (type != MetricType::kSummary || bucket))
      continue;
    const uint32_t part = index_.Find(absl::StrCat(name, suffix));
    if (part != FamilyIndex::kNone && families_[part].first_sample != 0) {
      collide(index_.name(part), name);
    }
  }
}

void Validator::Impl::NoteLabelNames(const SampleLine& sample) {
  Family& family = families_[family_];
  label_count_ = sample.labels.size();
  family.fewest_labels = std::min(family.fewest_labels, labels_.count());
  // The names that the line before had at the same places are known.
  const size_t known = same_family_ ? sample.same_label_names : 0;
  for (size_t i = known; i < sample.labels.size(); ++i) {
    if (i == labels_.bound()) continue;
    const Hash128 name = labels_.name_hash(i);
    if (series_->FindOrAdd(hash_.Mix(name, kLabelName), 0) != nullptr) continue;
    ++family.label_names;
    family.label_names_hash += name.high;
  }
}

void Validator::Impl::CheckSuspiciousLabels(const SampleLine& sample) {
  const auto limit = [&](absl::string_view token, absl::string_view what,
                         size_t size, size_t most) {
    if (size <= most) return;
    AddAt(RuleId::kLimit, sample, token,
          absl::StrCat(what, " has ", size, " bytes, at most ", most,
                       " are allowed"));
  };
  for (const RawLabel label : sample.labels) {
    if (absl::StartsWith(label.name, "__")) {
      AddAt(RuleId::kReservedLabel, sample, label.name,
            absl::StrCat("label name '", Printable(label.name),
                         "' crashes the exporter"),
            "names that begin with __ are reserved");
    }
    limit(label.name, "label name", label.name.size(),
          options_.limits.name_bytes);
    limit(label.value,
          absl::StrCat("value of label '", Printable(label.name), "'"),
          label.value.size(), options_.limits.label_value_bytes);
  }
}

void Validator::Impl::OnSimpleSample(const SampleLine& sample) {
  const uint32_t* const first =
      series_->FindOrAdd(labels_.with_value(), sample.line.number);
  if (first == nullptr) return KeepSeries(sample);
  AddAt(RuleId::kDuplicateSeries, sample, sample.name,
        absl::StrCat("series of '", Printable(sample.name), "' stands in line ",
                     *first, " already"),
        labels_.has_empty()
            ? "a label with an empty value is like none"
            : "keep one of them, or tell them apart by a label");
}

// The bound as bits that are equal for equal numbers.
bool Validator::Impl::ReadBound(const SampleLine& sample, uint64_t* bits,
                                bool* is_nan) {
  *is_nan = true;
  if (labels_.bound() == LabelSums::kNoBound) return true;
  const absl::string_view token = sample.labels[labels_.bound()].value;
  if (bounds_.Read(token, bits, is_nan)) return true;
  AddAt(RuleId::kBound, sample, token,
        absl::StrCat("value ", Quoted(token), " of label '", bound_name_,
                     "' is not a number"),
        "collectors read it as one in every line of the family");
  return false;
}

void Validator::Impl::OnCompoundSample(const SampleLine& sample) {
  const bool histogram = type_ == MetricType::kHistogram;
  uint64_t part_bits = 0;
  bool is_nan = true;
  if (!ReadBound(sample, &part_bits, &is_nan)) return;
  NoteCompoundSeries(sample);

  if (part_ == FamilyPart::kCount) {
    CheckCount(sample, "count");
    part_bits = BoundCache::kNoBoundA;
  } else if (part_ == FamilyPart::kSum) {
    part_bits = BoundCache::kNoBoundB;
  } else if (is_nan) {
    AddAt(RuleId::kIgnoredSample, sample, sample.name,
          absl::StrCat("sample of ", MetricTypeName(type_), " '",
                       Printable(index_.name(family_)),
                       "' without a number in the label '", bound_name_,
                       "' is ignored"),
          histogram ? "write _bucket with le, _sum or _count"
                    : "write quantile, _sum or _count");
    return;
  } else if (histogram) {
    CheckCount(sample, "bucket");
  }
  Hash128 part = labels_.with_value();
  if (labels_.has_empty()) part = hash_.Mix(part, labels_.spelling());
  if (coherence_ != nullptr) {
    coherence_->OnPart(sample, family_, hash_.Mix(part, family_), part_,
                       part_bits);
  }
  part = hash_.Mix(part, part_bits ^ uint64_t{kPartOfSeries} << 48);
  const uint32_t* const first = series_->FindOrAdd(part, sample.line.number);
  if (first == nullptr) return;
  AddAt(RuleId::kRepeatedBucket, sample, sample.name,
        absl::StrCat("this replaces the value of line ", *first,
                     ", which is lost"),
        "keep one of them");
}

void Validator::Impl::NoteCompoundSeries(const SampleLine& sample) {
  const Hash128 series = labels_.with_value();
  if (!labels_.has_empty() && has_last_series_ && same_family_ &&
      series.high == last_series_.high && series.low == last_series_.low) {
    return;
  }
  has_last_series_ = !labels_.has_empty();
  last_series_ = series;

  uint32_t number = sample.line.number;
  if (labels_.has_empty()) {
    number |= kHasEmptyLabels;
    const Hash128 spelled =
        hash_.Mix(hash_.Mix(series, labels_.spelling()), kSpelledSeries);
    if (series_->FindOrAdd(spelled, number) != nullptr) {
      return;  // known by this spelling
    }
  }
  uint32_t* const first = series_->FindOrAdd(series, number);
  if (first == nullptr) return KeepSeries(sample);
  if (!labels_.has_empty() && (*first & kHasEmptyLabels) == 0) {
    return;  // known by this spelling
  }
  AddAt(
      RuleId::kDuplicateSeries, sample, sample.name,
      absl::StrCat("series of '", Printable(index_.name(family_)),
                   "' stands in line ", *first & ~kHasEmptyLabels, " already"),
      "a label with an empty value is like none");
  // Said once.
  if (!labels_.has_empty()) *first &= ~kHasEmptyLabels;
}

void Validator::Impl::CheckCount(const SampleLine& sample,
                                 absl::string_view what) {
  // Nearly all of them.
  if (sample.value.size() <= 18 &&
      std::all_of(sample.value.begin(), sample.value.end(),
                  [](char c) { return c >= '0' && c <= '9'; })) {
    return;
  }
  double value = 0;
  ParseValue(sample.value, &value);
  const bool whole = value >= 0 && value < 18446744073709551616.0 &&
                     value == std::floor(value);
  if (whole) return;
  const bool negative = value < 0 && type_ == MetricType::kHistogram;
  AddAt(negative ? RuleId::kNegativeCount : RuleId::kBrokenCount, sample,
        sample.value,
        absl::StrCat(what, " ", Quoted(sample.value),
                     " is not a whole number from 0 to 2^64"),
        "it arrives altered");
}

FileReport Validator::Impl::Finish() {
  parser_.Finish();
  FileReport report;
  for (uint32_t number = 0; number < families_.size(); ++number) {
    Family& family = families_[number];
    if (family.first_sample == 0) continue;
    const std::string& name = index_.name(number);
    if (family.fewest_labels < family.label_names) {
      Finding finding;
      finding.rule = RuleId::kPaddedLabels;
      finding.at = {family.first_sample, 1};
      finding.family = name;
      finding.message = absl::StrCat("series of '", Printable(name),
                                     "' have different label names; the "
                                     "missing ones arrive as empty labels");
      finding.remedy = "give every series of a family the same label names";
      findings_.Add(std::move(finding));
    }
    if (lint_ != nullptr) lint_->OnFamily(number, family.has_help);
    FamilySummary summary;
    summary.name = name;
    summary.type = *index_.type(number);
    summary.has_help = family.has_help;
    summary.help = std::move(family.help);
    summary.line = family.line;
    summary.label_names = family.label_names_hash;
    summary.series = std::move(family.series);
    report.families.push_back(std::move(summary));
  }
  report.samples = samples_;
  report.verdict = findings_.verdict();
  if (!findings_.has_unread_lines()) {
    if (coherence_ != nullptr) coherence_->Finish(&findings_);
    if (lint_ != nullptr) {
      findings_.Append(lint_->Finish(findings_.has_duplicates()));
    }
  }
  report.findings = findings_.Take();
  return report;
}

Validator::Validator(const ValidateOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
Validator::~Validator() = default;
void Validator::Feed(absl::string_view text) { impl_->Feed(text); }
FileReport Validator::Finish() { return impl_->Finish(); }

FileReport ValidateText(absl::string_view text,
                        const ValidateOptions& options) {
  Validator validator(options);
  validator.Feed(text);
  return validator.Finish();
}

}  // namespace promfile
