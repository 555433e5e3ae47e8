#include "tools/check_command.h"

#include <cstdlib>  // so that __GLIBC__ is known
#include <memory>
#include <string>
#include <utility>

#if defined(__GLIBC__)
#include <malloc.h>
// Weak: a program that brings an allocator of its own does not have it.
extern "C" int mallopt(int, int) noexcept __attribute__((weak));
#endif

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "promfile/check/rule_texts.h"
#include "promfile/check/validate.h"
#include "promfile/directory/check_directory.h"
#include "tools/check_options.h"
#include "tools/check_report.h"
#include "tools/exit_code.h"
#include "tools/message_text.h"
#include "tools/usage.h"

namespace promfile {
namespace {

constexpr char kCommand[] = "check";

// For a directory of many files. What they say together is put together by one.
constexpr size_t kMostThreads = 4;

// The heap of a thread grows by as many pages as it needs, and each time the
// system holds the other threads up. From here on it grows by megabytes of
// addresses; memory is taken when it is used, as before.
void GrowHeapsInLargeSteps() {
#if defined(__GLIBC__)
  constexpr int kStep = 4 << 20;
  if (mallopt == nullptr) return;
  // No other thread runs.
  (void)mallopt(M_TOP_PAD, kStep);  // NOLINT(concurrency-mt-unsafe)
#endif
}

// Looks at one path after the other.
class Checker {
 public:
  Checker(const CheckOptions& options, Edges& edges)
      : options_(options), edges_(edges) {}

  int Run() {
    // Whoever wrote the files must not be able to foresee it.
    const absl::Status status =
        edges_.files.Random(reinterpret_cast<char*>(validate_.hash_key),
                            sizeof(validate_.hash_key));
    if (!status.ok()) {
      edges_.console.Problem(
          absl::StrCat("no random numbers: ", status.message()));
      return kExitIo;
    }
    validate_.coherence = true;
    validate_.lint = options_.lint;
    int worst = kExitOk;
    for (const std::string& path : options_.paths) {
      CheckReport report;
      report.path = path;
      const absl::Status looked = LookAt(path, &report);
      if (looked.ok()) {
        worst = WorseExitCode(worst, Print(&report));
      } else {
        edges_.console.Problem(
            absl::StrCat("cannot read ", Name(path), ": ", looked.message()));
        worst = WorseExitCode(worst, ExitCodeForInput(looked));
      }
    }
    return worst;
  }

 private:
  static std::string Name(const std::string& path) {
    return path == "-" ? "standard input" : QuotedWhole(path);
  }

  absl::Status LookAt(const std::string& path, CheckReport* report) {
    if (path == "-") {
      return LookAtFile(*edges_.standard_input(absl::InfiniteDuration()),
                        report);
    }
    const absl::StatusOr<FileInfo> info = edges_.files.Stat(path);
    if (!info.ok()) return info.status();
    if (info->kind == FileInfo::Kind::kDirectory)
      return LookAtDirectory(report);
    // Opening it would wait for a writer, as the exporter does.
    if (info->kind == FileInfo::Kind::kFifo) {
      ReportFifo(report);
      return absl::OkStatus();
    }
    auto file = edges_.files.OpenForReading(path);
    if (!file.ok()) return file.status();
    return LookAtFile(**file, report);
  }

  absl::Status LookAtFile(ReadableFile& file, CheckReport* report) {
    absl::StatusOr<FileReport> checked =
        CheckFile(file, report->path, validate_);
    if (!checked.ok()) return checked.status();
    report->verdict = checked->verdict;
    report->series = checked->samples;
    report->findings = std::move(checked->findings);
    return absl::OkStatus();
  }

  absl::Status LookAtDirectory(CheckReport* report) {
    report->is_directory = true;
    auto directory = edges_.files.OpenDirectory(report->path);
    if (!directory.ok()) return directory.status();
    GrowHeapsInLargeSteps();
    absl::StatusOr<DirectoryReport> checked =
        CheckDirectory(**directory, validate_, kMostThreads);
    if (!checked.ok()) return checked.status();
    report->verdict = checked->verdict;
    report->files = checked->files;
    report->series = checked->samples;
    report->bytes = checked->bytes;
    report->findings = std::move(checked->findings);
    return absl::OkStatus();
  }

  static void ReportFifo(CheckReport* report) {
    Finding finding;
    finding.rule = RuleId::kFifo;
    finding.message = "is a FIFO, on which the exporter waits for ever";
    finding.remedy = "remove it; to check what it would deliver, use '-'";
    report->verdict = Rule(finding.rule).effects;
    report->findings.list.push_back(std::move(finding));
  }

  ExitCode Print(CheckReport* report) {
    KeepFindingsOf(options_.collectors, report);
    if (options_.quiet) {
      // The exit code tells.
    } else if (options_.format == CheckOptions::Format::kJson) {
      edges_.console.Out(CheckReportJson(*report));
    } else if (options_.format == CheckOptions::Format::kGithub) {
      edges_.console.Out(CheckReportGithub(*report));
    } else {
      edges_.console.Out(
          CheckReportText(*report, options_.collectors, options_.verbose));
    }
    if (HasErrors(*report, options_.collectors)) return kExitRefused;
    return HasAdvice(*report) ? kExitLint : kExitOk;
  }

  const CheckOptions& options_;
  Edges& edges_;
  ValidateOptions validate_;
};

}  // namespace

int RunCheck(const Arguments& arguments, Edges& edges) {
  const absl::StatusOr<CheckOptions> options = ParseCheckOptions(arguments);
  if (!options.ok()) return WrongUse(edges.console, kCommand, options.status());
  if (options->explain.has_value()) {
    edges.console.Out(ExplainRule(*options->explain));
    return kExitOk;
  }
  return Checker(*options, edges).Run();
}

}  // namespace promfile
