#include "promfile/system/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/system/posix_file_system.h"
#include "promfile/system/signals.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

using End = CommandOutcome::End;

CommandOutcome RunToEnd(const std::vector<std::string>& command,
                        const CommandOptions& options = {}) {
  absl::StatusOr<CommandOutcome> outcome = RunCommand(command, options);
  EXPECT_THAT(outcome, IsOk());
  return *std::move(outcome);
}

CommandOutcome Shell(const std::string& script,
                     const CommandOptions& options = {}) {
  return RunToEnd({"/bin/sh", "-c", script}, options);
}

TEST(RunCommandTest, TellsHowACommandEnded) {
  // A PATH with a directory that is closed to us makes 127 a 126, as for env.
  ASSERT_EQ(setenv("PATH", "/usr/bin:/bin", /*overwrite=*/1), 0);
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "plain", "#!/bin/sh\n");
  WriteWholeFile(scratch / "no interpreter", "echo never run by a shell\n");
  chmod((scratch / "no interpreter").c_str(), 0755);
  const struct {
    std::vector<std::string> command;
    End end;
    int shell_code;
    const char* output;
    const char* reason;
  } kCases[] = {
      {{"true"}, End::kExited, 0, "", ""},
      {{"/bin/sh", "-c", "echo hi; exit 3"}, End::kExited, 3, "hi\n", ""},
      {{"/bin/sh", "-c", "exit 255"}, End::kExited, 255, "", ""},
      {{"/bin/sh", "-c", "echo hi; kill -KILL $$"},
       End::kSignalled,
       137,
       "hi\n",
       ""},
      {{"/bin/sh", "-c", "kill -TERM $$"}, End::kSignalled, 143, "", ""},
      {{"echo", "a  b", "$HOME;*"}, End::kExited, 0, "a  b $HOME;*\n", ""},
      {{"no-such-command-anywhere"},
       End::kNotFound,
       127,
       "",
       "no such file or directory"},
      {{scratch / "missing"},
       End::kNotFound,
       127,
       "",
       "no such file or directory"},
      {{""}, End::kNotFound, 127, "", "no such file or directory"},
      {{scratch / "plain"}, End::kNotExecutable, 126, "", "permission denied"},
      {{scratch.path()}, End::kNotExecutable, 126, "", "permission denied"},
      {{scratch / "no interpreter"},
       End::kNotExecutable,
       126,
       "",
       "exec format error"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(testing::PrintToString(c.command));
    const CommandOutcome outcome = RunToEnd(c.command);
    EXPECT_EQ(outcome.end, c.end);
    EXPECT_EQ(outcome.ShellCode(), c.shell_code);
    EXPECT_EQ(outcome.output, c.output);
    EXPECT_EQ(outcome.reason, c.reason);
  }
}

TEST(RunCommandTest, RefusesNoCommand) {
  EXPECT_THAT(RunCommand({}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, "no command"));
}

TEST(RunCommandTest, TakesAllOutputUpToTheLimit) {
  CommandOptions options;
  options.max_output_bytes = 300000;
  const CommandOutcome all =
      Shell("head -c 300000 /dev/zero | tr '\\0' x", options);
  EXPECT_EQ(all.end, End::kExited);
  EXPECT_EQ(all.output, std::string(300000, 'x'));
}

TEST(RunCommandTest, EndsACommandThatSaysTooMuch) {
  CommandOptions options;
  options.max_output_bytes = 300000;
  for (const char* script :
       {"head -c 300001 /dev/zero | tr '\\0' x",
        "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done",
        // Neither hears that nobody reads nor that it is to end.
        "trap '' PIPE TERM; while :; do echo xxxxxxxx; done 2>/dev/null"}) {
    SCOPED_TRACE(script);
    options.kill_after = absl::Milliseconds(100);
    const CommandOutcome outcome = Shell(script, options);
    EXPECT_EQ(outcome.end, End::kTooMuchOutput);
    EXPECT_EQ(outcome.output.size(), 300000u);
  }
}

TEST(RunCommandTest, InheritsStandardInputAndError) {
  const TemporaryDirectory scratch;
  WriteWholeFile(scratch / "in", "from stdin\n");
  EXPECT_EQ(InChild([&] {
              const int in = open((scratch / "in").c_str(), O_RDONLY);
              const int err =
                  open((scratch / "err").c_str(), O_WRONLY | O_CREAT, 0644);
              dup2(in, 0);
              dup2(err, 2);
              const auto outcome =
                  RunCommand({"/bin/sh", "-c", "cat; echo to stderr >&2"}, {});
              return outcome.ok() && outcome->output == "from stdin\n" ? 0 : 1;
            }),
            0);
  EXPECT_EQ(ReadWholeFile(scratch / "err"), "to stderr\n");
}

TEST(RunCommandTest, WorksWithClosedStandardDescriptors) {
  EXPECT_EQ(
      InChild([&] {
        for (int fd = 0; fd <= 2; ++fd) close(fd);
        const auto outcome = RunCommand(
            {"/bin/sh", "-c", "echo hi; [ ! -e /proc/self/fd/0 ] || exit 1"},
            {});
        if (!outcome.ok()) return 10;
        return outcome->output == "hi\n" ? outcome->ShellCode() : 11;
      }),
      0);
}

TEST(RunCommandTest, LeaksNoDescriptor) {
  const TemporaryDirectory scratch;
  EXPECT_EQ(InChild([&] {
              for (int fd = 3; fd < 1024; ++fd) close(fd);
              PosixFileSystem files;
              auto directory = files.OpenDirectory(scratch.path());
              if (!directory.ok()) return 1;
              auto lock = (*directory)->Lock("lock", absl::ZeroDuration());
              auto file = (*directory)->CreateExclusive("file");
              const auto outcome = RunCommand({"ls", "/proc/self/fd"}, {});
              // The fourth is what ls reads.
              return outcome.ok() && outcome->output == "0\n1\n2\n3\n" ? 0 : 2;
            }),
            0);
}

std::string SignalState(const CommandOptions& options = {}) {
  return RunToEnd({"grep", "-E", "^Sig(Blk|Ign|Cgt)", "/proc/self/status"},
                  options)
      .output;
}

TEST(RunCommandTest, StartsWithTheSignalsOfOurStart) {
  const std::string before = SignalState();
  ASSERT_THAT(before, testing::HasSubstr("SigBlk"));
  CommandOptions options;
  WriteSignals signals;
  options.signal_mask = signals.Block();
  EXPECT_NE(SignalState(), before);
  EXPECT_EQ(SignalState(options), before);
  pthread_sigmask(SIG_SETMASK, &*options.signal_mask, nullptr);
}

TEST(RunCommandTest, KnowsTheExitCodeEvenIfChildrenAreIgnored) {
  signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(Shell("exit 7").ShellCode(), 7);
  EXPECT_EQ(signal(SIGCHLD, SIG_DFL), SIG_IGN) << "not put back";
}

TEST(RunCommandTest, TimesOutAsTimeoutDoes) {
  CommandOptions options;
  options.timeout = absl::Milliseconds(100);
  options.kill_after = absl::Milliseconds(100);
  const struct {
    const char* script;
    int shell_code;
    const char* output;
  } kCases[] = {
      {"echo hi; exec sleep 100", 124, "hi\n"},
      {"trap '' TERM; echo hi; while :; do sleep 0.05; done", 137, "hi\n"},
      {"trap 'echo bye; exit 3' TERM; while :; do sleep 0.05; done", 124,
       "bye\n"},
      {"kill -STOP $$", 124, ""},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.script);
    const CommandOutcome outcome = Shell(c.script, options);
    EXPECT_EQ(outcome.end, End::kTimedOut);
    EXPECT_EQ(outcome.ShellCode(), c.shell_code);
    EXPECT_EQ(outcome.output, c.output);
  }
  EXPECT_EQ(Shell("exit 5", options).ShellCode(), 5);
}

TEST(RunCommandTest, TheTimeOutIsForGrandchildrenToo) {
  // All that hold the write end are gone when it is at its end.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(fcntl(ends[0], F_SETFD, FD_CLOEXEC), 0);
  CommandOptions options;
  options.timeout = absl::Milliseconds(100);
  Shell("sleep 100 & sleep 100; wait", options);
  close(ends[1]);
  pollfd end{ends[0], POLLIN, 0};
  EXPECT_EQ(poll(&end, 1, 5000), 1) << "somebody is still alive";
  close(ends[0]);
}

TEST(RunCommandTest, DoesNotWaitForGrandchildrenThatKeepTheOutput) {
  const auto start = std::chrono::steady_clock::now();
  const CommandOutcome outcome = Shell("sleep 30 & echo hi $!");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  EXPECT_THAT(outcome.output, testing::StartsWith("hi "));
  kill(std::stoi(outcome.output.substr(3)), SIGKILL);
}

TEST(RunCommandTest, PassesSignalsOnAndGoesOnWaiting) {
  for (const char* name : {"TERM", "INT", "HUP", "QUIT", "USR1", "USR2"}) {
    SCOPED_TRACE(name);
    const CommandOutcome outcome =
        Shell(absl::StrCat("trap 'echo got it; exit 42' ", name, "; kill -",
                           name, " $PPID; while :; do sleep 0.02; done"));
    EXPECT_EQ(outcome.end, End::kExited);
    EXPECT_EQ(outcome.ShellCode(), 42);
    EXPECT_EQ(outcome.output, "got it\n");
  }
}

TEST(RunCommandTest, SaysWhenThereAreNoDescriptorsLeft) {
  EXPECT_EQ(InChild([] {
              while (dup(0) >= 0) {
              }
              const auto outcome = RunCommand({"true"}, {});
              return absl::IsResourceExhausted(outcome.status()) ? 0 : 1;
            }),
            0);
}

}  // namespace
}  // namespace promfile
