#include "promfile/check/scrape_preview.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "promfile/check/exporter_families.h"
#include "promfile/check/merging_families.h"
#include "promfile/check/validate.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

// Whether one family has the name of a part of the other.
bool Collide(const ScrapedFamily& a, const ScrapedFamily& b) {
  for (const absl::string_view suffix : kPartSuffixes) {
    if (HasPart(b.type, suffix) && WithoutSuffix(a.name, suffix) == b.name) {
      return true;
    }
    if (HasPart(a.type, suffix) && WithoutSuffix(b.name, suffix) == a.name) {
      return true;
    }
  }
  return false;
}

std::string LabelsKey(const LabelSet& labels) {
  std::string key;
  for (const Label& label : labels) {
    absl::StrAppend(&key, label.name, "\xFF", label.value, "\xFF");
  }
  return key;
}

// The order of series in a scrape: by their values alone, label by label.
bool ComesBefore(const ScrapedSeries& a, const ScrapedSeries& b) {
  if (a.labels.size() != b.labels.size()) {
    return a.labels.size() < b.labels.size();
  }
  for (size_t i = 0; i < a.labels.size(); ++i) {
    const int order = a.labels[i].value.compare(b.labels[i].value);
    if (order != 0) return order < 0;
  }
  return false;
}

ScrapedFamily OwnGauge(const char* name) {
  const MergingFamily& own = *FindMergingFamily(name);
  ScrapedFamily family;
  family.name = own.name;
  family.type = own.type;
  family.help = own.help;
  return family;
}

}  // namespace

void ScrapePreview::AddFile(const std::string& path, absl::string_view text,
                            int64_t modified_seconds) {
  ValidateOptions options;
  options.max_findings = 1;
  const Effect effect =
      ValidateText(text, options)
          .verdict[static_cast<size_t>(Collector::kNodeExporter150)];
  if (effect == Effect::kReject) return AddUnreadable();
  // The path is a label value.
  if (effect == Effect::kCrash || !IsUtf8(path)) return Worsen(Effect::kCrash);
  files_.push_back(
      {path, static_cast<double>(modified_seconds), ScrapeText(text)});
}

ScrapeResult ScrapePreview::Finish() {
  ScrapeResult result;
  if (effect_ < Effect::kCrash) {
    FillInHelp();
    for (File& file : files_) RegisterFile(std::move(file.families));
    RegisterOwn();
    MeetExporter();
    result.text = Write();
    for (const auto& [name, known] : known_) {
      if (known.by_chance) result.left_to_chance.insert(name);
    }
  }
  result.effect = effect_;
  return result;
}

void ScrapePreview::FillInHelp() {
  std::map<std::string, std::vector<std::string>> paths;
  for (const File& file : files_) {
    for (const ScrapedFamily& family : file.families) {
      paths[family.name].push_back(file.path);
    }
  }
  for (File& file : files_) {
    for (ScrapedFamily& family : file.families) {
      if (family.help.has_value()) continue;
      family.help = absl::StrCat("Metric read from ",
                                 absl::StrJoin(paths[family.name], ", "));
    }
  }
}

ScrapePreview::Known* ScrapePreview::FindColliding(
    const ScrapedFamily& family) {
  const auto find = [&](const std::string& name) -> Known* {
    const auto found = known_.find(name);
    const bool collides =
        found != known_.end() && Collide(found->second.family, family);
    return collides ? &found->second : nullptr;
  };
  Known* first = nullptr;
  for (const absl::string_view suffix : kPartSuffixes) {
    for (Known* const known :
         {find(std::string(WithoutSuffix(family.name, suffix))),
          find(absl::StrCat(family.name, suffix))}) {
      // One that is there for certain decides.
      if (known != nullptr && (first == nullptr || first->by_chance)) {
        first = known;
      }
    }
  }
  return first;
}

void ScrapePreview::RegisterFile(std::vector<ScrapedFamily> families) {
  // The families of one file come in no order.
  std::vector<ScrapedFamily> fresh;
  for (ScrapedFamily& family : families) {
    if (known_.count(family.name) != 0) {
      Register(std::move(family));
      continue;
    }
    const Known* const colliding = FindColliding(family);
    if (colliding == nullptr) {
      fresh.push_back(std::move(family));
      continue;
    }
    Worsen(Effect::kDamage);
    if (colliding->by_chance) known_[family.name] = {family, {}, true};
  }
  std::vector<bool> by_chance(fresh.size());
  for (size_t i = 0; i < fresh.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (!Collide(fresh[i], fresh[j])) continue;
      by_chance[i] = by_chance[j] = true;
    }
  }
  for (size_t i = 0; i < fresh.size(); ++i) {
    if (by_chance[i]) {
      Worsen(Effect::kDamage);
      known_[fresh[i].name] = {fresh[i], {}, true};
    } else {
      Register(std::move(fresh[i]));
    }
  }
}

void ScrapePreview::Register(ScrapedFamily family) {
  const auto added = known_.emplace(family.name, Known());
  Known& known = added.first->second;
  if (added.second) {
    known.family.name = family.name;
    known.family.type = family.type;
    known.family.help = family.help;
  } else if (known.family.help != family.help ||
             known.family.type != family.type) {
    return Worsen(Effect::kDamage);
  }
  for (ScrapedSeries& series : family.series) {
    if (known.labels.insert(LabelsKey(series.labels)).second) {
      known.family.series.push_back(std::move(series));
    } else {
      Worsen(Effect::kDamage);
    }
  }
}

void ScrapePreview::RegisterOwn() {
  if (!files_.empty()) {
    ScrapedFamily modified = OwnGauge("node_textfile_mtime_seconds");
    std::sort(files_.begin(), files_.end(),
              [](const File& a, const File& b) { return a.path < b.path; });
    for (const File& file : files_) {
      modified.series.emplace_back();
      modified.series.back().labels = {{"file", file.path}};
      modified.series.back().value = file.modified_seconds;
    }
    Register(std::move(modified));
  }
  ScrapedFamily error = OwnGauge("node_textfile_scrape_error");
  error.series.emplace_back();
  error.series.back().value = failed_ ? 1 : 0;
  Register(std::move(error));
}

void ScrapePreview::MeetExporter() {
  for (auto at = known_.begin(); at != known_.end();) {
    Known& known = at->second;
    ScrapedFamily& family = known.family;
    const absl::string_view clash =
        ClashingExporterFamily(family.name, family.type);
    const bool textfile_own = at->first == "node_textfile_mtime_seconds" ||
                              at->first == "node_textfile_scrape_error";
    if (clash.empty() || textfile_own) {
      ++at;
      continue;
    }
    const MergingFamily* const own = FindMergingFamily(clash);
    if (own == nullptr) {  // They come at the same time.
      Worsen(Effect::kDamage);
      known.by_chance = true;
      ++at;
      continue;
    }
    const bool same_name = own->name == at->first;
    const auto lost = std::remove_if(
        family.series.begin(), family.series.end(),
        [&](const ScrapedSeries& series) {
          const bool own_label =
              series.labels.size() == 1 && series.labels[0].name == own->label;
          return !same_name || !Merges(*own, family.type, *family.help,
                                       series.labels.size(), own_label);
        });
    if (lost != family.series.end()) Worsen(Effect::kDamage);
    if (own->before_files) family.series.erase(lost, family.series.end());
    ++at;
  }
}

std::string ScrapePreview::Write() {
  std::string text;
  for (auto& [name, known] : known_) {
    if (known.by_chance || known.family.series.empty()) continue;
    std::vector<ScrapedSeries>& series = known.family.series;
    std::stable_sort(series.begin(), series.end(), ComesBefore);
    AppendScrapedFamily(known.family, &text);
  }
  return text;
}

}  // namespace promfile
