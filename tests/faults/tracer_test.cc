// What the tracer does to a program, seen from outside: with programs of the
// system whose behaviour is known.

#include "tests/faults/tracer.h"

#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

Program Cat(std::string input) {
  Program program;
  program.arguments = {"/bin/cat"};
  program.environment = {"LC_ALL=C"};
  program.input = std::move(input);
  return program;
}

// Does `act` at the first stop of that kind.
OnCall First(long number, bool at_exit, std::function<void(StoppedCall&)> act) {
  return [=, done = false](StoppedCall& call) mutable {
    if (done || call.number() != number || call.is_exit() != at_exit) return;
    done = true;
    act(call);
  };
}

class TracerTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string why = WhyNotTraceable();
    if (!why.empty()) GTEST_SKIP() << "not checked: " << why;
  }
};

TEST_F(TracerTest, ChangesNothingByItself) {
  const TracedEnd first = Trace(Cat("some\ninput\n"), nullptr);
  EXPECT_EQ(first.problem, "");
  EXPECT_EQ(first.output, "some\ninput\n");
  EXPECT_EQ(first.error, "");
  EXPECT_EQ(first.exit_code, 0);
  EXPECT_EQ(first.signal, 0);
  EXPECT_GT(first.calls, 10);
  EXPECT_EQ(Trace(Cat("some\ninput\n"), nullptr).calls, first.calls);
}

TEST_F(TracerTest, GivesLargeInputWhole) {
  const std::string input(300000, 'x');
  EXPECT_EQ(Trace(Cat(input), nullptr).output, input);
}

TEST_F(TracerTest, SkippedCallIsNotMade) {
  const TracedEnd end = Trace(
      Cat("input\n"),
      First(SYS_write, false, [](StoppedCall& call) { call.Skip(-ENOSPC); }));
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_EQ(end.output, "");
  EXPECT_EQ(end.error, "/bin/cat: write error: No space left on device\n");
}

TEST_F(TracerTest, CallMayBeDoneAndReportedAsFailed) {
  const TracedEnd end =
      Trace(Cat("input\n"), First(SYS_write, true, [](StoppedCall& call) {
              EXPECT_EQ(call.result(), 6);
              call.SetResult(-EIO);
            }));
  EXPECT_EQ(end.exit_code, 1);
  EXPECT_EQ(end.output, "input\n");
  EXPECT_EQ(end.error, "/bin/cat: write error: Input/output error\n");
}

TEST_F(TracerTest, KernelReallyWritesLess) {
  int64_t written = 0;
  bool shortened = false;
  const TracedEnd end = Trace(Cat("input\n"), [&](StoppedCall& call) {
    if (call.number() != SYS_write) return;
    if (!call.is_exit() && !shortened) {
      call.SetArgument(2, 2);
    } else if (!shortened) {
      written = call.result();
      shortened = true;
    }
  });
  EXPECT_EQ(written, 2);
  EXPECT_EQ(end.output, "input\n");
  EXPECT_EQ(end.exit_code, 0);
}

TEST_F(TracerTest, KillsBeforeOrAfterACall) {
  const auto kill = [](StoppedCall& call) { call.Kill(); };
  const TracedEnd before = Trace(Cat("x"), First(SYS_write, false, kill));
  EXPECT_EQ(before.signal, SIGKILL);
  EXPECT_EQ(before.output, "");
  const TracedEnd after = Trace(Cat("x"), First(SYS_write, true, kill));
  EXPECT_EQ(after.signal, SIGKILL);
  EXPECT_EQ(after.output, "x");
}

TEST_F(TracerTest, TellsWhatACallIsAbout) {
  const TemporaryDirectory directory;
  WriteWholeFile(directory / "a", "content");
  Program program = Cat("");
  program.directory = directory.path();
  program.arguments.push_back("a");
  std::string opened, read;
  const TracedEnd end = Trace(program, [&](StoppedCall& call) {
    if (call.is_exit()) return;
    if (call.number() == SYS_openat && call.StringArgument(1) == "a") {
      opened = "a";
    }
    if (call.number() == SYS_read && !opened.empty() && read.empty()) {
      read = call.DescriptorTarget(static_cast<int>(call.argument(0)));
    }
  });
  EXPECT_EQ(end.output, "content");
  EXPECT_EQ(opened, "a");
  EXPECT_TRUE(absl::EndsWith(read, "/a")) << read;
  EXPECT_EQ(CallName(SYS_openat), "openat");
  EXPECT_EQ(CallName(999), "call 999");
}

TEST_F(TracerTest, FollowsAChildUntilItExecutesAProgram) {
  Program program;
  program.arguments = {"/bin/sh", "-c", "/bin/echo one; /bin/echo two"};
  int executed = 0;
  int after = 0;
  const TracedEnd end = Trace(program, [&](StoppedCall& call) {
    if (!call.in_child() || call.is_exit()) return;
    if (call.number() == SYS_execve) {
      ++executed;
    } else if (call.number() == SYS_write) {
      ++after;
    }
  });
  EXPECT_EQ(end.output, "one\ntwo\n");
  EXPECT_EQ(executed, 2);
  EXPECT_EQ(after, 0);

  program.children = false;
  const TracedEnd alone =
      Trace(program, [&](StoppedCall& call) { EXPECT_FALSE(call.in_child()); });
  EXPECT_EQ(alone.output, "one\ntwo\n");
}

TEST_F(TracerTest, WaitsForTheChildOfAKilledProgram) {
  Program program;
  program.arguments = {"/bin/sh", "-c",
                       "/bin/sh -c 'sleep 0.2; echo survived'; echo lost"};
  const TracedEnd end = Trace(
      program,
      First(SYS_wait4, false, [](StoppedCall& call) { call.KillProgram(); }));
  EXPECT_EQ(end.signal, SIGKILL);
  EXPECT_EQ(end.output, "survived\n");
}

TEST_F(TracerTest, EndsWhatDoesNotEnd) {
  Program program;
  program.arguments = {"/bin/sleep", "1000"};
  program.deadline = absl::Milliseconds(200);
  const TracedEnd end = Trace(program, nullptr);
  EXPECT_TRUE(end.timed_out);
  EXPECT_EQ(end.signal, SIGKILL);
}

TEST_F(TracerTest, SaysThatAProgramIsMissing) {
  Program program;
  program.arguments = {"/nowhere/program"};
  EXPECT_EQ(Trace(program, nullptr).problem,
            "cannot trace or execute /nowhere/program");
}

}  // namespace
}  // namespace promfile
