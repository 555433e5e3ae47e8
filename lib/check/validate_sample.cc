#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/check/validator_impl.h"
#include "promfile/text/printable.h"

namespace promfile {

void Validator::Impl::EnterAnother(uint32_t family) {
  SearchPostponed();
  if (unhashed_.begin != nullptr) {
    families_[family_].unhashed = unhashed_;
    unhashed_ = Unhashed();
  }
  quick_kind_ = kNoKind;
  family_ = family;
  family_hash_ = hash_.Mix({family, 0}, kFamily);
  seen_.Enter(family);
  if (seen_.size() == 0) return order_.Begin();
  order_.Stop();
  Unhashed& unhashed = families_[family].unhashed;
  if (unhashed.begin != nullptr) HashUnhashed(&unhashed);
}

// Makes now_ that of the sample, and finds out of which family it is.
Validator::Impl::Known Validator::Impl::Look(const SampleLine& sample) {
  if (sample.kind == 0) {
    now_ = &no_kind_;
    EnterFamilyOf(sample);
    return Known::kNothing;
  }
  now_ = &KindOf(sample.label_kind);
  if (now_->kind == sample.kind && now_->resolved == types_) {
    Enter(now_->family);
    return Known::kFamily;
  }
  const bool same_labels = now_->label_kind == sample.label_kind;
  const absl::string_view bound_name = now_->bound_name;
  EnterFamilyOf(sample);
  now_->label_kind = sample.label_kind;
  return same_labels && now_->bound_name == bound_name ? Known::kLabelNames
                                                       : Known::kNothing;
}

void Validator::Impl::EnterFamilyOf(const SampleLine& sample) {
  Enter(FamilyOf(sample.name, sample.line.number));
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
  if (families_[family_].first_sample == 0) OnFirstSample(sample);
  if (sample.name.size() > options_.limits.name_bytes) OnLongName(sample);
}

// Makes now_ that of the sample, and reads its labels.
void Validator::Impl::ReadLabels(const SampleLine& sample) {
  const bool known = sample.kind == now_->kind && now_->resolved == types_ &&
                     (sample.kind != 0 || sample.same_name);
  const Kind* const before = now_;
  const Known looked = known ? Known::kFamily : Look(sample);
  if (known) same_family_ = true;
  const bool knows_names = !told_other_;
  told_other_ = false;
  if (looked != Known::kNothing && sample.kind != 0 &&
      now_->labels.IsFamiliar(sample)) {
    now_->labels.ReadFamiliar(sample);
    if (looked == Known::kLabelNames) NoteLabelNames(sample, 0);
    return;
  }
  const size_t size = sample.labels.size();
  const bool afresh = looked == Known::kNothing;
  const size_t known_names = afresh             ? 0
                             : sample.kind == 0 ? sample.same_label_names
                                                : size;
  const bool new_names = looked != Known::kFamily || known_names != size ||
                         size != now_->labels.size();
  // Metrics of other families have the same labels, often.
  const bool takes_names = afresh && knows_names && before != now_ &&
                           sample.same_label_names == size &&
                           before->labels.size() == size &&
                           before->bound_name == now_->bound_name;
  if (takes_names) now_->labels.TakeNames(before->labels, sample);
  now_->labels.Read(sample, now_->bound_name, takes_names ? size : known_names);
  if (new_names) {
    NoteLabelNames(sample, looked == Known::kFamily ? known_names : 0);
  }
}

void Validator::Impl::NoteLabelNames(const SampleLine& sample,
                                     size_t known_names) {
  Family& family = families_[family_];
  family.fewest_labels = std::min(family.fewest_labels, now_->labels.count());
  // Those of the first sample are not there yet, and stand there once.
  const bool first = family.label_names == 0 && sample.repeated_bound.empty();
  for (size_t i = known_names; i < sample.labels.size(); ++i) {
    if (i == now_->labels.bound()) continue;
    const Hash128 name = now_->labels.name_hash(i);
    const Hash128 noted = hash_.Mix(name, kLabelName);
    if (!(first && seen_.AddNew(noted, 0)) &&
        seen_.FindOrAdd(noted, 0) != nullptr) {
      continue;
    }
    ++family.label_names;
    family.label_names_hash += name.high;
  }
}

// Inline: it is what most lines of most texts come to.
inline void Validator::Impl::OnSimpleSample(const SampleLine& sample) {
  if (!options_.find_duplicates) return;
  const Hash128 series = now_->labels.value();
  if (order_.GoesOn(sample)) {
    const bool stays = unhashed_.begin != nullptr ||
                       (!whole_.empty() && BeginUnhashed(sample));
    if (stays) return LeaveUnhashed(sample);
    if (seen_.AddNew(series, sample.line.number)) {
      return KeepSeries(series, sample.line.number);
    }
  }
  if (unhashed_.begin != nullptr) HashUnhashed(&unhashed_);
  if (seen_.IsLarge()) return Postpone(sample);
  const uint32_t* const first = seen_.FindOrAdd(series, sample.line.number);
  if (first == nullptr) return KeepSeries(series, sample.line.number);
  AddDuplicate(ToSearch(sample), *first);
}

Validator::Impl::Postponed Validator::Impl::ToSearch(
    const SampleLine& sample) const {
  return {now_->labels.value(), sample.line.text.data(), sample.line.number,
          static_cast<uint32_t>(sample.line.text.size()) & 0x7FFFFFFF,
          now_->labels.has_empty() ? 1u : 0u};
}

void Validator::Impl::Postpone(const SampleLine& sample) {
  if (postponed_ == nullptr) postponed_.reset(new Postponed[kMostPostponed]);
  const Postponed search = ToSearch(sample);
  seen_.Announce(search.series);
  postponed_[postponed_count_++] = search;
  if (postponed_count_ == kMostPostponed) SearchPostponed();
}

void Validator::Impl::SearchPostponed() {
  const size_t count = postponed_count_;
  postponed_count_ = 0;
  for (size_t i = 0; i < count; ++i) {
    const Postponed& sample = postponed_[i];
    const uint32_t* const first = seen_.FindOrAdd(sample.series, sample.number);
    if (first == nullptr) {
      KeepSeries(sample.series, sample.number);
    } else {
      AddDuplicate(sample, *first);
    }
  }
}

// A sample of quick_kind_. False: nothing has been done.
inline bool Validator::Impl::OnQuickSample(const SampleLine& sample) {
  if (!sample.is_plain || *sample.value.data() == '-' ||
      sample.line.text.size() > options_.limits.label_value_bytes ||
      samples_ >= options_.limits.series) {
    return false;
  }
  if (unhashed_.begin == nullptr) {
    if (!OnNextBucket(sample)) return false;
  } else {
    if (!order_.GoesOn(sample)) return false;
    LeaveUnhashed(sample);
    // To promlint a bucket is like the one before, with the same labels.
    if (lint_ != nullptr) lint_->OnSample(sample, family_);
  }
  ++samples_;
  return true;
}

void Validator::Impl::OnSample(const SampleLine& sample) {
  if (sample.kind == quick_kind_ && OnQuickSample(sample)) return;
  const bool familiar = sample.kind == now_->kind && sample.kind != 0 &&
                        now_->resolved == types_ &&
                        now_->labels.IsFamiliar(sample);
  if (familiar) {
    same_family_ = true;
    if (options_.find_duplicates) now_->labels.ReadFamiliar(sample);
  } else {
    ReadLabels(sample);
  }
  ++samples_;
  if (now_->labels.is_suspicious() || sample.value[0] == '-' ||
      samples_ == options_.limits.series + 1 || has_gauge_histogram_ ||
      !sample.repeated_bound.empty()) {
    CheckSuspicious(sample);
  }
  if (lint_ != nullptr) lint_->OnSample(sample, family_);
  now_->bound_name.empty() ? OnSimpleSample(sample) : OnCompoundSample(sample);
}

void Validator::Impl::AddDuplicate(const Postponed& sample, uint32_t first) {
  if (lint_ != nullptr) {
    lint_->OnDuplicate(sample.series, family_, sample.number, first);
  }
  const TextLine line = {absl::string_view(sample.line, sample.size),
                         sample.number};
  const std::string& name = index_.name(family_);
  findings_.Add(RuleId::kDuplicateSeries, line,
                line.At(line.text.substr(line.text.find(name))), name,
                absl::StrCat("series of '", Printable(name),
                             "' stands in line ", first, " already"),
                sample.has_empty != 0
                    ? "a label with an empty value is like none"
                    : "keep one of them, or tell them apart by a label");
}

}  // namespace promfile
