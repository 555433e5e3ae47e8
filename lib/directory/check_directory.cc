#include "promfile/directory/check_directory.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/check/conflicts.h"
#include "promfile/check/label_orders.h"
#include "promfile/directory/textfile.h"
#include "promfile/exposition/names.h"

namespace promfile {
namespace {

// Large enough that the calls do not matter, small enough to stay in a cache
// beside the series.
constexpr size_t kBlock = 64 << 10;

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
      bytes_ += *size;
      validator.Feed(absl::string_view(buffer_.get(), *size));
    }
    FileReport report = validator.Finish();
    for (Finding& finding : report.findings.list) finding.file = name;
    return report;
  }
  // Of all files so far.
  uint64_t bytes() const { return bytes_; }

 private:
  const ValidateOptions& options_;
  // Not a vector: its bytes would be cleared first.
  const std::unique_ptr<char[]> buffer_;
  uint64_t bytes_ = 0;
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
    Worsen(EffectsOf(finding));
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

// The path of a file that is accepted becomes a label value; one that is
// rejected has no name to a collector.
void CheckPath(const std::string& path, const Collectors& accepted,
               ReportBuilder* builder) {
  if (IsUtf8(path) || accepted == Collectors()) return;
  Finding finding;
  finding.rule = RuleId::kFileName;
  finding.felt_by = accepted;
  finding.file = path;
  finding.message = "a file name that is not UTF-8 crashes the exporter";
  finding.remedy = "rename it";
  builder->AddWithEffects(std::move(finding));
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
  LabelOrders label_orders;
  file_options.label_orders = &label_orders;
  FileChecker checker(file_options);
  ConflictChecker conflicts(options.hash_key[0], options.hash_key[1]);
  ReportBuilder builder(options.max_findings);
  for (const DirectoryEntry& entry : *entries) {
    const std::string path = absl::StrCat(directory.path(), "/", entry.name);
    OpenedTextfile opened = OpenTextfile(directory, entry);
    if (opened.problem.has_value()) {
      opened.problem->file = path;
      builder.AddWithEffects(*std::move(opened.problem));
    }
    if (opened.file == nullptr) {
      CheckPath(path, opened.read_as_empty, &builder);
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
    CheckPath(path, AcceptedBy(*report), &builder);
    builder.Append(std::move(report->findings));
    builder.Worsen(report->verdict);
    for (Finding& finding : conflicts.Compare(path, *report)) {
      builder.AddWithEffects(std::move(finding));
    }
    conflicts.Add(path, *std::move(report));
  }
  builder.report.bytes = checker.bytes();
  return std::move(builder.report);
}

}  // namespace promfile
