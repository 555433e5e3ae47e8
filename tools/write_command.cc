#include "tools/write_command.h"

#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/check/rules.h"
#include "promfile/store/publish.h"
#include "promfile/store/target_name.h"
#include "promfile/text/normalize.h"
#include "tools/exit_code.h"
#include "tools/finding_text.h"
#include "tools/groups.h"
#include "tools/message_text.h"
#include "tools/out_of_memory.h"
#include "tools/textfile_directory.h"
#include "tools/usage.h"
#include "tools/world_state.h"
#include "tools/write_input.h"
#include "tools/write_options.h"

namespace promfile {
namespace {

constexpr char kCommand[] = "write";
// More do not help at three in the morning.
constexpr size_t kMostFindings = 20;

// The patterns of --allow and --deny, nullptr if there are none.
absl::StatusOr<std::unique_ptr<NamePolicy>> Policy(
    const WriteOptions& options) {
  if (options.allow.empty() && options.deny.empty()) {
    return std::unique_ptr<NamePolicy>();
  }
  auto policy = NamePolicy::Create(options.allow, options.deny);
  if (policy.ok()) return policy;
  const bool allow_is_fine = NamePolicy::Create(options.allow, {}).ok();
  return absl::InvalidArgumentError(
      absl::StrCat("wrong argument of '--", allow_is_fine ? "deny" : "allow",
                   "': ", PrintableWhole(policy.status().message())));
}

// The line that begins a failure's report, and everything that `write` still
// has to say after it.
class WriteReport {
 public:
  WriteReport(const WriteOptions& options, const std::string& target,
              Directory& directory, Edges& edges)
      : options_(options),
        target_(target),
        directory_(directory),
        edges_(edges) {}

  void Problem(absl::string_view problem) { edges_.console.Problem(problem); }

  // What a scrape finds now that the text has not been published.
  void StateOfTheWorld() {
    Problem(PreviousFileText(directory_.Stat(target_), edges_.now()));
  }

  // Errors first: they are why the text was refused. In a text that was
  // published all the same they are warnings, too.
  void FindingsOf(const Findings& findings, bool refused) {
    size_t shown = 0;
    size_t left_out = findings.left_out;
    for (const bool errors : {true, false}) {
      if (!errors && options_.quiet) break;
      for (const Finding& finding : findings.list) {
        const bool is_error =
            refused && Rule(finding.rule).severity == Severity::kError;
        if (is_error != errors) continue;
        const bool is_advice = Rule(finding.rule).severity == Severity::kAdvice;
        if (++shown > kMostFindings) {
          ++left_out;
          continue;
        }
        const std::string& file = finding.file.empty() ? target_ : finding.file;
        edges_.console.Error(absl::StrCat("promfile: ", PlaceOf(finding, file),
                                          is_error    ? ""
                                          : is_advice ? "advice: "
                                                      : "warning: ",
                                          finding.message, "\n",
                                          ExcerptOf(finding)));
      }
    }
    if (left_out > 0) Problem(absl::StrCat(left_out, " more"));
  }

  // What was done to the text, a line each.
  void Repairs(const std::vector<Repair>& repairs) {
    if (options_.quiet) return;
    for (const Repair& repair : repairs) {
      Problem(absl::StrCat(
          PrintableWhole(target_), ":", repair.line, ": ", repair.what,
          repair.count > 1 ? absl::StrCat(", and ", repair.count - 1, " more")
                           : ""));
    }
  }

  void Failure(const ReplaceResult& result) {
    if (result.status.message().empty()) {
      return edges_.console.Error(kUnconfirmedWithoutMemory);
    }
    Problem(PrintableWhole(result.status.message()));
    // It says "replaced, but not confirmed on disk" itself.
    if (result.replaced) return;
    StateOfTheWorld();
  }

  void Success(size_t bytes) {
    if (!options_.verbose) return;
    Problem(
        absl::StrCat("published ",
                     QuotedWhole(absl::StrCat(directory_.path(), "/", target_)),
                     ", ", bytes, " bytes"));
  }

 private:
  const WriteOptions& options_;
  const std::string& target_;
  Directory& directory_;
  Edges& edges_;
};

// Says what came of it. The exit code is known by then.
void Report(WriteReport& report, const WriteOptions& options,
            const std::string& text, const PublishResult& result,
            Edges& edges) {
  report.FindingsOf(result.findings, result.refused);
  if (result.refused) {
    report.StateOfTheWorld();
  } else if (!result.replace.status.ok()) {
    report.Failure(result.replace);
  } else if (options.publish.dry_run) {
    edges.console.Out(text);
  } else {
    report.Success(text.size());
  }
}

int Write(const WriteOptions& options, const std::string& target,
          Directory& directory, Edges& edges) {
  WriteReport report(options, target, directory, edges);
  WriteInput input = ReadWriteInput(options, target, edges);
  if (input.exit_code != 0) {
    report.Problem(input.problem);
    report.StateOfTheWorld();
    return input.exit_code;
  }
  Normalized text;
  if (options.normalize) {
    text = Normalize(input.text);
    report.Repairs(text.repairs);
  } else {
    text.text = std::move(input.text);
  }
  PublishResult result =
      Publish(edges.files, directory, target, text.text, options.publish);
  // Lines are those of the input, which is what can be looked at.
  for (Finding& finding : result.findings.list) {
    if (finding.file.empty() || finding.file == target) {
      finding.at.line = text.OriginOf(finding.at.line);
    }
  }
  try {
    Report(report, options, text.text, result, edges);
  } catch (const std::bad_alloc&) {
    if (!result.replace.replaced) throw;
    edges.console.Error(kPublishedWithoutMemory);
  }
  return ExitCodeFor(result);
}

}  // namespace

int RunWrite(const Arguments& arguments, Edges& edges) {
  absl::StatusOr<WriteOptions> options = ParseWriteOptions(arguments);
  if (!options.ok()) {
    return WrongUse(edges.console, kCommand, options.status());
  }
  const absl::StatusOr<std::string> target = TargetName(options->name);
  if (!target.ok()) return WrongUse(edges.console, kCommand, target.status());
  const auto policy = Policy(*options);
  if (!policy.ok()) return WrongUse(edges.console, kCommand, policy.status());
  options->publish.names = policy->get();
  // Once the file is replaced, all that is left is to exit and say so.
  options->publish.replace.keep_signals_blocked = true;
  if (!options->group.empty()) {
    const auto group = FindGroup(edges.files, options->group);
    if (!group.ok()) return WrongUse(edges.console, kCommand, group.status());
    options->publish.replace.group = *group;
  }
  auto directory =
      OpenTextfileDirectory(options->directory, edges.environment, edges.files);
  if (!directory.ok()) {
    edges.console.Problem(directory.status().message());
    edges.console.Problem("nothing was changed");
    return ExitCodeForDirectory(directory.status());
  }
  edges.last_directory = *std::move(directory);
  return Write(*options, *target, *edges.last_directory, edges);
}

}  // namespace promfile
