#ifndef PROMFILE_CHECK_VALIDATOR_IMPL_H_
#define PROMFILE_CHECK_VALIDATOR_IMPL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "promfile/check/bound_cache.h"
#include "promfile/check/coherence.h"
#include "promfile/check/compound_series.h"
#include "promfile/check/finding_list.h"
#include "promfile/check/head_line.h"
#include "promfile/check/label_set_hash.h"
#include "promfile/check/lint.h"
#include "promfile/check/series_order.h"
#include "promfile/check/series_set.h"
#include "promfile/check/validate.h"
#include "promfile/text/family_index.h"
#include "promfile/text/keyed_hash.h"
#include "promfile/text/text_parser.h"

namespace promfile {

// The validator's memory, and its answer to each line. What it does is spread
// over validate.cc (comments and the report), validate_sample.cc (every
// sample), validate_compound.cc (those of histograms and summaries),
// validate_first_sample.cc (the first one of a family),
// validate_unhashed.cc (those that need no hash),
// validate_suspicious.cc (what few samples are suspected of) and
// validate_head.cc (what only the newest source does). Nobody else includes
// this.
class Validator::Impl final : public TextVisitor {
 public:
  // Borrows both.
  Impl(const ValidateOptions& options, const KeyedHash& hash)
      : options_(options),
        hash_(hash),
        index_(hash_),
        label_orders_(options.label_orders == nullptr ? own_label_orders_
                                                      : *options.label_orders),
        findings_(options.max_findings),
        no_kind_(hash_, label_orders_, options),
        compound_(hash_) {
    if (options.lint) {
      lint_ = std::make_unique<Linter>(index_, hash_, options.max_findings);
    }
    if (options.coherence) {
      coherence_ = std::make_unique<CoherenceChecker>(index_);
    }
    now_ = &no_kind_;
  }

  // The parser has told of all lines that end; what it tells now does not.
  void OnLastLine() {
    finishing_ = true;
    order_.Stop();
  }
  FileReport Finish();

  void OnSample(const SampleLine& sample) override;
  void OnHelp(const HelpLine& help) override;
  void OnType(const TypeLine& type) override;
  void OnDirective(const TextLine& line, absl::string_view directive) override {
    if (lint_ != nullptr) lint_->OnDirective(line, directive);
  }
  void OnSyntaxError(const SyntaxError& error) override;
  void OnTextGone() override { SearchPostponed(); }
  // `text`, which is fed next and as a whole, stays where it is until Finish.
  void OnWhole(absl::string_view text) { whole_ = text; }

 private:
  // What the hashes in the set of a family stand for, besides its series.
  enum Salt : uint64_t { kSpelledSeries = 1, kLabelName, kFamily };

  // Samples of a family that follow each other in a text that stays, and of
  // which SeriesOrder says that none is there twice: there is no need to hash
  // them, until a sample comes that it does not say so of.
  struct Unhashed {
    const char* begin = nullptr;  // of the first line; nullptr: there are none
    const char* end = nullptr;    // behind the line feed of the last one
    uint32_t line = 0;            // the number of the first one
  };

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
    Unhashed unhashed;  // once another family is the current one
  };

  // What the validator knows of the samples of one kind (SampleLine::kind), or
  // of the sample line before. Kinds of one label kind take it over from each
  // other, with their labels.
  struct Kind {
    Kind(const KeyedHash& hash, LabelOrders& orders,
         const ValidateOptions& options)
        : labels(hash, orders, options.limits) {}

    uint32_t kind = 0;
    uint32_t label_kind = 0;
    // Of types_ when the name was resolved; 0: it has not been.
    uint64_t resolved = 0;
    uint32_t family = FamilyIndex::kNone;
    FamilyPart part = FamilyPart::kWhole;
    MetricType type = MetricType::kUntyped;
    absl::string_view bound_name;  // le, quantile or empty
    LabelSetHash labels;
  };
  static constexpr size_t kKinds = 16;
  static constexpr size_t kUsualSeries = 8;
  static constexpr size_t kUsualFamilies = 16;

  // A sample of the current family that is to be searched for among those
  // before it. A search in a large table waits for the memory, which is on its
  // way while some more lines are read.
  struct Postponed {
    Hash128 series;
    const char* line;
    uint32_t number;
    uint32_t size : 31;  // of the line
    uint32_t has_empty : 1;
  };
  static constexpr size_t kMostPostponed = 32;

  uint32_t FamilyOf(absl::string_view name, uint32_t line);
  // What is known of a sample: nothing, its label names, or its family too.
  enum class Known { kNothing, kLabelNames, kFamily };
  Known Look(const SampleLine& sample);
  Kind& KindOf(uint32_t label_kind) {
    std::unique_ptr<Kind>& known = kinds_[label_kind % kKinds];
    if (known == nullptr) {
      known = std::make_unique<Kind>(hash_, label_orders_, options_);
    }
    return *known;
  }
  // Makes `family` the current one.
  void Enter(uint32_t family) {
    same_family_ = family_ == family;
    sampled_ = named_ = family;
    if (!same_family_) EnterAnother(family);
  }
  void EnterAnother(uint32_t family);
  void ReadLabels(const SampleLine& sample);
  void CheckSuspicious(const SampleLine& sample);
  // A line that may change which family a name means.
  void OnComment() {
    ++types_;
    quick_kind_ = kNoKind;
  }
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
  bool OnQuickSample(const SampleLine& sample);
  bool OnNextBucket(const SampleLine& sample);
  bool AddNextBound(absl::string_view bound, uint64_t token, double value,
                    uint32_t line);
  void OnSimpleSample(const SampleLine& sample);
  bool BeginUnhashed(const SampleLine& sample);
  void LeaveUnhashed(const SampleLine& sample) {
    const absl::string_view line = sample.line.text;
    unhashed_.end = line.data() + line.size() + 1;
  }
  // There are some; then there are none.
  void HashUnhashed(Unhashed* samples);
  void SearchPostponed();
  Postponed ToSearch(const SampleLine& sample) const;
  void Postpone(const SampleLine& sample);
  void AddDuplicate(const Postponed& sample, uint32_t first);
  void OnCompoundSample(const SampleLine& sample);
  bool ReadBound(const SampleLine& sample, double* bound);
  void NoteCompoundSeries(const SampleLine& sample);
  double ReadCount(const SampleLine& sample, absl::string_view what);
  void KeepSeries(Hash128 series, uint32_t line) {
    if (!options_.compared) return;
    std::vector<SeriesFingerprint>& kept = families_[family_].series;
    // Nearly all families have few, and the rest more than twice as many.
    if (kept.empty()) kept.reserve(kUsualSeries);
    if (kept.size() == kUsualSeries) kept.reserve(4 * kUsualSeries);
    kept.push_back({series.high, series.low, line});
  }
  // The findings, to be added to: those of lines before have been.
  FindingList& findings() {
    if (postponed_count_ > 0) SearchPostponed();
    return findings_;
  }
  void AddHeadSecond(RuleId rule, const TextLine& line, absl::string_view name,
                     uint32_t family) {
    findings().Add(
        rule, line, line.At(name), index_.name(family),
        absl::StrCat("newer exporters take this for a second ",
                     rule == RuleId::kSecondHelp ? "HELP" : "TYPE",
                     " of gauge_histogram '", index_.name(family), "'"),
        "use the types histogram or gauge", kOnlyHead);
  }
  void AddAt(RuleId rule, const SampleLine& sample, absl::string_view token,
             std::string message, std::string remedy = "") {
    findings().Add(rule, sample.line, sample.line.At(token),
                   index_.name(family_), std::move(message), std::move(remedy));
  }

  const ValidateOptions& options_;
  const KeyedHash& hash_;
  FamilyIndex index_;
  LabelOrders own_label_orders_;
  LabelOrders& label_orders_;
  std::vector<Family> families_;
  SeriesOfFamilies seen_;
  FindingList findings_;
  uint64_t samples_ = 0;

  // By their numbers modulo kKinds. Most texts have few.
  std::array<std::unique_ptr<Kind>, kKinds> kinds_;
  Kind no_kind_;
  // Of the sample line before.
  Kind* now_ = nullptr;
  // True if that is not the sample line that the parser has told before.
  bool told_other_ = false;
  uint32_t family_ = FamilyIndex::kNone;
  Hash128 family_hash_;
  bool same_family_ = false;
  // Of the samples of a simple family, if duplicates are looked for.
  SeriesOrder order_;
  absl::string_view whole_;
  Unhashed unhashed_;                     // of the current family
  std::unique_ptr<TextParser> rereader_;  // null: nothing was read again
  // The kind of which the samples before were, if nothing is to be said of
  // others of that kind but where they stand: unhashed ones, or the buckets of
  // one series.
  static constexpr uint32_t kNoKind = ~0u;
  uint32_t quick_kind_ = kNoKind;
  // Counts what may change which family a name means: TYPE and HELP.
  uint64_t types_ = 1;

  std::unique_ptr<Postponed[]> postponed_;  // kMostPostponed; null: none yet
  size_t postponed_count_ = 0;

  // With a distance between them: see CompoundSeries.
  uint64_t last_series_high_ = 0;
  bool has_last_series_ = false;
  uint64_t last_series_low_ = 0;
  BoundCache bounds_;
  CompoundSeries compound_;

  std::unique_ptr<Linter> lint_;  // null: not asked for
  std::unique_ptr<CoherenceChecker> coherence_;
  // Of the line before that named a family, and of the sample before.
  uint32_t named_ = FamilyIndex::kNone;
  uint32_t sampled_ = FamilyIndex::kNone;
  bool has_gauge_histogram_ = false;
  bool finishing_ = false;
  bool has_compound_sample_ = false;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_VALIDATOR_IMPL_H_
