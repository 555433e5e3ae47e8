#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/check/exporter_families.h"
#include "promfile/check/merging_families.h"
#include "promfile/check/validator_impl.h"
#include "promfile/exposition/names.h"
#include "promfile/text/printable.h"

namespace promfile {

void Validator::Impl::OnFirstSample(const SampleLine& sample) {
  Family& family = families_[family_];
  const MetricType type = now_->type;
  family.first_sample = sample.line.number;
  const std::string& name = index_.name(family_);
  if (family.bad_help != nullptr) {
    findings().Add(std::move(*family.bad_help));
    family.bad_help.reset();
  }
  if (type == MetricType::kGaugeHistogram) {
    AddAt(RuleId::kGaugeHistogram, sample, sample.name,
          absl::StrCat("a sample of gauge_histogram '", name,
                       "' crashes the exporter"),
          "use the types histogram or gauge");
  }
  for (const absl::string_view suffix : kPartSuffixes) {
    if (!has_gauge_histogram_) break;
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
      findings().Add(std::move(finding));
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
  // Most names do not even end like one.
  const bool may_be_part = name.back() == 't' || name.back() == 'm';
  if (!may_be_part && !IsCompound(type)) return;
  for (const absl::string_view suffix : kPartSuffixes) {
    const absl::string_view stem = WithoutSuffix(name, suffix);
    if (!stem.empty()) {
      const uint32_t whole = index_.Find(stem);
      if (whole != FamilyIndex::kNone && families_[whole].first_sample != 0) {
        if (HasPart(*index_.type(whole), suffix)) collide(name, stem);
      }
    }
    if (!HasPart(type, suffix)) continue;
    const uint32_t part = index_.Find(absl::StrCat(name, suffix));
    if (part != FamilyIndex::kNone && families_[part].first_sample != 0) {
      collide(index_.name(part), name);
    }
  }
}

}  // namespace promfile
