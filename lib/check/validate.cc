#include "promfile/check/validate.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "promfile/check/bound_cache.h"
#include "promfile/check/coherence.h"
#include "promfile/check/exporter_families.h"
#include "promfile/check/finding_list.h"
#include "promfile/check/head_line.h"
#include "promfile/check/label_sums.h"
#include "promfile/check/lint.h"
#include "promfile/check/merging_families.h"
#include "promfile/check/series_set.h"
#include "promfile/check/syntax_rules.h"
#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/escape.h"
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

bool IsCompound(MetricType type) {
  return type == MetricType::kHistogram || type == MetricType::kSummary;
}

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
        parser_(*this, options.limits.line_bytes) {
    if (options.lint) {
      lint_ = std::make_unique<Linter>(index_, hash_, options.max_findings);
    }
    if (options.coherence) {
      coherence_ = std::make_unique<CoherenceChecker>(index_);
    }
    // The last one is for samples of no kind.
    for (size_t i = 0; i <= kKinds; ++i) kinds_.emplace_back(hash_, options);
    now_ = &kinds_.back();
  }

  void Feed(absl::string_view text) { parser_.Feed(text); }
  FileReport Finish();

  void OnSample(const SampleLine& sample) override;
  void OnHelp(const HelpLine& help) override;
  void OnType(const TypeLine& type) override;
  void OnDirective(const TextLine& line, absl::string_view directive) override {
    if (lint_ != nullptr) lint_->OnDirective(line, directive);
  }
  void OnSyntaxError(const SyntaxError& error) override;

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
    std::unique_ptr<Finding> clash;     // waits for all labels and the help
    std::vector<SeriesFingerprint> series;
  };

  // What the validator knows of the samples of one kind (SampleLine::kind), or
  // of the sample line before.
  struct Kind {
    Kind(KeyedHash hash, const ValidateOptions& options)
        : labels(hash, options.limits) {}

    uint32_t kind = 0;
    // Of types_ when the name was resolved; 0: it has not been.
    uint64_t resolved = 0;
    uint32_t family = FamilyIndex::kNone;
    FamilyPart part = FamilyPart::kWhole;
    MetricType type = MetricType::kUntyped;
    absl::string_view bound_name;  // le, quantile or empty
    LabelSums labels;
  };
  static constexpr size_t kKinds = 16;

  uint32_t FamilyOf(absl::string_view name, uint32_t line);
  bool Look(const SampleLine& sample);
  void EnterSeries() {
    if (same_family_) return;
    seen_.Enter(family_);
    order_ = seen_.size() == 0 ? Order::kBegin : Order::kNone;
  }
  void ReadLabels(const SampleLine& sample);
  void CheckSuspicious(const SampleLine& sample);
  // What only the newest source does; see head_line.h.
  uint32_t HeadGaugeHistogramOf(absl::string_view part) const;
  RuleId RuleForHead(const SyntaxError& error, const HeadLine& line);
  RuleId RuleForNameless(const HeadLine& line) const;
  RuleId RuleForNameInBraces(const HeadLine& line) const;
  void FollowHead(const HeadLine& line, const TextLine& at);
  void FollowHeadSample(const HeadLine& line, const TextLine& at);
  void CheckHeadGaugeHistogram(const SampleLine& sample);
  void CheckRepeatedBound(const SampleLine& sample);
  void EnterFamilyOf(const SampleLine& sample);
  void OnFirstSample(const SampleLine& sample);
  void OnLongName(const SampleLine& sample);
  void NoteLabelNames(const SampleLine& sample, size_t known_names);
  void CheckSuspiciousLabels(const SampleLine& sample);
  void OnSimpleSample(const SampleLine& sample);
  void OnCompoundSample(const SampleLine& sample);
  bool ReadBound(const SampleLine& sample, uint64_t* bits, bool* is_nan);
  void NoteCompoundSeries(const SampleLine& sample);
  void CheckCount(const SampleLine& sample, absl::string_view what);
  void KeepSeries(const SampleLine& sample) {
    if (!options_.keep_series) return;
    families_[family_].series.push_back({now_->labels.with_value().high,
                                         now_->labels.with_value().low,
                                         sample.line.number});
  }
  void AddHeadSecond(RuleId rule, const TextLine& line, absl::string_view name,
                     uint32_t family) {
    findings_.Add(
        rule, line, line.At(name), index_.name(family),
        absl::StrCat("newer exporters take this for a second ",
                     rule == RuleId::kSecondHelp ? "HELP" : "TYPE",
                     " of gauge_histogram '", index_.name(family), "'"),
        "use the types histogram or gauge", kOnlyHead);
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

  std::vector<Kind> kinds_;
  // Of the sample line before.
  Kind* now_ = nullptr;
  uint32_t family_ = FamilyIndex::kNone;
  bool same_family_ = false;
  // How the series of the family stand: there is none yet, each ascends from
  // the one before, or else.
  enum class Order { kBegin, kAscending, kNone };
  Order order_ = Order::kNone;
  // Counts what may change which family a name means: TYPE and HELP.
  uint64_t types_ = 1;

  Hash128 last_series_;
  bool has_last_series_ = false;
  BoundCache bounds_;

  std::unique_ptr<Linter> lint_;  // null: not asked for
  std::unique_ptr<CoherenceChecker> coherence_;
  // Of the line before that named a family, and of the sample before.
  uint32_t named_ = FamilyIndex::kNone;
  uint32_t sampled_ = FamilyIndex::kNone;
  bool has_gauge_histogram_ = false;
  bool finishing_ = false;  // what the parser tells now has no line feed
  bool has_compound_sample_ = false;

  TextParser parser_;  // last: it calls back
};

uint32_t Validator::Impl::FamilyOf(absl::string_view name, uint32_t line) {
  const FamilyIndex::Match match = index_.Resolve(name);
  now_->part = match.part;
  named_ = match.family;
  if (match.family != FamilyIndex::kNone) return match.family;
  families_.emplace_back();
  families_.back().line = line;
  return named_ = index_.Add(name);
}

void Validator::Impl::OnHelp(const HelpLine& help) {
  ++types_;
  const uint32_t head_family = HeadGaugeHistogramOf(help.name);
  const uint32_t number = FamilyOf(help.name, help.line.number);
  if (!help.help.has_value()) return;
  if (head_family != FamilyIndex::kNone) {
    if (families_[head_family].has_help) {
      AddHeadSecond(RuleId::kSecondHelp, help.line, help.name, head_family);
    }
  }
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
  ++types_;
  const uint32_t head_family = HeadGaugeHistogramOf(type.name);
  const uint32_t number = FamilyOf(type.name, type.line.number);
  if (!type.type.has_value()) return;
  if (head_family != FamilyIndex::kNone) {
    AddHeadSecond(RuleId::kSecondType, type.line, type.name, head_family);
  }
  has_gauge_histogram_ |= *type.type == MetricType::kGaugeHistogram;
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

// Makes now_ that of the sample. Returns true if it has no labels yet.
bool Validator::Impl::Look(const SampleLine& sample) {
  now_ = sample.kind == 0 ? &kinds_.back() : &kinds_[sample.kind % kKinds];
  if (sample.kind != 0 && now_->kind == sample.kind &&
      now_->resolved == types_) {
    same_family_ = family_ == now_->family;
    sampled_ = named_ = family_ = now_->family;
    EnterSeries();
    return false;
  }
  EnterFamilyOf(sample);
  return true;
}

void Validator::Impl::EnterFamilyOf(const SampleLine& sample) {
  const uint32_t before = family_;
  sampled_ = family_ = FamilyOf(sample.name, sample.line.number);
  same_family_ = before == family_;
  now_->kind = sample.kind;
  now_->family = family_;
  now_->resolved = types_;
  if (!index_.type(family_).has_value()) {
    index_.set_type(family_, MetricType::kUntyped);
  }
  now_->type = *index_.type(family_);
  now_->bound_name = now_->type == MetricType::kHistogram ? "le"
                     : now_->type == MetricType::kSummary ? "quantile"
                                                          : "";
  has_compound_sample_ |= !now_->bound_name.empty();
  EnterSeries();
  if (families_[family_].first_sample == 0) OnFirstSample(sample);
  if (sample.name.size() > options_.limits.name_bytes) OnLongName(sample);
}

void Validator::Impl::OnLongName(const SampleLine& sample) {
  const unsigned part = 1u << static_cast<unsigned>(now_->part);
  Family& family = families_[family_];
  if ((family.long_names & part) != 0) return;
  family.long_names |= part;
  AddAt(RuleId::kLimit, sample, sample.name,
        absl::StrCat("metric name has ", sample.name.size(), " bytes, at most ",
                     options_.limits.name_bytes, " are allowed"));
}

void Validator::Impl::OnSample(const SampleLine& sample) {
  const bool familiar =
      sample.kind == now_->kind && sample.kind != 0 && now_->resolved == types_;
  if (familiar && now_->labels.ReadFamiliar(sample)) {
    same_family_ = true;
  } else {
    ReadLabels(sample);
  }
  ++samples_;
  if (now_->labels.is_suspicious() || sample.value[0] == '-' ||
      samples_ == options_.limits.series + 1 || has_gauge_histogram_ ||
      !sample.repeated_bound.empty()) {
    CheckSuspicious(sample);
  }
  now_->bound_name.empty() ? OnSimpleSample(sample) : OnCompoundSample(sample);
  if (lint_ != nullptr) lint_->OnSample(sample, family_);
}

// Makes now_ that of the sample, and reads its labels.
void Validator::Impl::ReadLabels(const SampleLine& sample) {
  const bool known = sample.kind == now_->kind && now_->resolved == types_ &&
                     (sample.kind != 0 || sample.same_name);
  const bool afresh = !known && Look(sample);
  if (known) same_family_ = true;
  if (!afresh && sample.kind != 0 && now_->labels.ReadFamiliar(sample)) return;
  const size_t size = sample.labels.size();
  const size_t known_names = afresh             ? 0
                             : sample.kind == 0 ? sample.same_label_names
                                                : size;
  const bool new_names =
      afresh || known_names != size || size != now_->labels.size();
  now_->labels.Read(sample, now_->bound_name, known_names);
  if (new_names) NoteLabelNames(sample, known_names);
}

// What few samples are suspected of.
void Validator::Impl::CheckSuspicious(const SampleLine& sample) {
  if (now_->labels.is_suspicious()) CheckSuspiciousLabels(sample);
  if (samples_ == options_.limits.series + 1) {
    AddAt(RuleId::kLimit, sample, sample.name,
          absl::StrCat("more than ", options_.limits.series, " series"),
          "raise the limit with --max-series");
  }
  double value = -1;
  if (sample.value[0] == '-' && ParseValue(sample.value, &value) &&
      value == 0) {
    AddAt(RuleId::kNegativeZero, sample, sample.value,
          "negative zero arrives as 0");
  }
  if (has_gauge_histogram_) CheckHeadGaugeHistogram(sample);
  if (!sample.repeated_bound.empty()) CheckRepeatedBound(sample);
}

void Validator::Impl::CheckRepeatedBound(const SampleLine& sample) {
  if (sample.repeated_bound != now_->bound_name) {
    AddAt(RuleId::kRepeatedLabel, sample, sample.repeated_bound,
          absl::StrCat("label '", sample.repeated_bound,
                       "' stands in this sample already"));
    return;
  }
  for (size_t i = 0; i < sample.labels.size(); ++i) {
    const RawLabel label = sample.labels[i];
    double bound = 0;
    if (label.name != now_->bound_name || i == now_->labels.bound() ||
        ParseValue(label.value, &bound)) {
      continue;
    }
    AddAt(RuleId::kBound, sample, label.value,
          absl::StrCat("value ", Quoted(label.value), " of label '",
                       now_->bound_name, "' is not a number"));
  }
}

void Validator::Impl::OnFirstSample(const SampleLine& sample) {
  Family& family = families_[family_];
  const MetricType type = now_->type;
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
    Finding finding;
    finding.rule = RuleId::kExporterFamily;
    finding.at = sample.line.At(sample.name);
    finding.family = name;
    finding.message =
        absl::StrCat("metric family '", name,
                     "' clashes with the exporter's own '", clash, "'");
    finding.remedy = "choose a name of your own";
    Excerpt excerpt = MakeExcerpt(sample.line.text, finding.at.column);
    finding.excerpt = std::move(excerpt.text);
    finding.caret = excerpt.caret;
    if (clash == name && FindMergingFamily(name) != nullptr) {
      family.clash = std::make_unique<Finding>(std::move(finding));
    } else {
      findings_.Add(std::move(finding));
    }
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

void Validator::Impl::NoteLabelNames(const SampleLine& sample,
                                     size_t known_names) {
  Family& family = families_[family_];
  family.fewest_labels = std::min(family.fewest_labels, now_->labels.count());
  for (size_t i = known_names; i < sample.labels.size(); ++i) {
    if (i == now_->labels.bound()) continue;
    const Hash128 name = now_->labels.name_hash(i);
    if (seen_.FindOrAdd(hash_.Mix(name, kLabelName), 0) != nullptr) continue;
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
  if (sample.labels.size() > options_.limits.labels) {
    AddAt(RuleId::kLimit, sample, sample.name,
          absl::StrCat("sample has ", sample.labels.size(), " labels, at most ",
                       options_.limits.labels, " are allowed"));
  }
}

void Validator::Impl::OnSimpleSample(const SampleLine& sample) {
  // Exporters write the series of a family in order. None of those can be there
  // already.
  if (sample.ascends && order_ != Order::kNone &&
      seen_.AddNew(now_->labels.with_value(), sample.line.number)) {
    order_ = Order::kAscending;
    return KeepSeries(sample);
  }
  order_ = order_ == Order::kBegin ? Order::kAscending : Order::kNone;
  const uint32_t* const first =
      seen_.FindOrAdd(now_->labels.with_value(), sample.line.number);
  if (first == nullptr) return KeepSeries(sample);
  AddAt(RuleId::kDuplicateSeries, sample, sample.name,
        absl::StrCat("series of '", Printable(sample.name), "' stands in line ",
                     *first, " already"),
        now_->labels.has_empty()
            ? "a label with an empty value is like none"
            : "keep one of them, or tell them apart by a label");
}

// The bound as bits that are equal for equal numbers.
bool Validator::Impl::ReadBound(const SampleLine& sample, uint64_t* bits,
                                bool* is_nan) {
  *is_nan = true;
  if (now_->labels.bound() == LabelSums::kNoBound) return true;
  const absl::string_view token = sample.labels[now_->labels.bound()].value;
  if (bounds_.Read(token, bits, is_nan)) return true;
  AddAt(RuleId::kBound, sample, token,
        absl::StrCat("value ", Quoted(token), " of label '", now_->bound_name,
                     "' is not a number"),
        "collectors read it as one in every line of the family");
  return false;
}

void Validator::Impl::OnCompoundSample(const SampleLine& sample) {
  const bool histogram = now_->type == MetricType::kHistogram;
  uint64_t part_bits = 0;
  bool is_nan = true;
  if (!ReadBound(sample, &part_bits, &is_nan)) return;
  NoteCompoundSeries(sample);

  if (now_->part == FamilyPart::kCount) {
    CheckCount(sample, "count");
    part_bits = BoundCache::kNoBoundA;
  } else if (now_->part == FamilyPart::kSum) {
    part_bits = BoundCache::kNoBoundB;
  } else if (is_nan) {
    AddAt(RuleId::kIgnoredSample, sample, sample.name,
          absl::StrCat("sample of ", MetricTypeName(now_->type), " '",
                       Printable(index_.name(family_)),
                       "' without a number in the label '", now_->bound_name,
                       "' is ignored"),
          histogram ? "write _bucket with le, _sum or _count"
                    : "write quantile, _sum or _count");
    return;
  } else if (histogram) {
    CheckCount(sample, "bucket");
  }
  Hash128 part = now_->labels.with_value();
  if (now_->labels.has_empty()) part = hash_.Mix(part, now_->labels.spelling());
  if (coherence_ != nullptr) {
    coherence_->OnPart(sample, family_, hash_.Mix(part, family_), now_->part,
                       part_bits);
  }
  part = hash_.Mix(part, part_bits ^ uint64_t{kPartOfSeries} << 48);
  const uint32_t* const first = seen_.FindOrAdd(part, sample.line.number);
  if (first == nullptr) return;
  AddAt(RuleId::kRepeatedBucket, sample, sample.name,
        absl::StrCat("this replaces the value of line ", *first,
                     ", which is lost"),
        "keep one of them");
}

void Validator::Impl::NoteCompoundSeries(const SampleLine& sample) {
  const Hash128 series = now_->labels.with_value();
  if (!now_->labels.has_empty() && has_last_series_ && same_family_ &&
      series.high == last_series_.high && series.low == last_series_.low) {
    return;
  }
  has_last_series_ = !now_->labels.has_empty();
  last_series_ = series;

  uint32_t number = sample.line.number;
  if (now_->labels.has_empty()) {
    number |= kHasEmptyLabels;
    const Hash128 spelled =
        hash_.Mix(hash_.Mix(series, now_->labels.spelling()), kSpelledSeries);
    if (seen_.FindOrAdd(spelled, number) != nullptr) {
      return;  // known by this spelling
    }
  }
  uint32_t* const first = seen_.FindOrAdd(series, number);
  if (first == nullptr) return KeepSeries(sample);
  if (!now_->labels.has_empty() && (*first & kHasEmptyLabels) == 0) {
    return;  // known by this spelling
  }
  AddAt(
      RuleId::kDuplicateSeries, sample, sample.name,
      absl::StrCat("series of '", Printable(index_.name(family_)),
                   "' stands in line ", *first & ~kHasEmptyLabels, " already"),
      "a label with an empty value is like none");
  // Said once.
  if (!now_->labels.has_empty()) *first &= ~kHasEmptyLabels;
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
  const bool negative = value < 0 && now_->type == MetricType::kHistogram;
  AddAt(negative ? RuleId::kNegativeCount : RuleId::kBrokenCount, sample,
        sample.value,
        absl::StrCat(what, " ", Quoted(sample.value),
                     " is not a whole number from 0 to 2^64"),
        "it arrives altered");
}

uint32_t Validator::Impl::HeadGaugeHistogramOf(absl::string_view part) const {
  if (!has_gauge_histogram_ || index_.Find(part) != FamilyIndex::kNone) {
    return FamilyIndex::kNone;
  }
  for (const absl::string_view suffix : {"_count", "_sum", "_bucket"}) {
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
  for (const absl::string_view suffix : {"_count", "_bucket", "_sum"}) {
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
    findings_.Add(RuleId::kBound, sample.line, sample.line.At(label.value),
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
      findings_.StopParsers();
    }
  } else if (rule != RuleId::kLimit &&
             !findings_.StoppedIn(Collector::kNodeExporterHead)) {
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
  findings_.Add(rule, error.line, error.at, "", error.message, error.remedy);
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
  sample.changed_labels = names.size() < SampleLine::kLabelBits
                              ? (uint64_t{1} << names.size()) - 1
                              : ~uint64_t{0};
  if (line.has_timestamp) {
    findings_.Add(RuleId::kTimestamp, at, {at.number, 1}, "",
                  "sample has a timestamp");
  }
  ++types_;
  OnSample(sample);
  // The parser compares the next line with the one before this.
  ++types_;
  family_ = FamilyIndex::kNone;
}

FileReport Validator::Impl::Finish() {
  finishing_ = true;
  parser_.Finish();
  FileReport report;
  for (uint32_t number = 0; number < families_.size(); ++number) {
    Family& family = families_[number];
    if (family.first_sample == 0) continue;
    const std::string& name = index_.name(number);
    if (family.clash != nullptr) {
      const MergingFamily& own = *FindMergingFamily(name);
      const bool own_label = family.label_names == 1 &&
                             family.label_names_hash == hash_(own.label).high;
      if (!Merges(own, *index_.type(number), Unescape(family.help),
                  family.label_names, own_label)) {
        findings_.Add(std::move(*family.clash));
      }
    }
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
