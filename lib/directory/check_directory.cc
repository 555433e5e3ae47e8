#include "promfile/directory/check_directory.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "promfile/check/conflicts.h"
#include "promfile/check/label_orders.h"
#include "promfile/directory/file_checker.h"
#include "promfile/directory/in_order.h"
#include "promfile/directory/textfile.h"
#include "promfile/exposition/names.h"
#include "promfile/system/processors.h"

namespace promfile {
namespace {

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

// An entry, held against the rules for a single file.
struct CheckedTextfile {
  std::string path;
  OpenedTextfile opened;  // its file is closed again
  // What is in it, or why it could not be read; nullopt if it was not opened.
  absl::optional<absl::StatusOr<FileReport>> report;
  uint64_t bytes = 0;
};

CheckedTextfile CheckEntry(Directory& directory, const DirectoryEntry& entry,
                           FileChecker* checker) {
  CheckedTextfile checked;
  checked.path = absl::StrCat(directory.path(), "/", entry.name);
  checked.opened = OpenTextfile(directory, entry);
  if (checked.opened.file == nullptr) return checked;
  checked.report = checker->Check(*checked.opened.file, checked.path);
  checked.bytes = checker->bytes();
  checked.opened.file = nullptr;
  return checked;
}

// Reading thousands of small files is mostly waiting for the kernel, which
// several threads can do at once.
size_t ThreadsFor(size_t files, size_t most_threads) {
  constexpr size_t kFilesAThread = 128;  // fewer are not worth one
  const size_t threads = std::min(most_threads, files / kFilesAThread);
  if (threads <= 1) return 1;
  return std::min(threads, UsableProcessors());
}

}  // namespace

absl::StatusOr<FileReport> CheckFile(ReadableFile& file,
                                     const std::string& name,
                                     const ValidateOptions& options) {
  return FileChecker(options).Check(file, name);
}

absl::StatusOr<DirectoryReport> CheckDirectory(Directory& directory,
                                               const ValidateOptions& options,
                                               size_t most_threads) {
  const absl::StatusOr<std::vector<DirectoryEntry>> entries =
      ListTextfiles(directory);
  if (!entries.ok()) return entries.status();
  ValidateOptions file_options = options;
  file_options.compared = true;
  LabelOrders label_orders;
  file_options.label_orders = &label_orders;
  InOrder<CheckedTextfile> files(
      entries->size(), ThreadsFor(entries->size(), most_threads), [&] {
        auto checker = std::make_shared<FileChecker>(file_options);
        return [&, checker](size_t i) {
          return CheckEntry(directory, (*entries)[i], checker.get());
        };
      });
  ConflictChecker conflicts(options.hash_key[0], options.hash_key[1]);
  ReportBuilder builder(options.max_findings);
  while (files.left() > 0) {
    CheckedTextfile file = files.Next();
    if (file.opened.problem.has_value()) {
      file.opened.problem->file = file.path;
      builder.AddWithEffects(*std::move(file.opened.problem));
    }
    if (!file.report.has_value()) {
      CheckPath(file.path, file.opened.read_as_empty, &builder);
      continue;
    }
    builder.report.bytes += file.bytes;
    if (!file.report->ok()) {
      Finding finding;
      finding.rule = RuleId::kUnreadable;
      finding.file = file.path;
      finding.message =
          absl::StrCat("cannot be read: ", file.report->status().message());
      builder.AddWithEffects(std::move(finding));
      continue;
    }
    FileReport& report = **file.report;
    ++builder.report.files;
    builder.report.samples += report.samples;
    CheckPath(file.path, AcceptedBy(report), &builder);
    builder.Append(std::move(report.findings));
    builder.Worsen(report.verdict);
    for (Finding& finding : conflicts.Compare(file.path, report)) {
      builder.AddWithEffects(std::move(finding));
    }
    conflicts.Add(std::move(file.path), std::move(report));
  }
  return std::move(builder.report);
}

}  // namespace promfile
