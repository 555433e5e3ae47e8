#include "promfile/check/scraped_family.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "promfile/exposition/value.h"
#include "promfile/text/escape.h"
#include "promfile/text/family_index.h"
#include "promfile/text/text_parser.h"

namespace promfile {
namespace {

// A count, as Go's conversion to uint64 on amd64 makes it of a value, and back.
double ScrapedCount(double value) {
  constexpr double kTwo63 = 9223372036854775808.0;
  if (!(value > -kTwo63 && value < 2 * kTwo63)) return kTwo63;
  const uint64_t count =
      value < 0 ? static_cast<uint64_t>(static_cast<int64_t>(value))
                : static_cast<uint64_t>(value);
  return static_cast<double>(count);
}

bool ByName(const Label& a, const Label& b) { return a.name < b.name; }

class FamilyReader final : public TextVisitor {
 public:
  void OnHelp(const HelpLine& help) override {
    ScrapedFamily& family = FamilyOf(help.name);
    if (help.help.has_value()) family.help = Unescape(*help.help);
  }
  void OnType(const TypeLine& type) override {
    FamilyOf(type.name);
    if (type.type.has_value()) index_.set_type(match_.family, *type.type);
  }
  void OnSyntaxError(const SyntaxError&) override {}

  void OnSample(const SampleLine& sample) override {
    ScrapedFamily& family = FamilyOf(sample.name);
    if (!index_.type(match_.family).has_value()) {
      index_.set_type(match_.family, MetricType::kUntyped);
    }
    family.type = *index_.type(match_.family);
    double value = 0;
    ParseValue(sample.value, &value);
    LabelSet labels;
    double bound = std::nan("");
    const absl::string_view bound_name =
        family.type == MetricType::kHistogram ? "le" : "quantile";
    for (const RawLabel& label : sample.labels) {
      if (IsCompound(family.type) && label.name == bound_name) {
        ParseValue(label.value, &bound);
        continue;
      }
      labels.push_back({std::string(label.name), Unescape(label.value)});
    }
    std::sort(labels.begin(), labels.end(), ByName);
    if (!IsCompound(family.type)) {
      family.series.emplace_back();
      family.series.back().labels = std::move(labels);
      family.series.back().value = value;
      return;
    }
    ScrapedSeries& series = CompoundSeries(&family, std::move(labels));
    if (match_.part == FamilyPart::kCount) {
      series.count = ScrapedCount(value);
    } else if (match_.part == FamilyPart::kSum) {
      series.sum = value;
    } else if (!std::isnan(bound)) {
      series.parts[bound + 0.0] =
          family.type == MetricType::kHistogram ? ScrapedCount(value) : value;
    }
  }

  std::vector<ScrapedFamily> Finish() && {
    families_.erase(std::remove_if(families_.begin(), families_.end(),
                                   [](const ScrapedFamily& family) {
                                     return family.series.empty();
                                   }),
                    families_.end());
    for (ScrapedFamily& family : families_) FillIn(&family);
    std::sort(families_.begin(), families_.end(),
              [](const ScrapedFamily& a, const ScrapedFamily& b) {
                return a.name < b.name;
              });
    return std::move(families_);
  }

 private:
  ScrapedFamily& FamilyOf(absl::string_view name) {
    match_ = index_.ResolveOrAdd(name);
    if (match_.family == families_.size()) {
      families_.emplace_back();
      families_.back().name = std::string(name);
    }
    return families_[match_.family];
  }

  ScrapedSeries& CompoundSeries(ScrapedFamily* family, LabelSet labels) {
    std::string key = family->name;
    for (const Label& label : labels) {
      // No label has the first byte in its name, none the second in UTF-8.
      key.append(1, '\0').append(label.name).append(1, '\xFF');
      key.append(label.value).append(1, '\xFF');
    }
    const auto added = compound_.emplace(std::move(key), family->series.size());
    if (added.second) {
      family->series.emplace_back();
      family->series.back().labels = std::move(labels);
    }
    return family->series[added.first->second];
  }

  // Every series gets all label names of the family.
  static void FillIn(ScrapedFamily* family) {
    LabelSet empty;
    for (const ScrapedSeries& series : family->series) {
      for (const Label& label : series.labels) {
        const auto at =
            std::lower_bound(empty.begin(), empty.end(), label, ByName);
        if (at == empty.end() || at->name != label.name) {
          empty.insert(at, {label.name, ""});
        }
      }
    }
    for (ScrapedSeries& series : family->series) {
      if (series.labels.size() == empty.size()) continue;
      LabelSet all = empty;
      for (Label& label : series.labels) {
        std::lower_bound(all.begin(), all.end(), label, ByName)->value =
            std::move(label.value);
      }
      series.labels = std::move(all);
    }
  }

  const KeyedHash hash_{0, 0};
  FamilyIndex index_{hash_};
  FamilyIndex::Match match_;
  std::vector<ScrapedFamily> families_;
  std::map<std::string, size_t> compound_;
};

void AppendLine(const std::string& name, absl::string_view suffix,
                const LabelSet& labels, absl::string_view bound_name,
                double bound, double value, std::string* out) {
  out->append(name).append(suffix.data(), suffix.size());
  char separator = '{';
  for (const Label& label : labels) {
    out->append(1, separator).append(label.name).append("=\"");
    AppendEscapedLabelValue(label.value, out);
    out->push_back('"');
    separator = ',';
  }
  if (!bound_name.empty()) {
    out->append(1, separator).append(bound_name.data(), bound_name.size());
    out->append("=\"");
    AppendValue(bound + 0.0, out);
    out->push_back('"');
    separator = ',';
  }
  if (separator == ',') out->push_back('}');
  out->push_back(' ');
  AppendValue(value + 0.0, out);  // -0 comes out as 0
  out->push_back('\n');
}

}  // namespace

std::vector<ScrapedFamily> ScrapeText(absl::string_view text) {
  FamilyReader reader;
  ParseText(text, reader);
  return std::move(reader).Finish();
}

void AppendScrapedFamily(const ScrapedFamily& family, std::string* out) {
  if (family.help.has_value()) {
    out->append("# HELP ").append(family.name).append(1, ' ');
    AppendEscapedHelp(*family.help, out);
    out->push_back('\n');
  }
  out->append("# TYPE ").append(family.name).append(1, ' ');
  out->append(MetricTypeName(family.type)).append(1, '\n');
  const bool histogram = family.type == MetricType::kHistogram;
  for (const ScrapedSeries& series : family.series) {
    if (!IsCompound(family.type)) {
      AppendLine(family.name, "", series.labels, "", 0, series.value, out);
      continue;
    }
    for (const auto& [bound, value] : series.parts) {
      AppendLine(family.name, histogram ? "_bucket" : "", series.labels,
                 histogram ? "le" : "quantile", bound, value, out);
    }
    const bool infinite =
        !series.parts.empty() && series.parts.rbegin()->first == HUGE_VAL;
    if (histogram && !infinite) {
      AppendLine(family.name, "_bucket", series.labels, "le", HUGE_VAL,
                 series.count, out);
    }
    AppendLine(family.name, "_sum", series.labels, "", 0, series.sum, out);
    AppendLine(family.name, "_count", series.labels, "", 0, series.count, out);
  }
}

}  // namespace promfile
