#include "tests/hostile/attack.h"

#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

void Append(const std::vector<std::string>& words, Program* program) {
  program->arguments.insert(program->arguments.end(), words.begin(),
                            words.end());
}

std::vector<Command> AllCommands() {
  Command write;
  write.name = "write";
  write.arguments = {"write"};
  write.rest = {"x"};
  write.target = "x.prom";
  write.text = "new 1\n";

  Command write_named = write;
  write_named.name = "write without O_TMPFILE";
  write_named.has_unnamed_files = false;

  Command report;
  report.name = "report";
  report.arguments = {"report"};
  report.rest = {"job", "--exit-code", "0"};
  report.target = "job.prom";
  report.text = "batch_job_runs_total";

  Command declare = report;
  declare.name = "declare";
  declare.arguments = {"declare"};
  declare.rest = {"job", "--every", "1h"};

  Command run = report;
  run.name = "run";
  run.arguments = {"run"};
  run.rest = {"job", "--", "/bin/true"};
  run.runs_a_job = true;

  Command locked = run;
  locked.name = "run --lock";
  locked.arguments = {"run", "--lock"};
  locked.locks_the_job = true;
  return {write, write_named, run, locked, report, declare};
}

}  // namespace

const std::vector<Command>& Commands() {
  static const auto& commands = *new std::vector<Command>(AllCommands());
  return commands;
}

std::vector<std::string> Attack::Run() {
  world_->Build();
  const Command& command = *step_.command;
  Program program;
  program.arguments = {promfile_};
  Append(command.arguments, &program);
  Append({"-d", world_->given_directory()}, &program);
  Append(command.rest, &program);
  program.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  program.input = command.text;
  end_ = Trace(program, [this](StoppedCall& call) { Stopped(call); });
  const std::vector<std::string> wrong = Judge();
  world_->Remove();
  return wrong;
}

void Attack::Stopped(StoppedCall& call) {
  constexpr uint64_t kUnnamed = 020000000;  // O_TMPFILE without O_DIRECTORY
  const Command& command = *step_.command;
  if (!call.is_exit()) {
    if (!command.has_unnamed_files && call.number() == SYS_openat &&
        (call.argument(2) & kUnnamed) != 0) {
      call.Skip(-EOPNOTSUPP);
    }
    ++moment_;
    if (step_.moment == 0) {
      moments_.push_back(
          {CallName(call.number()), !world_->TemporaryName().empty()});
    } else if (moment_ == step_.moment) {
      moved_ = Make(step_.move, command.target, world_);
    }
    return;
  }
  if (call.number() == SYS_renameat && call.result() == 0 &&
      call.StringArgument(3) == command.target) {
    const std::string directory =
        call.DescriptorTarget(static_cast<int>(call.argument(2)));
    in_place_ =
        HoldsText(absl::StrCat(directory, "/", command.target), command.text);
  }
  if (moved_ && call.number() == SYS_openat && call.result() >= 0 &&
      call.StringArgument(1) == world_->given_directory()) {
    opened_after_move_ = true;
  }
}

std::vector<std::string> Attack::Judge() const {
  // Who may rename the directory itself decides where it is, for those who
  // come later.
  const bool leads_there = opened_after_move_ &&
                           step_.move.place == Place::kDirectory &&
                           step_.move.thing == Thing::kLinkToVictim;
  std::vector<std::string> wrong = world_->Harm(leads_there);
  const auto expect = [&](bool holds, const std::string& sentence) {
    if (!holds) wrong.push_back(sentence);
  };
  expect(end_.problem.empty(), end_.problem);
  expect(!end_.timed_out, "blocked");
  expect(end_.timed_out || end_.signal == 0,
         absl::StrCat("killed by signal ", end_.signal));
  constexpr int kAllowed[] = {0, 73, 74, 77, 78};
  expect(std::find(std::begin(kAllowed), std::end(kAllowed), end_.exit_code) !=
             std::end(kAllowed),
         absl::StrCat("exit code ", end_.exit_code));
  if (step_.command->runs_a_job) {
    expect(end_.exit_code == 0, "the job did not run");
  } else {
    expect(end_.exit_code != 0 || in_place_,
           "exit 0, but something else was renamed");
    expect((end_.exit_code == 0) == end_.error.empty(),
           "a failure without a message, or the other way round");
  }
  expect(!absl::StrContains(end_.output, kSecret) &&
             !absl::StrContains(end_.error, kSecret),
         "the secret is told");
  return wrong;
}

}  // namespace promfile
