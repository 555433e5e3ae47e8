#include "promfile/check/conflicts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

bool SkippedByAll(const FileReport& report) {
  return std::all_of(report.verdict.begin(), report.verdict.end(),
                     [](Effect effect) { return effect == Effect::kReject; });
}

// Whether a family called `stem` has a part called `stem` + `suffix`.
bool HasPart(MetricType type, absl::string_view suffix) {
  return type == MetricType::kHistogram ||
         (type == MetricType::kSummary && suffix != "_bucket");
}

constexpr absl::string_view kSuffixes[] = {"_count", "_sum", "_bucket"};

// Says of help texts that differ whose is whose.
std::string HelpProblem(const FamilySummary& about, const FamilySummary& other,
                        absl::string_view other_file) {
  const std::string family = absl::StrCat("'", about.name, "'");
  if (!about.has_help) {
    return absl::StrCat("metric family ", family, " has no HELP here, but in ",
                        Quoted(other_file), " it has");
  }
  if (!other.has_help) {
    return absl::StrCat("metric family ", family, " has a HELP here, but in ",
                        Quoted(other_file), " it has none");
  }
  return absl::StrCat("help text of ", family, " is not the one in ",
                      Quoted(other_file), ", ", Quoted(other.help));
}

}  // namespace

Hash128 ConflictChecker::SeriesHash(const FamilySummary& family,
                                    const SeriesFingerprint& series) const {
  // Missing labels are filled in within a file only, so that equal labels with
  // different sets of label names around them are two series.
  return hash_.Mix(hash_(family.name, {series.high, series.low}),
                   family.label_names);
}

void ConflictChecker::Add(const std::string& file, FileReport report) {
  if (SkippedByAll(report)) return;
  const uint32_t number = static_cast<uint32_t>(files_.size());
  files_.push_back(file);
  for (FamilySummary& family : report.families) {
    uint32_t known = index_.Find(family.name);
    if (known == FamilyIndex::kNone) {
      known = index_.Add(family.name);
      mentions_.emplace_back();
    }
    mentions_[known].push_back({number, std::move(family), false});
  }
}

void ConflictChecker::FindSharedSeries(const FamilySummary& family,
                                       std::vector<Mention>* known,
                                       std::vector<Clash>* clashes) {
  for (Mention& mention : *known) {
    if (mention.listed) continue;
    mention.listed = true;
    for (const SeriesFingerprint& series : mention.summary.series) {
      const uint32_t next = static_cast<uint32_t>(origins_.size());
      if (series_.FindOrAdd(SeriesHash(mention.summary, series), next) ==
          nullptr) {
        origins_.push_back({mention.file, series.line});
      }
    }
    std::vector<SeriesFingerprint>().swap(mention.summary.series);
  }
  for (const SeriesFingerprint& series : family.series) {
    const uint32_t* const found = series_.Find(SeriesHash(family, series));
    if (found == nullptr) continue;
    const Origin& origin = origins_[*found];
    for (const Mention& mention : *known) {
      if (mention.file != origin.file) continue;
      clashes->push_back(
          {RuleId::kSharedSeries, &family, &mention, series.line, origin.line});
    }
  }
}

std::vector<ConflictChecker::Clash> ConflictChecker::FindClashes(
    const FileReport& report) {
  std::vector<Clash> clashes;
  if (SkippedByAll(report)) return clashes;
  const auto add = [&](RuleId rule, const FamilySummary& family,
                       const Mention& mention) {
    clashes.push_back(
        {rule, &family, &mention, family.line, mention.summary.line});
  };
  for (const FamilySummary& family : report.families) {
    const uint32_t known = index_.Find(family.name);
    if (known != FamilyIndex::kNone) {
      std::vector<Mention>& mentions = mentions_[known];
      // The first mention is the one that a scrape keeps.
      const FamilySummary& first = mentions.front().summary;
      if (family.has_help != first.has_help || family.help != first.help) {
        add(RuleId::kHelpConflict, family, mentions.front());
      }
      if (family.type != first.type) {
        add(RuleId::kTypeConflict, family, mentions.front());
      }
      FindSharedSeries(family, &mentions, &clashes);
    }
    for (const absl::string_view suffix : kSuffixes) {
      const absl::string_view stem = WithoutSuffix(family.name, suffix);
      const uint32_t whole =
          stem.empty() ? FamilyIndex::kNone : index_.Find(stem);
      if (whole != FamilyIndex::kNone &&
          HasPart(mentions_[whole].front().summary.type, suffix)) {
        add(RuleId::kSharedSuffix, family, mentions_[whole].front());
      }
      if (!HasPart(family.type, suffix)) continue;
      const uint32_t part = index_.Find(absl::StrCat(family.name, suffix));
      if (part != FamilyIndex::kNone) {
        add(RuleId::kSharedSuffix, family, mentions_[part].front());
      }
    }
  }
  return clashes;
}

Finding ConflictChecker::Describe(const Clash& clash, bool about_compared,
                                  const std::string& about,
                                  const std::string& other) const {
  const FamilySummary& a =
      about_compared ? *clash.compared : clash.remembered->summary;
  const FamilySummary& b =
      about_compared ? clash.remembered->summary : *clash.compared;
  const uint32_t other_line =
      about_compared ? clash.remembered_line : clash.compared_line;
  Finding finding;
  finding.rule = clash.rule;
  finding.file = about;
  finding.at = {about_compared ? clash.compared_line : clash.remembered_line,
                1};
  finding.family = a.name;
  finding.remedy = "write the same HELP and TYPE in every file";
  switch (clash.rule) {
    case RuleId::kHelpConflict:
      finding.message = HelpProblem(a, b, other);
      break;
    case RuleId::kTypeConflict:
      finding.message = absl::StrCat(
          "metric family '", a.name, "' is a ", MetricTypeName(a.type),
          " here, but a ", MetricTypeName(b.type), " in ", Quoted(other));
      break;
    case RuleId::kSharedSeries:
      finding.message =
          absl::StrCat("series of '", a.name, "' stands in ", Quoted(other),
                       " already, in line ", other_line);
      finding.remedy = "tell them apart by a label";
      break;
    default:
      finding.message = absl::StrCat(
          "metric families '", a.name, "' and '", b.name, "' of ",
          Quoted(other), " share the name of a part of a histogram or summary");
      finding.remedy = "rename one of them";
  }
  return finding;
}

std::vector<Finding> ConflictChecker::Compare(const std::string& file,
                                              const FileReport& report) {
  std::vector<Finding> findings;
  for (const Clash& clash : FindClashes(report)) {
    findings.push_back(
        Describe(clash, true, file, files_[clash.remembered->file]));
  }
  return findings;
}

std::vector<Finding> ConflictChecker::CompareWithOnly(
    const std::string& file, const FileReport& report) {
  std::vector<Finding> findings;
  for (const Clash& clash : FindClashes(report)) {
    findings.push_back(Describe(clash, false, files_[0], file));
  }
  return findings;
}

}  // namespace promfile
