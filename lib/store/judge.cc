#include "promfile/store/judge.h"

#include <algorithm>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "promfile/check/conflicts.h"
#include "promfile/directory/file_checker.h"
#include "promfile/directory/textfile.h"
#include "promfile/store/explain.h"
#include "promfile/system/remedy.h"

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

// What is read of all other files together. Far more than collectors can take,
// and read in a moment: whoever may write in the directory cannot hold a writer
// up, or take its memory, with a file that has no end. A line costs more than
// its bytes, because a family may be remembered for it; where all files
// together are small, lines are not counted.
constexpr uint64_t kMostOfOthers = 64 << 20;
constexpr uint64_t kSmall = 1 << 20;
constexpr uint64_t kLine = 128;

// One of the other files, until they have been read that far.
class OtherFile final : public ReadableFile {
 public:
  OtherFile(ReadableFile& file, uint64_t* left) : file_(file), left_(left) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    absl::StatusOr<size_t> count = file_.Read(buffer, size);
    if (!count.ok()) return count;
    uint64_t cost = *count;
    if (*left_ < kMostOfOthers - kSmall) {
      cost += kLine *
              static_cast<uint64_t>(std::count(buffer, buffer + *count, '\n'));
    }
    if (cost > *left_) return absl::OutOfRangeError("too large");
    *left_ -= cost;
    return count;
  }
  absl::StatusOr<FileInfo> Info() override { return file_.Info(); }

 private:
  ReadableFile& file_;
  uint64_t* left_;
};

absl::StatusOr<FileReport> CheckOther(FileChecker& checker, ReadableFile& file,
                                      const std::string& name, uint64_t* left) {
  OtherFile bounded(file, left);
  return checker.Check(bounded, name);
}

// A link is followed to what everybody may read: with root's rights, this
// process would read for whoever made the link what he may not read himself,
// the kernel's log for example, which forgets what was read.
bool MayBeRead(const DirectoryEntry& entry, ReadableFile& file) {
  if (entry.kind == FileInfo::Kind::kRegular) return true;
  constexpr uint32_t kOthersRead = 0004;
  const absl::StatusOr<FileInfo> info = file.Info();
  return info.ok() && (info->mode & kOthersRead) != 0;
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
  validate_options_.parser = options_.parser;
  validate_options_.label_orders = &label_orders_;
  validate_options_.lint = options_.strict;
  validate_options_.coherence = options_.strict;
  return files.Random(reinterpret_cast<char*>(validate_options_.hash_key),
                      sizeof(validate_options_.hash_key));
}

bool Judge::IsOther(const DirectoryEntry& entry) const {
  return entry.name != name_ && IsTextfileName(entry.name);
}

bool Judge::AreAllAlone(const std::vector<DirectoryEntry>& entries) const {
  return std::none_of(
      entries.begin(), entries.end(),
      [&](const DirectoryEntry& entry) { return IsOther(entry); });
}

absl::Status Judge::Alone(absl::string_view text, bool all_alone,
                          Findings* findings) {
  if (text.size() > options_.max_bytes) {
    findings->list.push_back(WholeText(
        RuleId::kLimit, name_,
        absl::StrCat("input is larger than ", options_.max_bytes, " bytes"),
        "raise the limit with --max-bytes"));
    return Refused();
  }
  validate_options_.compared = !all_alone;
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
  if (AreAllAlone(entries)) return absl::OkStatus();
  // The others are judged by what collectors do, not by what may be published.
  ValidateOptions of_others = validate_options_;
  of_others.limits = NoLimits();
  of_others.names = nullptr;
  of_others.lint = false;
  of_others.coherence = false;
  ConflictChecker conflicts(of_others.hash_key[0], of_others.hash_key[1]);
  conflicts.Add(name_, report_);
  FileChecker checker(of_others);
  Findings clashes;
  uint64_t left = kMostOfOthers;
  for (const DirectoryEntry& entry : entries) {
    if (!IsOther(entry)) continue;
    const OpenedTextfile opened = OpenTextfile(directory_, entry);
    if (opened.file == nullptr && opened.failure.ok()) continue;
    if (opened.file != nullptr && !MayBeRead(entry, *opened.file)) continue;
    const absl::StatusOr<FileReport> other =
        opened.file == nullptr
            ? opened.failure
            : CheckOther(checker, *opened.file, entry.name, &left);
    const bool is_our_fault = absl::IsResourceExhausted(other.status()) &&
                              options_.on_conflict == OnConflict::kRefuse;
    if (is_our_fault) return CannotCompare(entry.name, other.status());
    // What nobody can read publishes nothing that could clash.
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

absl::Status Judge::CannotCompare(const std::string& other,
                                  const absl::Status& reason) const {
  return absl::Status(
      reason.code(),
      absl::StrCat("cannot compare ", QuotedPath(directory_, name_), " with ",
                   QuotedPath(directory_, other), ": ", WithRemedy(reason)));
}

absl::Status Judge::Refused() const {
  return absl::InvalidArgumentError(
      absl::StrCat("'", name_, "' is refused: see the findings"));
}

}  // namespace promfile
