#include "promfile/directory/check_directory.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/check/conflicts.h"
#include "promfile/directory/textfile.h"

namespace promfile {
namespace {

// Large enough that the calls do not matter, small enough to stay in a cache.
constexpr size_t kBlock = 256 << 10;

// Reads files with one buffer for all of them.
class FileChecker {
 public:
  explicit FileChecker(const ValidateOptions& options)
      : options_(options), buffer_(new char[kBlock]) {}

  absl::StatusOr<FileReport> Check(ReadableFile& file,
                                   const std::string& name) {
    Validator validator(options_);
    while (true) {
      const absl::StatusOr<size_t> size = file.Read(buffer_.get(), kBlock);
      if (!size.ok()) return size.status();
      if (*size == 0) break;
      validator.Feed(absl::string_view(buffer_.get(), *size));
    }
    FileReport report = validator.Finish();
    for (Finding& finding : report.findings.list) finding.file = name;
    return report;
  }

 private:
  const ValidateOptions& options_;
  // Not a vector: its bytes would be cleared first.
  const std::unique_ptr<char[]> buffer_;
};

// Adds to a directory's report what one finding or file says.
class ReportBuilder {
 public:
  explicit ReportBuilder(size_t max_findings) : max_findings_(max_findings) {}

  // Errors and the rest have a bound each: warnings push no error out.
  void Add(Finding finding) {
    size_t& counted =
        Rule(finding.rule).severity == Severity::kError ? errors_ : others_;
    if (++counted <= max_findings_) {
      report.findings.list.push_back(std::move(finding));
    } else {
      ++report.findings.left_out;
    }
  }
  // What collectors do because of it counts, too.
  void AddWithEffects(Finding finding) {
    Worsen(Rule(finding.rule).effects);
    Add(std::move(finding));
  }
  void Append(Findings findings) {
    for (Finding& finding : findings.list) Add(std::move(finding));
    report.findings.left_out += findings.left_out;
  }
  void Worsen(const Effects& effects) {
    for (size_t i = 0; i < effects.size(); ++i) {
      report.verdict[i] = std::max(report.verdict[i], effects[i]);
    }
  }

  DirectoryReport report;

 private:
  const size_t max_findings_;
  size_t errors_ = 0;
  size_t others_ = 0;
};

// What collectors do with a file that they do this with because of its content,
// and that because of its name: what they reject has no name to them.
Effects WithName(Effects effects, const Effects& because_of_name) {
  for (size_t i = 0; i < effects.size(); ++i) {
    if (effects[i] == Effect::kReject) continue;
    effects[i] = std::max(effects[i], because_of_name[i]);
  }
  return effects;
}

}  // namespace

absl::StatusOr<FileReport> CheckFile(ReadableFile& file,
                                     const std::string& name,
                                     const ValidateOptions& options) {
  return FileChecker(options).Check(file, name);
}

absl::StatusOr<DirectoryReport> CheckDirectory(Directory& directory,
                                               const ValidateOptions& options) {
  const absl::StatusOr<std::vector<DirectoryEntry>> entries =
      ListTextfiles(directory);
  if (!entries.ok()) return entries.status();
  ValidateOptions file_options = options;
  file_options.keep_series = true;
  FileChecker checker(file_options);
  ConflictChecker conflicts(options.hash_key[0], options.hash_key[1]);
  ReportBuilder builder(options.max_findings);
  for (const DirectoryEntry& entry : *entries) {
    const std::string path = absl::StrCat(directory.path(), "/", entry.name);
    OpenedTextfile opened = OpenTextfile(directory, entry);
    Effects because_of_name = {Effect::kAccept, Effect::kAccept};
    if (opened.problem.has_value()) {
      because_of_name = Rule(opened.problem->rule).effects;
      opened.problem->file = path;
      builder.Add(*std::move(opened.problem));
    }
    if (opened.file == nullptr) {
      builder.Worsen(because_of_name);
      continue;
    }
    absl::StatusOr<FileReport> report = checker.Check(*opened.file, path);
    if (!report.ok()) {
      Finding finding;
      finding.rule = RuleId::kUnreadable;
      finding.file = path;
      finding.message =
          absl::StrCat("cannot be read: ", report.status().message());
      builder.AddWithEffects(std::move(finding));
      continue;
    }
    ++builder.report.files;
    builder.report.samples += report->samples;
    builder.Append(std::move(report->findings));
    builder.Worsen(WithName(report->verdict, because_of_name));
    for (Finding& finding : conflicts.Compare(path, *report)) {
      builder.AddWithEffects(std::move(finding));
    }
    conflicts.Add(path, *std::move(report));
  }
  return std::move(builder.report);
}

}  // namespace promfile
