#include "tools/write_command.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/faulty_file_system.h"
#include "tests/tools/captured_edges.h"
#include "tools/commands.h"
#include "tools/exit_code.h"

namespace promfile {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kOld[] = "old 1\n";
// The time of a MemoryFileSystem's files is 1970, CapturedEdges' 11 days later.
constexpr char kStill[] =
    "promfile: the previous file is still in place, last changed 11 days ago\n";
constexpr char kNone[] = "promfile: there was no previous file\n";

// Runs "write LINE", whose words are parted by one blank, in /textfile.
int Write(const Edges& edges, absl::string_view line) {
  std::vector<std::string> words = {"-d", "/textfile"};
  for (const absl::string_view word : absl::StrSplit(line, ' ')) {
    words.emplace_back(word);
  }
  const Command& command = **FindCommand("write", Commands());
  const auto arguments = ParseArguments(command, words);
  EXPECT_TRUE(arguments.ok()) << arguments.status();
  Edges own = edges;
  return arguments.ok() ? RunWrite(*arguments, own) : -1;
}

int Write(CapturedEdges& machine, absl::string_view line) {
  return Write(machine.Get(), line);
}

TEST(WriteCommandTest, SuccessSaysNothing) {
  CapturedEdges machine("m 1\n");
  EXPECT_EQ(Write(machine, "x"), kExitOk);
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), "m 1\n");
  EXPECT_EQ(machine.console.error(), "");
  EXPECT_EQ(machine.console.out(), "");
  EXPECT_EQ(Write(machine, "-v x.prom"), kExitOk);
  EXPECT_EQ(machine.console.error(),
            "promfile: published '/textfile/x.prom', 4 bytes\n");
}

TEST(WriteCommandTest, ARefusalShowsThePlaceAndWhatIsStillThere) {
  CapturedEdges machine("m 1\nn{a=\"b\" 1\n");
  machine.files.Put("/textfile/x.prom", kOld);
  EXPECT_EQ(Write(machine, "x"), kExitRefused);
  EXPECT_THAT(machine.console.error(),
              AllOf(StartsWith("promfile: x.prom:2:9: "),
                    HasSubstr("\n  n{a=\"b\" 1\n          ^ "),
                    ::testing::EndsWith(kStill)));
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), kOld);
  CapturedEdges fresh("m 1\nn{a=\"b\" 1\n");
  EXPECT_EQ(Write(fresh, "x"), kExitRefused);
  EXPECT_THAT(fresh.console.error(), ::testing::EndsWith(kNone));
}

TEST(WriteCommandTest, ManyFindingsAreCounted) {
  std::string text;
  for (int i = 0; i < 50; ++i) absl::StrAppend(&text, "m", i, " x\n");
  CapturedEdges machine(text);
  EXPECT_EQ(Write(machine, "x"), kExitRefused);
  EXPECT_THAT(machine.console.error(),
              AllOf(HasSubstr("promfile: x.prom:20:"),
                    Not(HasSubstr("promfile: x.prom:21:")),
                    HasSubstr("promfile: 30 more\n")));
}

TEST(WriteCommandTest, WarningsStandBehindErrorsAndAreNoRefusal) {
  CapturedEdges machine("m -0\n");
  EXPECT_EQ(Write(machine, "x"), kExitOk);
  EXPECT_THAT(machine.console.error(),
              StartsWith("promfile: x.prom:1:3: warning: "));
  CapturedEdges quiet("m -0\n");
  EXPECT_EQ(Write(quiet, "-q x"), kExitOk);
  EXPECT_EQ(quiet.console.error(), "");
  CapturedEdges both("m -0\nn x\n");
  EXPECT_EQ(Write(both, "x"), kExitRefused);
  EXPECT_THAT(both.console.error(),
              AllOf(StartsWith("promfile: x.prom:2:3: "),
                    HasSubstr("promfile: x.prom:1:3: warning: ")));
}

TEST(WriteCommandTest, AClashThatIsPublishedAllTheSameIsAWarning) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/textfile/y.prom", "m 2\n");
  EXPECT_EQ(Write(machine, "--on-conflict=warn x"), kExitOk);
  EXPECT_THAT(machine.console.error(),
              AllOf(StartsWith("promfile: x.prom:1:1: warning: "),
                    HasSubstr("'y.prom'")));
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), "m 1\n");
}

TEST(WriteCommandTest, ADryRunPrintsTheTextAndChangesNothing) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/textfile/x.prom", kOld);
  EXPECT_EQ(Write(machine, "--dry-run x"), kExitOk);
  EXPECT_EQ(machine.console.out(), "m 1\n");
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), kOld);
  EXPECT_THAT(machine.files.Names("/textfile"), ElementsAre("x.prom"));
  machine.standard_input = "m 1";
  EXPECT_EQ(Write(machine, "--dry-run x"), kExitRefused);
  EXPECT_EQ(machine.console.out(), "m 1\n") << "only what would be published";
}

TEST(WriteCommandTest, OptionsReachThePublication) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/etc/group", "root:x:0:\nprometheus:x:107:\n");
  EXPECT_EQ(Write(machine, "--mode 0640 --group prometheus x"), kExitOk);
  EXPECT_EQ(machine.files.InfoOf("/textfile/x.prom")->mode, 0640u);
  EXPECT_EQ(machine.files.InfoOf("/textfile/x.prom")->group, 107u);
  EXPECT_EQ(Write(machine, "--group 12 x"), kExitOk);
  EXPECT_EQ(machine.files.InfoOf("/textfile/x.prom")->group, 12u);
  EXPECT_EQ(machine.console.error(), "");

  EXPECT_EQ(Write(machine, "--allow n_.* x"), kExitRefused);
  EXPECT_EQ(Write(machine, "--allow m --deny m x"), kExitRefused);
  EXPECT_EQ(Write(machine, "--allow m --deny n x"), kExitOk);
  EXPECT_EQ(Write(machine, "--max-bytes 3 x"), kExitRefused);
  machine.standard_input = "m 1\nn 1\n";
  EXPECT_EQ(Write(machine, "--max-series 1 x"), kExitRefused);
  machine.standard_input = "";
  EXPECT_EQ(Write(machine, "x"), kExitRefused);
  EXPECT_EQ(Write(machine, "--allow-empty x"), kExitOk);
  machine.files.Put("/textfile/y.prom", "m 2\n");
  machine.standard_input = "m 1\n";
  EXPECT_EQ(Write(machine, "x"), kExitRefused);
  EXPECT_EQ(Write(machine, "--on-conflict=warn -q x"), kExitOk);
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), "m 1\n");
}

TEST(WriteCommandTest, SyncsAsMuchAsDurabilityAsksFor) {
  const struct {
    const char* durability;
    int file_syncs;
    int directory_syncs;
  } kCases[] = {{"full", 1, 1}, {"atomic", 1, 0}, {"none", 0, 0}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.durability);
    CapturedEdges machine("m 1\n");
    FaultPlan plan;
    FaultyFileSystem files(machine.files, plan);
    EXPECT_EQ(Write(machine.Get(&files),
                    absl::StrCat("--durability ", c.durability, " x")),
              kExitOk);
    const auto count = [&](absl::string_view call) {
      return std::count(plan.calls().begin(), plan.calls().end(), call);
    };
    EXPECT_EQ(count("Sync"), c.file_syncs);
    EXPECT_EQ(count("SyncDirectory"), c.directory_syncs);
  }
}

TEST(WriteCommandTest, WrongUseIsFoundBeforeAnythingIsRead) {
  const struct {
    const char* line;
    const char* error;
  } kCases[] = {
      {"../x", "promfile: '../x' cannot be a file name: it contains a slash\n"},
      {"x --mode 0666",
       "promfile: invalid mode '0666' for '--mode'; a file that everybody may "
       "write is not published\n"},
      {"x --timeout soon",
       "promfile: invalid duration 'soon' for '--timeout'; write 90s, 15m, 24h "
       "or 7d\n"},
      {"x --group nobody-there",
       "promfile: no group is called 'nobody-there'\n"},
      {"x --group 4294967295", "promfile: no group is called '4294967295'\n"},
      {"x --group ", "promfile: option '--group' has an empty argument\n"},
      {"x --allow ok --deny (",
       "promfile: wrong argument of '--deny': pattern '(' is not a regular "
       "expression: missing ): (\n"},
      {"x --allow ( --deny ok",
       "promfile: wrong argument of '--allow': pattern '(' is not a regular "
       "expression: missing ): (\n"},
  };
  for (const auto& c : kCases) {
    CapturedEdges machine("m 1\n");
    EXPECT_EQ(Write(machine, c.line), kExitUsage) << c.line;
    EXPECT_EQ(machine.console.error(),
              absl::StrCat(c.error, "promfile: see 'promfile write --help'\n"));
    EXPECT_TRUE(machine.files.Names("/textfile").empty()) << c.line;
  }
}

TEST(WriteCommandTest, InputThatCannotBeReadLeavesTheOldFile) {
  const struct {
    const char* line;
    absl::Status input_end;
    int code;
    const char* error;
  } kCases[] = {
      {"x /in/gone", absl::OkStatus(), kExitInputMissing,
       "promfile: cannot read '/in/gone': no such file or directory\n"},
      {"x /in", absl::OkStatus(), kExitInputMissing,
       "promfile: cannot read '/in': is a directory\n"},
      {"x", absl::DataLossError("input/output error"), kExitIo,
       "promfile: cannot read standard input: input/output error: see the "
       "kernel's log for the cause\n"},
      {"--timeout 90s x", absl::DeadlineExceededError("timed out"),
       kExitTimedOut, "promfile: standard input did not end within 1m30s\n"},
      {"--timeout 90s x /in/fifo", absl::OkStatus(), kExitUsage,
       "promfile: '--timeout' cannot watch '/in/fifo', a FIFO; redirect it to "
       "standard input\n"},
      {"--max-bytes 3 x -", absl::OkStatus(), kExitRefused,
       "promfile: x.prom: the text is longer than 3 bytes; raise the bound "
       "with '--max-bytes'\n"},
  };
  for (const auto& c : kCases) {
    CapturedEdges machine("m 1\n");
    machine.input_end = c.input_end;
    machine.files.PutKind("/in/fifo", FileInfo::Kind::kFifo);
    machine.files.Put("/textfile/x.prom", kOld);
    EXPECT_EQ(Write(machine, c.line), c.code) << c.line;
    EXPECT_EQ(machine.console.error(), absl::StrCat(c.error, kStill));
    EXPECT_EQ(machine.files.Get("/textfile/x.prom"), kOld);
  }
}

TEST(WriteCommandTest, AFileIsReadInsteadOfStandardInput) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/in/file", "n 2\n");
  EXPECT_EQ(Write(machine, "x /in/file"), kExitOk);
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), "n 2\n");
}

TEST(WriteCommandTest, ACommandsOutputIsPublishedIfItSucceeds) {
  CapturedEdges machine("not this\n");
  machine.command_outcome->output = "m 1\n";
  EXPECT_EQ(Write(machine, "--max-bytes 5 --timeout 15m x -- collect -a --"),
            kExitOk);
  EXPECT_EQ(machine.files.Get("/textfile/x.prom"), "m 1\n");
  EXPECT_THAT(machine.command, ElementsAre("collect", "-a", "--"));
  EXPECT_EQ(machine.command_options.max_output_bytes, 5u);
  EXPECT_EQ(machine.command_options.timeout, absl::Minutes(15));
}

TEST(WriteCommandTest, AFailedCommandsCodeComesBackAndTheOldFileStays) {
  using End = CommandOutcome::End;
  const struct {
    End end;
    int exit_code;
    int signal;
    const char* reason;
    int code;
    const char* error;
  } kCases[] = {
      {End::kExited, 7, 0, "", 7, "'collect' failed with exit code 7"},
      {End::kExited, 255, 0, "", 255, "'collect' failed with exit code 255"},
      {End::kSignalled, 0, 9, "", 137, "'collect' was killed by signal 9"},
      {End::kTimedOut, 0, 15, "", 124,
       "'collect' did not end within 15m and was stopped"},
      {End::kTimedOut, 0, 9, "", 137,
       "'collect' did not end within 15m and was stopped"},
      {End::kNotFound, 0, 0, "no such file or directory", 127,
       "cannot run 'collect': no such file or directory"},
      {End::kNotExecutable, 0, 0, "permission denied", 126,
       "cannot run 'collect': permission denied"},
      {End::kOutputLost, 0, 15, "input/output error", kExitIo,
       "cannot read the output of 'collect': input/output error"},
      {End::kTooMuchOutput, 0, 15, "", kExitRefused,
       "x.prom: the text is longer than 16777216 bytes; raise the bound with "
       "'--max-bytes'"},
  };
  for (const auto& c : kCases) {
    CapturedEdges machine;
    machine.files.Put("/textfile/x.prom", kOld);
    machine.command_outcome->end = c.end;
    machine.command_outcome->exit_code = c.exit_code;
    machine.command_outcome->signal = c.signal;
    machine.command_outcome->reason = c.reason;
    machine.command_outcome->output = "m 1\n";
    EXPECT_EQ(Write(machine, "--timeout 15m x -- collect"), c.code) << c.error;
    EXPECT_EQ(machine.console.error(),
              absl::StrCat("promfile: ", c.error, "\n", kStill));
    EXPECT_EQ(machine.files.Get("/textfile/x.prom"), kOld);
  }
}

TEST(WriteCommandTest, ACommandIsNotRunForADirectoryThatIsMissing) {
  CapturedEdges machine;
  const Command& command = **FindCommand("write", Commands());
  const auto arguments =
      ParseArguments(command, {"-d", "/gone", "x", "--", "collect"});
  ASSERT_TRUE(arguments.ok());
  Edges edges = machine.Get();
  EXPECT_EQ(RunWrite(*arguments, edges), kExitConfiguration);
  EXPECT_TRUE(machine.command.empty());
  EXPECT_EQ(machine.console.error(),
            "promfile: cannot open the textfile directory '/gone', named by "
            "--directory: no such file or directory\n"
            "promfile: nothing was changed\n");
}

TEST(WriteCommandTest, UnsafeAndLockedTargetsHaveTheirCodes) {
  CapturedEdges link("m 1\n");
  link.files.PutLink("/textfile/x.prom", "elsewhere");
  EXPECT_EQ(Write(link, "x"), kExitNoPermission);
  EXPECT_THAT(link.console.error(),
              AllOf(HasSubstr("is a symbolic link"),
                    HasSubstr("promfile: nothing was changed\n")));
  CapturedEdges locked("m 1\n");
  locked.files.HoldLock("/textfile/.promfile.lock");
  EXPECT_EQ(Write(locked, "x"), kExitTryAgain);
  EXPECT_THAT(locked.console.error(), ::testing::EndsWith(kNone));
}

// Whatever call fails, the code and the message agree with what is on the disk.
TEST(WriteCommandTest, EveryFailureTellsTheTruth) {
  for (int fail_at = 1;; ++fail_at) {
    SCOPED_TRACE(absl::StrCat("call ", fail_at, " fails"));
    CapturedEdges machine("m 1\n");
    machine.files.Put("/textfile/x.prom", kOld);
    FaultPlan plan;
    plan.FailCall(fail_at, {absl::DataLossError("input/output error"), false});
    FaultyFileSystem files(machine.files, plan);
    const int code = Write(machine.Get(&files), "x");
    const bool is_new = machine.files.Get("/textfile/x.prom") == "m 1\n";
    const std::string& error = machine.console.error();
    const bool says_replaced = error.find(
                                   "replaced, but not confirmed on "
                                   "disk") != std::string::npos;
    if (code == kExitOk) {
      EXPECT_TRUE(is_new);
      EXPECT_EQ(error, "");
    } else {
      EXPECT_EQ(is_new, says_replaced) << error;
      EXPECT_THAT(error, StartsWith("promfile: "));
    }
    if (plan.calls().size() < static_cast<size_t>(fail_at)) break;
  }
}

}  // namespace
}  // namespace promfile
