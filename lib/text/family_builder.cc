#include "promfile/text/family_builder.h"

#include <algorithm>
#include <utility>
#include <vector>

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
  using IsTold = absl::FunctionRef<bool(absl::string_view family)>;
  using Tell = absl::FunctionRef<void(const Sample& sample)>;

  // Borrows both.
  FamilyBuilder(IsTold is_told, Tell tell) : is_told_(is_told), tell_(tell) {}

  void OnSample(const SampleLine& sample) override {
    Family& family = FamilyOf(sample.name);
    if (!index_.type(current_).has_value())
      index_.set_type(current_, MetricType::kUntyped);
    if (family.is_told) {
      Build(sample, &told_);
      return tell_(told_);
    }
    MetricFamily& built = families_[family.place];
    built.samples.emplace_back();
    Build(sample, &built.samples.back());
  }

  void OnHelp(const HelpLine& help) override {
    Family& family = FamilyOf(help.name);
    if (!help.help.has_value()) return;
    if (family.has_help)
      return Refuse(help.line.At(help.name), "second HELP", help.name);
    family.has_help = true;
    if (!family.is_told) families_[family.place].help = Unescape(*help.help);
  }

  void OnType(const TypeLine& type) override {
    Family& family = FamilyOf(type.name);
    if (!type.type.has_value()) return;
    if (index_.type(current_).has_value()) {
      return Refuse(type.line.At(type.name), "second TYPE", type.name);
    }
    index_.set_type(current_, *type.type);
    if (!family.is_told) families_[family.place].type = *type.type;
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
  static constexpr size_t kUsualFamilies = 16;

  struct Family {
    bool is_told = false;
    bool has_help = false;
    size_t place = 0;  // in families_, of one that is not told
  };

  static void Build(const SampleLine& sample, Sample* built) {
    built->name.assign(sample.name.data(), sample.name.size());
    built->labels.resize(sample.labels.size());
    size_t i = 0;
    for (const RawLabel label : sample.labels) {
      Label& to = built->labels[i++];
      to.name.assign(label.name.data(), label.name.size());
      to.value = Unescape(label.value);
    }
    ParseValue(sample.value, &built->value);
  }

  Family& FamilyOf(absl::string_view name) {
    // HELP, TYPE and samples of a family stand together, as a rule.
    if (current_ != FamilyIndex::kNone && index_.name(current_) == name) {
      return mentioned_[current_];
    }
    current_ = index_.ResolveOrAdd(name).family;
    if (current_ == mentioned_.size()) {
      if (mentioned_.empty()) mentioned_.reserve(kUsualFamilies);
      mentioned_.emplace_back();
      Family& family = mentioned_.back();
      family.is_told = is_told_(name);
      if (!family.is_told) {
        family.place = families_.size();
        families_.emplace_back();
        families_.back().name = std::string(name);
      }
    }
    return mentioned_[current_];
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
  const IsTold is_told_;
  const Tell tell_;
  std::vector<Family> mentioned_;
  Families families_;  // those that are not told
  uint32_t current_ = FamilyIndex::kNone;
  Sample told_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Families> ParseFamilies(absl::string_view text) {
  TextParser parser;
  return ParseFamilies(
      text, parser, [](absl::string_view) { return false; },
      [](const Sample&) {});
}

absl::StatusOr<Families> ParseFamilies(
    absl::string_view text, TextParser& parser,
    absl::FunctionRef<bool(absl::string_view family)> is_told,
    absl::FunctionRef<void(const Sample& sample)> tell) {
  FamilyBuilder builder(is_told, tell);
  parser.Begin(builder);
  parser.Feed(text);
  parser.Finish();
  return std::move(builder).Finish();
}

}  // namespace promfile
