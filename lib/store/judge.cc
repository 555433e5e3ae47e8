#include "promfile/store/judge.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "promfile/check/conflicts.h"
#include "promfile/directory/check_directory.h"
#include "promfile/directory/textfile.h"

namespace promfile {
namespace {

bool HasError(const Findings& findings) {
  return std::any_of(findings.list.begin(), findings.list.end(),
                     [](const Finding& finding) {
                       return Rule(finding.rule).severity == Severity::kError;
                     });
}

// True if one of `findings` keeps a text from being published.
bool Refuses(const Findings& findings, bool strict) {
  return strict ? !findings.list.empty() : HasError(findings);
}

Finding WholeText(RuleId rule, const std::string& name, std::string message,
                  std::string remedy) {
  Finding finding;
  finding.rule = rule;
  finding.file = name;
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  return finding;
}

}  // namespace

absl::Status Judge::Prepare(FileSystem& files) {
  validate_options_.limits = options_.limits;
  validate_options_.names = options_.names;
  validate_options_.keep_series = true;
  validate_options_.lint = options_.strict;
  validate_options_.coherence = options_.strict;
  return files.Random(reinterpret_cast<char*>(validate_options_.hash_key),
                      sizeof(validate_options_.hash_key));
}

absl::Status Judge::Alone(absl::string_view text, Findings* findings) {
  if (text.size() > options_.max_bytes) {
    findings->list.push_back(WholeText(
        RuleId::kLimit, name_,
        absl::StrCat("input is larger than ", options_.max_bytes, " bytes"),
        "raise the limit with --max-bytes"));
    return Refused();
  }
  report_ = ValidateText(text, validate_options_);
  *findings = std::move(report_.findings);
  for (Finding& finding : findings->list) finding.file = name_;
  if (report_.samples == 0 && !HasError(*findings) && !options_.allow_empty) {
    findings->list.push_back(
        WholeText(RuleId::kEmpty, name_, "input has no sample",
                  "--allow-empty publishes it all the same"));
  }
  return Refuses(*findings, options_.strict) ? Refused() : absl::OkStatus();
}

absl::Status Judge::Beside(const std::vector<DirectoryEntry>& entries,
                           Findings* findings) {
  const auto is_other = [&](const DirectoryEntry& entry) {
    return entry.name != name_ && IsTextfileName(entry.name);
  };
  if (std::none_of(entries.begin(), entries.end(), is_other)) {
    return absl::OkStatus();
  }
  // The others are judged by what collectors do, not by what may be published.
  ValidateOptions of_others = validate_options_;
  of_others.limits = NoLimits();
  of_others.names = nullptr;
  of_others.lint = false;
  of_others.coherence = false;
  ConflictChecker conflicts(of_others.hash_key[0], of_others.hash_key[1]);
  conflicts.Add(name_, report_);
  Findings clashes;
  for (const DirectoryEntry& entry : entries) {
    if (!is_other(entry)) continue;
    // What cannot be read publishes nothing that could clash.
    const OpenedTextfile opened = OpenTextfile(directory_, entry);
    if (opened.file == nullptr) continue;
    const absl::StatusOr<FileReport> other =
        CheckFile(*opened.file, entry.name, of_others);
    if (!other.ok()) continue;
    for (Finding& finding : conflicts.CompareWithOnly(entry.name, *other)) {
      if (clashes.list.size() < of_others.max_findings) {
        clashes.list.push_back(std::move(finding));
      } else {
        ++clashes.left_out;
      }
    }
  }
  const bool clash = Refuses(clashes, options_.strict);
  for (Finding& finding : clashes.list) {
    findings->list.push_back(std::move(finding));
  }
  findings->left_out += clashes.left_out;
  return clash && options_.on_conflict == OnConflict::kRefuse
             ? Refused()
             : absl::OkStatus();
}

absl::Status Judge::Refused() const {
  return absl::InvalidArgumentError(
      absl::StrCat("'", name_, "' is refused: see the findings"));
}

}  // namespace promfile
