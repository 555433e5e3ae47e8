#ifndef PROMFILE_TOOLS_JOB_PUBLISHER_H_
#define PROMFILE_TOOLS_JOB_PUBLISHER_H_

#include <memory>
#include <set>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "promfile/exposition/metric_family.h"
#include "promfile/job/job_name.h"
#include "promfile/job/job_state.h"
#include "promfile/store/publish.h"
#include "promfile/system/file_system.h"
#include "promfile/system/process_identity.h"
#include "promfile/text/text_parser.h"
#include "tools/edges.h"
#include "tools/job_options.h"
#include "tools/textfile_directory.h"

namespace promfile {

// Publishes what happens to one job: reads its file, changes what it says and
// replaces it, all under the directory's lock. What goes wrong is told on
// standard error, each sentence once, and counted in promfile.prom where that
// can be written. Looks for the directory once, opens it anew for every change.
class JobPublisher {
 public:
  // Borrows both.
  JobPublisher(const JobOptions& options, Edges& edges);

  // Each of these is one publication. False: it has failed, and the file is as
  // it was. Runs whose process is gone are counted as interrupted on the way.
  //
  // A run begins now: "running since".
  bool Start(absl::Time now);
  // A run has ended. `metrics`, where set, take the place of the metrics that
  // the job has published before; if collectors would refuse them, the result
  // is published with the old ones, and false is returned.
  bool End(const JobRun& run, const Families* metrics);
  // Another run kept this one from starting.
  bool Skip();
  // The series shall be there.
  bool Declare();

  // The lock that keeps runs of this job apart. Unavailable: another one has it
  // after `wait`.
  absl::StatusOr<std::unique_ptr<FileLock>> Lock(absl::Duration wait);

  // Tells of something that is wrong with the job's metrics and counts it.
  void CountFailure(absl::string_view message, const std::string& reason);

  // How messages call the job.
  const std::string& quoted_name() const { return quoted_name_; }
  // For the exit code of a failed publication.
  int exit_code() const { return exit_code_; }

 private:
  // Which run of the file is the one of this process.
  enum class Own { kNone, kBegins, kEnds };

  absl::StatusOr<std::unique_ptr<Directory>> Open();
  bool Change(Own own, absl::FunctionRef<void(JobState&)> change,
              bool tell_refusal = true);
  absl::StatusOr<std::string> NewText(
      Directory& directory, const absl::optional<std::string>& previous,
      Own own, absl::FunctionRef<void(JobState&)> change);
  absl::StatusOr<JobState> Read(Directory& directory,
                                const absl::optional<std::string>& previous);
  void Tell(absl::string_view message);
  void Count(Directory& directory, const std::string& reason);

  const JobOptions& options_;
  Edges& edges_;
  absl::StatusOr<JobName> name_;
  absl::StatusOr<TextfileDirectory> directory_;
  std::string quoted_name_;
  ProcessIdentity self_;
  // Of all texts of the job, which are alike.
  TextParser parser_;
  // What the file said after our last change: what is true if somebody has
  // removed or damaged it since.
  absl::optional<JobState> remembered_;
  // That text. A file that still has it needs no second reading.
  std::string remembered_text_;
  // What the change that is under way has made of it.
  JobState written_;
  bool refused_ = false;
  bool damaged_ = false;
  int exit_code_ = 0;
  std::set<std::string> told_;
};

}  // namespace promfile

#endif  // PROMFILE_TOOLS_JOB_PUBLISHER_H_
