#include "tools/job_publisher.h"

#include <new>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/check/rules.h"
#include "promfile/job/publish_failures.h"
#include "promfile/job/run_marker.h"
#include "promfile/store/publish_families.h"
#include "promfile/store/update.h"
#include "promfile/system/remedy.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_writer.h"
#include "tools/exit_code.h"
#include "tools/message_text.h"
#include "tools/out_of_memory.h"
#include "tools/world_state.h"

namespace promfile {
namespace {

// Of a file that is no exposition any more; no collector reads it.
constexpr absl::string_view kAsideSuffix = ".damaged";
// Of a job's file without metrics of its own.
constexpr size_t kUsualBytes = 3072;

// A few words that stay few: they are label values.
std::string ReasonOf(const PublishResult& result) {
  if (result.refused) return "refused";
  if (result.replace.stage == ReplaceStage::kLock) return "locked";
  if (result.replace.replaced) return "not_confirmed";
  switch (result.replace.status.code()) {
    case absl::StatusCode::kPermissionDenied:
      return "no_permission";
    case absl::StatusCode::kResourceExhausted:
      return "no_space";
    case absl::StatusCode::kFailedPrecondition:
      return "unsafe_path";
    case absl::StatusCode::kDataLoss:
      return "io_error";
    default:
      return "other";
  }
}

std::string FirstError(const Findings& findings) {
  for (const Finding& finding : findings.list) {
    if (Rule(finding.rule).severity == Severity::kError) {
      return FindingSentence(finding);
    }
  }
  return "";
}

// Keeps the text of a file that cannot be counted on under a name that nobody
// reads, in one step.
absl::Status KeepAside(Directory& directory, const std::string& name) {
  const absl::Status status =
      directory.Rename(name, absl::StrCat(name, kAsideSuffix));
  if (status.ok()) return status;
  return absl::Status(
      status.code(),
      absl::StrCat(
          QuotedWhole(absl::StrCat(directory.path(), "/", name)),
          " is damaged and cannot be kept aside: ", WithRemedy(status)));
}

std::string DamageMessage(Directory& directory, const std::string& name,
                          const absl::Status& damage) {
  return absl::StrCat(QuotedWhole(absl::StrCat(directory.path(), "/", name)),
                      " is damaged (", PrintableWhole(damage.message()),
                      "); it is kept as '", PrintableWhole(name), kAsideSuffix,
                      "'");
}

}  // namespace

JobPublisher::JobPublisher(const JobOptions& options, Edges& edges)
    : options_(options),
      edges_(edges),
      name_(MakeJobName(options.name)),
      directory_(FindTextfileDirectory(options.directory, edges.environment,
                                       edges.files)),
      quoted_name_(QuotedWhole(name_.ok() ? name_->label : options.name)),
      self_(ThisProcess(edges.files)) {}

void JobPublisher::Tell(absl::string_view message) {
  if (told_.insert(std::string(message)).second) {
    edges_.console.Problem(message);
  }
}

absl::StatusOr<std::unique_ptr<Directory>> JobPublisher::Open() {
  if (!name_.ok()) {
    exit_code_ = kExitUsage;
    Tell(absl::StrCat(name_.status().message(), "; nothing is published"));
    return name_.status();
  }
  if (!directory_.ok()) {
    exit_code_ = kExitConfiguration;
    Tell(directory_.status().message());
    return directory_.status();
  }
  auto opened = edges_.files.OpenDirectory(directory_->path);
  if (!opened.ok()) {
    exit_code_ = ExitCodeForDirectory(opened.status());
    Tell(absl::StrCat(
        "cannot open the textfile directory ", QuotedWhole(directory_->path),
        directory_->named_by.empty()
            ? ""
            : absl::StrCat(" (from ", directory_->named_by, ")"),
        ": ", WithRemedy(opened.status()), "; nothing was changed"));
  }
  return opened;
}

absl::StatusOr<JobState> JobPublisher::Read(
    Directory& directory, const absl::optional<std::string>& previous) {
  if (!previous.has_value()) return remembered_.value_or(JobState());
  if (remembered_.has_value() && *previous == remembered_text_) {
    return *remembered_;
  }
  JobStateReader reader;
  absl::StatusOr<Families> others = ParseFamilies(
      *previous, parser_,
      [&](absl::string_view family) { return reader.Takes(family); },
      [&](const Sample& sample) { reader.Take(sample); });
  absl::StatusOr<JobState> state =
      others.ok() ? std::move(reader).Finish(*std::move(others))
                  : others.status();
  absl::Status damage = state.status();
  if (previous->empty()) damage = absl::DataLossError("it is empty");
  if (damage.ok()) {
    if (!state->known() && remembered_.has_value()) {
      // Somebody has published something else by this name.
      JobState merged = *remembered_;
      merged.set_others(state->others());
      return merged;
    }
    return state;
  }
  const absl::Status aside = KeepAside(directory, name_->file_name);
  if (!aside.ok()) return aside;
  damaged_ = true;
  Tell(absl::StrCat(DamageMessage(directory, name_->file_name, damage),
                    remembered_.has_value()
                        ? ""
                        : ", and the counters of the job begin at 0"));
  return remembered_.value_or(JobState());
}

absl::StatusOr<std::string> JobPublisher::NewText(
    Directory& directory, const absl::optional<std::string>& previous, Own own,
    absl::FunctionRef<void(JobState&)> change) {
  absl::StatusOr<JobState> state = Read(directory, previous);
  if (!state.ok()) return state.status();

  const RunMarker self = {self_.boot, self_.process};
  std::vector<RunMarker> running;
  size_t interrupted = 0;
  absl::string_view read;
  if (previous.has_value() && !damaged_) read = *previous;
  const auto markers = ParseRunMarkers(read);
  for (const RunMarker& marker : markers) {
    // Where /proc does not tell, all runs look like this one, which has not
    // begun yet.
    const bool is_other = own == Own::kBegins && !self_.known();
    if (marker == self && !is_other) continue;
    if (MayBeRunning(edges_.files, {marker.boot, marker.process})) {
      running.push_back(marker);
    } else {
      ++interrupted;
    }
  }
  // Somebody has taken the comments out.
  const bool unknown_run = state->running() && markers.empty() &&
                           !(own == Own::kEnds && remembered_.has_value());
  if (unknown_run) ++interrupted;
  state->set_running(!running.empty());
  state->Interrupt(interrupted);
  change(*state);
  if (own == Own::kBegins) running.push_back(self);

  std::string text = RunMarkerLines(running);
  text.reserve(text.size() + kUsualBytes);
  absl::Status status;
  state->TellFamilies(name_->label, options_.labels,
                      [&](const MetricFamily& family) {
                        if (status.ok()) status = AppendText(family, &text);
                      });
  if (!status.ok()) return status;
  written_ = *std::move(state);
  return text;
}

bool JobPublisher::Change(Own own, absl::FunctionRef<void(JobState&)> change,
                          bool tell_refusal) {
  refused_ = false;
  damaged_ = false;
  auto directory = Open();
  if (!directory.ok()) return false;
  PublishOptions options;
  options.replace.durability = options_.durability;
  options.parser = &parser_;
  PublishResult result =
      Update(edges_.files, **directory, name_->file_name, options,
             [&](const absl::optional<std::string>& previous) {
               return NewText(**directory, previous, own, change);
             });
  if (damaged_) Count(**directory, "damaged");
  refused_ = result.refused;
  if (result.replace.replaced) {
    remembered_ = std::move(written_);
    remembered_text_ = std::move(result.text);
  }
  if (result.replace.status.ok()) return true;
  if (refused_ && !tell_refusal) return false;
  exit_code_ = ExitCodeFor(result);
  if (result.replace.replaced && result.replace.status.message().empty()) {
    edges_.console.Error(kUnconfirmedWithoutMemory);
    return true;
  }
  Tell(result.refused ? FirstError(result.findings)
                      : PrintableWhole(result.replace.status.message()));
  if (!result.replace.replaced) {
    Tell(PreviousFileText((*directory)->Stat(name_->file_name), edges_.now()));
  }
  Count(**directory, ReasonOf(result));
  return result.replace.replaced;
}

bool JobPublisher::Start(absl::Time now) {
  return Change(Own::kBegins, [&](JobState& state) {
    if (options_.every.has_value()) {
      state.set_expected_interval(*options_.every);
    }
    state.Start(now);
  });
}

bool JobPublisher::End(const JobRun& run, const Families* metrics) {
  const auto end = [&](JobState& state) {
    if (options_.every.has_value()) {
      state.set_expected_interval(*options_.every);
    }
    state.End(run);
  };
  if (metrics != nullptr) {
    const auto end_with_metrics = [&](JobState& state) {
      end(state);
      state.set_others(*metrics);
    };
    if (Change(Own::kEnds, end_with_metrics)) return true;
    // Something else than the metrics is wrong.
    if (!refused_) return false;
    Tell(
        "the metrics that the job printed are not published; those of its "
        "last good run stay");
    Change(Own::kEnds, end);
    return false;
  }
  return Change(Own::kEnds, end);
}

bool JobPublisher::Skip() {
  return Change(Own::kNone, [&](JobState& state) { state.Skip(); });
}

bool JobPublisher::Declare() {
  return Change(Own::kNone, [&](JobState& state) {
    if (options_.every.has_value()) {
      state.set_expected_interval(*options_.every);
    }
  });
}

absl::StatusOr<std::unique_ptr<FileLock>> JobPublisher::Lock(
    absl::Duration wait) {
  auto directory = Open();
  if (!directory.ok()) return directory.status();
  std::string stem = name_->file_name;
  stem.resize(stem.size() - std::string(".prom").size());
  return (*directory)
      ->Lock(absl::StrCat(".promfile-run-", stem, ".lock"), wait);
}

void JobPublisher::CountFailure(absl::string_view message,
                                const std::string& reason) {
  Tell(message);
  auto directory = Open();
  if (directory.ok()) Count(**directory, reason);
}

void JobPublisher::Count(Directory& directory, const std::string& reason) {
  const std::string own_file(kOwnFileName);
  PublishOptions options;
  options.replace.durability = options_.durability;
  options.replace.lock_wait = absl::Seconds(1);
  // Where this fails too, for want of memory maybe, standard error has said
  // everything already.
  try {
    (void)Update(
        edges_.files, directory, own_file, options,
        [&](const absl::optional<std::string>& previous)
            -> absl::StatusOr<std::string> {
          absl::StatusOr<Families> families =
              ParseFamilies(previous.value_or(""));
          if (!families.ok()) {
            const absl::Status aside = KeepAside(directory, own_file);
            if (!aside.ok()) return aside;
            Tell(DamageMessage(directory, own_file, families.status()));
            families = Families();
          }
          CountPublishFailure(name_->file_name, reason, &*families);
          return WriteText(*families);
        });
  } catch (const std::bad_alloc&) {
  }
}

}  // namespace promfile
