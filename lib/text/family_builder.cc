#include "promfile/text/family_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/value.h"
#include "promfile/text/escape.h"
#include "promfile/text/family_index.h"
#include "promfile/text/printable.h"
#include "promfile/text/text_parser.h"

namespace promfile {
namespace {

class FamilyBuilder final : public TextVisitor {
 public:
  void OnSample(const SampleLine& sample) override {
    MetricFamily& family = FamilyOf(sample.name);
    if (!index_.type(current_).has_value())
      index_.set_type(current_, MetricType::kUntyped);
    Sample built;
    built.name = std::string(sample.name);
    built.labels.reserve(sample.labels.size());
    for (const RawLabel label : sample.labels) {
      built.labels.push_back({std::string(label.name), Unescape(label.value)});
    }
    ParseValue(sample.value, &built.value);
    family.samples.push_back(std::move(built));
  }

  void OnHelp(const HelpLine& help) override {
    MetricFamily& family = FamilyOf(help.name);
    if (!help.help.has_value()) return;
    if (family.help.has_value())
      return Refuse(help.line.At(help.name), "second HELP", help.name);
    family.help = Unescape(*help.help);
  }

  void OnType(const TypeLine& type) override {
    MetricFamily& family = FamilyOf(type.name);
    if (!type.type.has_value()) return;
    if (index_.type(current_).has_value()) {
      return Refuse(type.line.At(type.name), "second TYPE", type.name);
    }
    index_.set_type(current_, *type.type);
    family.type = *type.type;
  }

  void OnSyntaxError(const SyntaxError& error) override {
    Refuse(error.at, error.message);
  }

  absl::StatusOr<Families> Finish() && {
    if (!status_.ok()) return status_;
    const auto says_nothing = [](const MetricFamily& family) {
      return !family.help.has_value() && !family.type.has_value() &&
             family.samples.empty();
    };
    families_.erase(
        std::remove_if(families_.begin(), families_.end(), says_nothing),
        families_.end());
    return std::move(families_);
  }

 private:
  MetricFamily& FamilyOf(absl::string_view name) {
    current_ = index_.ResolveOrAdd(name).family;
    if (current_ == families_.size()) {
      families_.emplace_back();
      families_.back().name = std::string(name);
    }
    return families_[current_];
  }

  void Refuse(Position at, absl::string_view problem) {
    if (!status_.ok()) return;
    status_ = absl::InvalidArgumentError(
        absl::StrCat(at.line, ":", at.column, ": ", problem));
  }
  void Refuse(Position at, absl::string_view problem, absl::string_view name) {
    Refuse(at, absl::StrCat(problem, " for ", Quoted(name)));
  }

  // A model is built of texts that were validated: the key protects nothing.
  const KeyedHash hash_{0, 0};
  FamilyIndex index_{hash_};
  Families families_;
  uint32_t current_ = 0;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Families> ParseFamilies(absl::string_view text) {
  FamilyBuilder builder;
  ParseText(text, builder);
  return std::move(builder).Finish();
}

}  // namespace promfile
