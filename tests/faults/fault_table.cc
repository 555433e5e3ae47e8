#include "tests/faults/fault_table.h"

#include <errno.h>
#include <string.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "promfile/system/errno_status.h"
#include "promfile/system/remedy.h"
#include "tests/faults/verdict.h"

namespace promfile {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr char kAny[] = "anything";
constexpr char kAnyElse[] = "anything else";

// The errno values whose words may stand in the message: those of a second
// attempt, too, which finds the work done.
std::vector<int> Reasons(const CallFault& fault) {
  if (fault.kind == CallFault::Kind::kNothing) return {ENOSPC};
  if (fault.kind == CallFault::Kind::kDone) return {fault.error, ENOENT};
  return {fault.error};
}

// The first line, without what differs from fault to fault and from machine to
// machine.
std::string Shortened(const Scenario& scenario, const CallFault& fault,
                      const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  line = std::string(absl::StripPrefix(line, "promfile: "));
  for (const int error : Reasons(fault)) {
    if (error == 0) continue;
    const absl::Status reason = ErrnoStatus(error);
    const std::string whole = WithRemedy(reason);
    line = absl::StrReplaceAll(line, {{whole, "REASON"}});
    line = absl::StrReplaceAll(line, {{reason.message(), "REASON"}});
    line = absl::StrReplaceAll(line, {{strerrordesc_np(error), "REASON"}});
  }
  line = absl::StrReplaceAll(line, {{"it is a symbolic link", "REASON"}});
  // Who owns what, and what follows from it.
  const size_t owner = line.find(" (owner ");
  if (owner != std::string::npos) line.resize(owner);
  for (const std::string& word : scenario.arguments) {
    if (absl::EndsWith(word, "/job")) {
      line = absl::StrReplaceAll(line, {{word, "COMMAND"}});
    }
  }
  for (const char* other : {"d/bad.prom", "d/other.prom"}) {
    line = absl::StrReplaceAll(line, {{other, "d/OTHER.prom"}});
  }
  return absl::StrReplaceAll(line, {{"|", "\\|"}});
}

std::string InPlace(const Scenario& scenario,
                    const absl::optional<std::string>& old,
                    const Observation& seen) {
  if (!scenario.is_job) return seen.target == old ? "old" : "new";
  const double before = RunsOf(old.value_or("")).value_or(0);
  const double now = RunsOf(seen.target.value_or("")).value_or(0);
  return now > before ? "counted" : "not counted";
}

// Repeated, waited for or finished, as the text beside the table says.
bool IsRetried(const std::string& fault) {
  return absl::StartsWith(fault, "EINTR") || fault == "EAGAIN" ||
         absl::StartsWith(fault, "at most");
}

// Calls that are made or not, as the job is faster or slower.
bool IsMadeByChance(const CallLabel& label) {
  return label.object == "what is waited for" ||
         label.call == "rt_sigtimedwait" ||
         (label.call == "read" && label.object == "signals");
}

std::string Code(const std::string& text) {
  return absl::StrCat("`", text, "`");
}

// Which calls of which object, in the order in which they were met.
using ByObject = std::vector<std::pair<std::string, std::vector<std::string>>>;

void AddCall(const std::string& object, const std::string& call,
             ByObject* groups) {
  auto same =
      std::find_if(groups->begin(), groups->end(),
                   [&](const auto& known) { return known.first == object; });
  if (same == groups->end()) {
    groups->push_back({object, {}});
    same = groups->end() - 1;
  }
  std::vector<std::string>& calls = same->second;
  const bool is_known =
      std::find(calls.begin(), calls.end(), call) != calls.end();
  if (!is_known && !call.empty()) calls.push_back(call);
}

// The last cell of a row says what is in place.
Rows WithoutPlace(Rows rows) {
  for (std::vector<std::string>& row : rows) row.pop_back();
  return rows;
}

std::string Line(const std::vector<std::string>& cells) {
  return absl::StrCat("| ", absl::StrJoin(cells, " | "), " |\n");
}

}  // namespace

bool FaultTable::Row::is_fine() const {
  return says.empty() && faults_by_exit.count("0") != 0;
}

size_t FaultTable::Row::faults() const {
  size_t count = 0;
  for (const auto& exit : faults_by_exit) count += exit.second.size();
  return count;
}

std::string FaultTable::Row::Exits() const {
  const auto commonest =
      std::max_element(faults_by_exit.begin(), faults_by_exit.end(),
                       [](const auto& a, const auto& b) {
                         return a.second.size() < b.second.size();
                       });
  std::string text = commonest->first;
  for (const auto& exit : faults_by_exit) {
    if (exit.first == commonest->first) continue;
    absl::StrAppend(&text, "; ", exit.first, ": ",
                    absl::StrJoin(exit.second, ", "));
  }
  return text;
}

FaultTable::Group* FaultTable::GroupOf(const std::string& call,
                                       const std::string& object,
                                       const std::string& scenario) {
  for (Group& group : groups_) {
    if (group.object == object && group.call == call) return &group;
  }
  groups_.push_back({scenario, object, call, {}});
  return &groups_.back();
}

void FaultTable::Add(const Scenario& scenario, const std::string& when,
                     const absl::optional<std::string>& old,
                     const Injection& injection, const Observation& seen) {
  const CallLabel& label = injection.at.label;
  const std::string object = label.object + when;
  const std::string in_place = InPlace(scenario, old, seen);
  const bool before = injection.fault.kind == CallFault::Kind::kKillBefore;
  if (injection.fault.is_kill()) {
    kills_[scenario.name].push_back(
        {absl::StrCat(before ? "before " : "after ", Code(label.call), " of ",
                      object),
         in_place});
    return;
  }
  if (IsMadeByChance(label)) return;
  Group* group = GroupOf(label.call, object, scenario.name);
  // What an earlier command has shown of this call.
  if (group->scenario != scenario.name) return;
  const std::string says = Shortened(scenario, injection.fault, seen.end.error);
  auto row = std::find_if(
      group->rows.begin(), group->rows.end(), [&](const Row& known) {
        return known.says == says && known.in_place == in_place;
      });
  if (row == group->rows.end()) {
    group->rows.push_back({says, in_place, {}});
    row = group->rows.end() - 1;
  }
  auto& faults = row->faults_by_exit[absl::StrCat(seen.end.exit_code)];
  const std::string text = injection.fault.Text();
  const auto at = std::lower_bound(faults.begin(), faults.end(), text);
  if (at == faults.end() || *at != text) faults.insert(at, text);
}

std::vector<std::vector<std::string>> FaultTable::Group::Cells() const {
  std::vector<Row> shown;
  for (Row row : rows) {
    for (auto& exit : row.faults_by_exit) {
      auto& faults = exit.second;
      if (!row.is_fine()) continue;
      faults.erase(std::remove_if(faults.begin(), faults.end(), IsRetried),
                   faults.end());
    }
    if (row.faults() > 0) shown.push_back(std::move(row));
  }
  std::stable_sort(shown.begin(), shown.end(), [](const Row& a, const Row& b) {
    return a.faults() > b.faults();
  });
  std::vector<std::vector<std::string>> cells;
  const bool all_fine = std::all_of(
      shown.begin(), shown.end(), [](const Row& row) { return row.is_fine(); });
  if (all_fine) return cells;
  for (const Row& row : shown) {
    std::vector<std::string> faults;
    for (const auto& exit : row.faults_by_exit) {
      faults.insert(faults.end(), exit.second.begin(), exit.second.end());
    }
    std::sort(faults.begin(), faults.end());
    const bool is_first = cells.empty();
    const std::string what = !is_first           ? absl::StrJoin(faults, ", ")
                             : shown.size() == 1 ? kAny
                                                 : kAnyElse;
    cells.push_back({what, row.Exits(), row.says, row.in_place});
  }
  return cells;
}

// Up to one moment the old file is in place, and then the new one.
std::string FaultTable::Kills() const {
  std::set<std::string> lines;
  for (const auto& scenario : kills_) {
    const std::vector<Kill>& kills = scenario.second;
    const auto turn = std::adjacent_find(
        kills.begin(), kills.end(),
        [](const Kill& a, const Kill& b) { return a.in_place != b.in_place; });
    if (turn == kills.end()) continue;
    const bool once = std::all_of(turn + 1, kills.end(), [&](const Kill& kill) {
      return kill.in_place == turn[1].in_place;
    });
    const std::string then = once ? turn[1].in_place : "now this, now that";
    lines.insert(absl::StrCat(
        Line({"any", absl::StrCat("SIGKILL ", turn[0].where, " or sooner"), "",
              "", turn[0].in_place}),
        Line({"any", absl::StrCat("SIGKILL ", turn[1].where, " or later"), "",
              "", then})));
  }
  return absl::StrJoin(lines, "");
}

// A call that is made before and after the job, and means the same to the user,
// is shown once; what is in place may differ.
std::vector<FaultTable::Shown> FaultTable::Folded() const {
  std::vector<Shown> folded;
  for (const Group& group : groups_) {
    Shown shown = {group.call, group.object, "", group.Cells()};
    const size_t when = group.object.find(", ");
    if (when != std::string::npos) {
      shown.object = group.object.substr(0, when);
      shown.when = group.object.substr(when + 2);
    }
    const auto before =
        std::find_if(folded.begin(), folded.end(), [&](const Shown& known) {
          return known.call == shown.call && known.object == shown.object &&
                 WithoutPlace(known.cells) == WithoutPlace(shown.cells);
        });
    if (before == folded.end()) {
      folded.push_back(std::move(shown));
      continue;
    }
    for (size_t row = 0; row < shown.cells.size(); ++row) {
      std::string& place = before->cells[row].back();
      const std::string& then = shown.cells[row].back();
      if (place != then) absl::StrAppend(&place, "; ", shown.when, ": ", then);
    }
  }
  return folded;
}

std::string FaultTable::Markdown() const {
  std::vector<std::pair<Rows, ByObject>> merged;
  for (const Shown& shown : Folded()) {
    auto same = std::find_if(
        merged.begin(), merged.end(),
        [&](const auto& known) { return known.first == shown.cells; });
    if (same == merged.end()) {
      merged.push_back({shown.cells, {}});
      same = merged.end() - 1;
    }
    const std::string when =
        shown.when.empty() || shown.cells.empty() ? "" : ", " + shown.when;
    // How memory is asked for, and when first, depends on the build.
    AddCall(shown.object + when,
            shown.object == "memory" ? "" : Code(shown.call), &same->second);
  }
  std::string text = Line({"call", "fails with", "exit", "says", "in place"});
  absl::StrAppend(&text, "|---|---|---|---|---|\n");
  std::string harmless;
  std::string memory;
  for (const auto& group : merged) {
    std::string calls;
    for (const auto& object : group.second) {
      const std::string names = absl::StrJoin(object.second, ", ");
      if (group.first.empty()) {
        absl::StrAppend(names.empty() ? &memory : &harmless, "- ", object.first,
                        names.empty() ? "" : ": ", names, "\n");
      } else {
        absl::StrAppend(&calls, calls.empty() ? "" : "; ", names,
                        names.empty() ? "" : " of ", object.first);
      }
    }
    for (std::vector<std::string> cells : group.first) {
      cells.insert(cells.begin(), calls);
      absl::StrAppend(&text, Line(cells));
      calls.clear();
    }
  }
  absl::StrAppend(&text, Kills(),
                  "\nNothing is lost and nothing is said, whatever these fail "
                  "with:\n\n",
                  harmless, memory);
  return text;
}

}  // namespace promfile
