#include "promfile/store/publish.h"

#include <algorithm>
#include <utility>
#include <vector>

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

// The findings of `text` alone; its summary goes to `*report`.
Findings Judge(const std::string& name, absl::string_view text,
               const PublishOptions& options,
               const ValidateOptions& validate_options, FileReport* report) {
  if (text.size() > options.max_bytes) {
    return {{WholeText(RuleId::kLimit, name,
                       absl::StrCat("input is larger than ", options.max_bytes,
                                    " bytes"),
                       "raise the limit with --max-bytes")},
            0};
  }
  *report = ValidateText(text, validate_options);
  Findings findings = std::move(report->findings);
  for (Finding& finding : findings.list) finding.file = name;
  if (report->samples == 0 && !HasError(findings) && !options.allow_empty) {
    findings.list.push_back(
        WholeText(RuleId::kEmpty, name, "input has no sample",
                  "--allow-empty publishes it all the same"));
  }
  return findings;
}

// What is wrong between `own` and the other files among `entries`.
void FindConflicts(Directory& directory,
                   const std::vector<DirectoryEntry>& entries,
                   const std::string& name, const FileReport& own,
                   const ValidateOptions& validate_options,
                   Findings* findings) {
  const auto is_other = [&](const DirectoryEntry& entry) {
    return entry.name != name && IsTextfileName(entry.name);
  };
  if (std::none_of(entries.begin(), entries.end(), is_other)) return;
  ConflictChecker conflicts(validate_options.hash_key[0],
                            validate_options.hash_key[1]);
  conflicts.Add(name, own);
  for (const DirectoryEntry& entry : entries) {
    if (!is_other(entry)) continue;
    // What cannot be read publishes nothing that could clash.
    const OpenedTextfile opened = OpenTextfile(directory, entry);
    if (opened.file == nullptr) continue;
    const absl::StatusOr<FileReport> other =
        CheckFile(*opened.file, entry.name, validate_options);
    if (!other.ok()) continue;
    for (Finding& finding : conflicts.CompareWithOnly(entry.name, *other)) {
      if (findings->list.size() < validate_options.max_findings) {
        findings->list.push_back(std::move(finding));
      } else {
        ++findings->left_out;
      }
    }
  }
}

absl::Status RefusedStatus(const std::string& name) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", name, "' is refused: see the findings"));
}

}  // namespace

PublishResult Publish(FileSystem& files, Directory& directory,
                      const std::string& name, absl::string_view text,
                      const PublishOptions& options) {
  PublishResult result;
  result.replace.stage = ReplaceStage::kDecide;
  ValidateOptions validate_options;
  validate_options.limits = options.limits;
  validate_options.names = options.names;
  validate_options.keep_series = true;
  validate_options.lint = options.strict;
  validate_options.coherence = options.strict;
  result.replace.status =
      files.Random(reinterpret_cast<char*>(validate_options.hash_key),
                   sizeof(validate_options.hash_key));
  if (!result.replace.status.ok()) return result;

  FileReport report;
  result.findings = Judge(name, text, options, validate_options, &report);
  if (Refuses(result.findings, options.strict)) {
    result.refused = true;
    result.replace.status = RefusedStatus(name);
    return result;
  }
  // The others are judged by what collectors do, not by what may be published.
  validate_options.limits = NoLimits();
  validate_options.names = nullptr;
  validate_options.lint = false;
  validate_options.coherence = false;
  const auto decide =
      [&](const std::vector<DirectoryEntry>& entries) -> absl::Status {
    Findings conflicts;
    FindConflicts(directory, entries, name, report, validate_options,
                  &conflicts);
    const bool clash = Refuses(conflicts, options.strict);
    for (Finding& finding : conflicts.list) {
      result.findings.list.push_back(std::move(finding));
    }
    result.findings.left_out += conflicts.left_out;
    if (!clash || options.on_conflict == OnConflict::kWarn) {
      return absl::OkStatus();
    }
    result.refused = true;
    return RefusedStatus(name);
  };
  if (options.dry_run) {
    const absl::StatusOr<std::vector<DirectoryEntry>> entries =
        directory.List();
    result.replace.status = entries.ok() ? decide(*entries) : entries.status();
    return result;
  }
  result.replace =
      ReplaceFile(files, directory, name, text, options.replace, decide);
  return result;
}

}  // namespace promfile
