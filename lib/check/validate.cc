#include "promfile/check/validate.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "promfile/check/exporter_families.h"
#include "promfile/check/merging_families.h"
#include "promfile/check/validator_impl.h"
#include "promfile/exposition/names.h"
#include "promfile/text/escape.h"
#include "promfile/text/printable.h"

namespace promfile {

Limits NoLimits() {
  Limits limits;
  limits.series = ~uint64_t{0};
  limits.name_bytes = limits.label_value_bytes = limits.labels = ~size_t{0};
  limits.line_bytes = size_t{64} << 20;
  return limits;
}

uint32_t Validator::Impl::FamilyOf(absl::string_view name, uint32_t line) {
  // HELP, TYPE and samples of a family stand together, as a rule.
  if (named_ != FamilyIndex::kNone && index_.name(named_) == name) {
    now_->part = FamilyPart::kWhole;
    return named_;
  }
  const FamilyIndex::Match match = index_.ResolveOrAdd(name);
  now_->part = match.part;
  named_ = match.family;
  if (match.family == families_.size()) {
    if (families_.empty()) families_.reserve(kUsualFamilies);
    families_.emplace_back();
    families_.back().line = line;
  }
  return named_;
}

void Validator::Impl::OnHelp(const HelpLine& help) {
  OnComment();
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
    findings().Add(RuleId::kSecondHelp, help.line, help.line.At(help.name),
                   index_.name(number),
                   absl::StrCat("second HELP for metric family '",
                                index_.name(number), "'"),
                   "keep one of them");
    return;
  }
  family.has_help = true;
  if (options_.compared || BeginsLikeExporterFamily(help.name)) {
    family.help = std::string(*help.help);
  }
  if (help.is_plain || IsUtf8(*help.help)) return;
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
    findings().Add(std::move(bad));
  } else {
    family.bad_help = std::move(bad_help);
  }
}

void Validator::Impl::OnType(const TypeLine& type) {
  OnComment();
  const uint32_t head_family = HeadGaugeHistogramOf(type.name);
  const uint32_t number = FamilyOf(type.name, type.line.number);
  if (!type.type.has_value()) return;
  if (head_family != FamilyIndex::kNone) {
    AddHeadSecond(RuleId::kSecondType, type.line, type.name, head_family);
  }
  has_gauge_histogram_ |= *type.type == MetricType::kGaugeHistogram;
  if (index_.type(number).has_value()) {
    const bool second = families_[number].typed_by_line;
    findings().Add(
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

FileReport Validator::Impl::Finish() {
  SearchPostponed();
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
        findings().Add(std::move(*family.clash));
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
      findings().Add(std::move(finding));
    }
    if (lint_ != nullptr) lint_->OnFamily(number, family.has_help);
  }
  report.samples = samples_;
  report.verdict = findings_.verdict();
  if (!findings_.has_unread_lines()) {
    if (coherence_ != nullptr) coherence_->Finish(compound_, &findings_);
    if (lint_ != nullptr) {
      findings_.Append(lint_->Finish());
    }
  }
  report.findings = findings_.Take();
  if (!options_.compared) return report;
  // Last: whoever has a finding looks the name up.
  report.families.reserve(families_.size());
  for (uint32_t number = 0; number < families_.size(); ++number) {
    Family& family = families_[number];
    if (family.first_sample == 0) continue;
    report.families.emplace_back();
    FamilySummary& summary = report.families.back();
    summary.name = index_.TakeName(number);
    summary.type = *index_.type(number);
    summary.has_help = family.has_help;
    summary.help = std::move(family.help);
    summary.line = family.line;
    summary.label_names = family.label_names_hash;
    summary.series = std::move(family.series);
  }
  return report;
}

// Kept from text to text, for its memory.
struct Validator::Text {
  explicit Text(const ValidateOptions& options)
      : own_parser(options.parser == nullptr ? new TextParser : nullptr),
        parser(own_parser == nullptr ? *options.parser : *own_parser) {}

  absl::optional<Impl> impl;  // nullopt between texts
  const std::unique_ptr<TextParser> own_parser;
  TextParser& parser;
};

Validator::Validator(const ValidateOptions& options)
    : options_(options),
      hash_(options.hash_key[0], options.hash_key[1]),
      text_(std::make_unique<Text>(options)) {}
Validator::~Validator() = default;

Validator::Impl& Validator::Begin() {
  if (!text_->impl.has_value()) {
    text_->impl.emplace(options_, hash_);
    text_->parser.Begin(*text_->impl, options_.limits.line_bytes);
  }
  return *text_->impl;
}

void Validator::Feed(absl::string_view text) {
  Begin();
  text_->parser.Feed(text);
}

FileReport Validator::Finish() {
  Impl& impl = Begin();
  impl.OnLastLine();
  text_->parser.Finish();
  FileReport report = impl.Finish();
  text_->impl.reset();
  return report;
}

FileReport Validator::Validate(absl::string_view text) {
  Begin().OnWhole(text);
  Feed(text);
  return Finish();
}

FileReport ValidateText(absl::string_view text,
                        const ValidateOptions& options) {
  return Validator(options).Validate(text);
}

}  // namespace promfile
