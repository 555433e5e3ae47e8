#include "promfile/check/conflicts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "promfile/exposition/names.h"
#include "promfile/text/printable.h"

namespace promfile {
namespace {

// A bit for each.
size_t Bits(const Collectors& collectors) {
  size_t bits = 0;
  for (size_t i = 0; i < kCollectorCount; ++i) bits |= collectors[i] << i;
  return bits;
}

constexpr size_t kHead = static_cast<size_t>(Collector::kNodeExporterHead);

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
  if (about.help == other.help) {
    return absl::StrCat("metric family ", family,
                        " has two HELP texts in the files before, behind which "
                        "newer exporters skip it");
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

void ConflictChecker::Add(std::string file, FileReport report) {
  const Collectors accepted = AcceptedBy(report);
  if (Bits(accepted) == 0) return;
  const uint32_t number = static_cast<uint32_t>(files_.size());
  files_.push_back(std::move(file));
  for (FamilySummary& family : report.families) {
    uint32_t at = index_.Find(family.name);
    if (at == FamilyIndex::kNone) {
      at = index_.Add(family.name);
      known_.emplace_back();
    }
    Known& known = known_[at];
    if (accepted[kHead] && family.has_help) {
      known.helps_differ |= known.has_help && known.help != family.help;
      if (!known.has_help) known.help = family.help;
      known.has_help = true;
    }
    known.mentions.push_back({number, accepted, std::move(family), false});
  }
}

void ConflictChecker::List(Known* known) {
  for (Mention& mention : known->mentions) {
    if (mention.listed) continue;
    mention.listed = true;
    SeriesSet& set = series_[Bits(mention.accepted)];
    for (const SeriesFingerprint& series : mention.summary.series) {
      const uint32_t next = static_cast<uint32_t>(origins_.size());
      if (set.FindOrAdd(SeriesHash(mention.summary, series), next) == nullptr) {
        origins_.push_back({mention.file, series.line});
      }
    }
    std::vector<SeriesFingerprint>().swap(mention.summary.series);
  }
}

void ConflictChecker::FindSharedSeries(const FamilySummary& family,
                                       const Collectors& collectors,
                                       Known* known, Clashes* clashes) {
  List(known);
  for (const SeriesFingerprint& series : family.series) {
    const Hash128 hash = SeriesHash(family, series);
    for (size_t bits = 1; bits < (1 << kCollectorCount); ++bits) {
      if ((bits & Bits(collectors)) == 0) continue;
      const uint32_t* const found = series_[bits].Find(hash);
      if (found == nullptr) continue;
      const Origin& origin = origins_[*found];
      for (const Mention& mention : known->mentions) {
        if (mention.file != origin.file) continue;
        Collectors felt_by = collectors;
        for (size_t i = 0; i < kCollectorCount; ++i) {
          felt_by[i] = felt_by[i] && mention.accepted[i];
        }
        clashes->push_back({RuleId::kSharedSeries, &family, &mention,
                            series.line, origin.line, felt_by});
      }
    }
  }
}

void ConflictChecker::FindMetadataClashes(const FamilySummary& family,
                                          const Known& known, size_t collector,
                                          Clashes* clashes) {
  const Mention* const first = FirstOf(known.mentions, collector);
  if (first == nullptr) return;
  const auto add = [&](RuleId rule) {
    AddClash(rule, family, *first, collector, clashes);
  };
  if (collector == kHead && known.helps_differ && !family.has_help) {
    add(RuleId::kHelpMissingCrash);
  } else if (family.has_help != first->summary.has_help ||
             family.help != first->summary.help ||
             (collector == kHead && known.helps_differ)) {
    add(RuleId::kHelpConflict);
  }
  if (family.type != first->summary.type) add(RuleId::kTypeConflict);
}

void ConflictChecker::FindPartClashes(const FamilySummary& family,
                                      size_t collector, Clashes* clashes) {
  const auto find = [&](absl::string_view name) -> const Mention* {
    const uint32_t at = name.empty() ? FamilyIndex::kNone : index_.Find(name);
    return at == FamilyIndex::kNone ? nullptr
                                    : FirstOf(known_[at].mentions, collector);
  };
  for (const absl::string_view suffix : kPartSuffixes) {
    const Mention* const whole = find(WithoutSuffix(family.name, suffix));
    if (whole != nullptr && HasPart(whole->summary.type, suffix)) {
      AddClash(RuleId::kSharedSuffix, family, *whole, collector, clashes);
    }
    if (!HasPart(family.type, suffix)) continue;
    const Mention* const part = find(absl::StrCat(family.name, suffix));
    if (part != nullptr) {
      AddClash(RuleId::kSharedSuffix, family, *part, collector, clashes);
    }
  }
}

ConflictChecker::Clashes ConflictChecker::FindClashes(
    const FileReport& report) {
  Clashes clashes;
  const Collectors accepted = AcceptedBy(report);
  for (const FamilySummary& family : report.families) {
    const uint32_t at = index_.Find(family.name);
    for (size_t i = 0; i < kCollectorCount; ++i) {
      if (!accepted[i]) continue;
      if (at != FamilyIndex::kNone) {
        FindMetadataClashes(family, known_[at], i, &clashes);
      }
      FindPartClashes(family, i, &clashes);
    }
    if (at != FamilyIndex::kNone) {
      FindSharedSeries(family, accepted, &known_[at], &clashes);
    }
  }
  return clashes;
}

const ConflictChecker::Mention* ConflictChecker::FirstOf(
    const std::vector<Mention>& mentions, size_t collector) {
  for (const Mention& mention : mentions) {
    if (mention.accepted[collector]) return &mention;
  }
  return nullptr;
}

void ConflictChecker::AddClash(RuleId rule, const FamilySummary& family,
                               const Mention& mention, size_t collector,
                               Clashes* clashes) {
  // The clashes of one family stand together.
  for (auto clash = clashes->rbegin();
       clash != clashes->rend() && clash->compared == &family; ++clash) {
    if (clash->rule == rule && clash->remembered == &mention) {
      clash->felt_by[collector] = true;
      return;
    }
  }
  Collectors felt_by = {};
  felt_by[collector] = true;
  clashes->push_back(
      {rule, &family, &mention, family.line, mention.summary.line, felt_by});
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
  finding.felt_by = clash.felt_by;
  finding.file = about;
  finding.at = {about_compared ? clash.compared_line : clash.remembered_line,
                1};
  finding.family = a.name;
  finding.remedy = "write the same HELP and TYPE in every file";
  switch (clash.rule) {
    case RuleId::kHelpMissingCrash:
      finding.message = absl::StrCat("metric family '", a.name,
                                     "' has no HELP here, and two others in "
                                     "the files before");
      break;
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
