#include "tools/check_command.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tools/captured_edges.h"
#include "tools/commands.h"
#include "tools/exit_code.h"

namespace promfile {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Runs "check LINE", whose words are parted by one blank.
int CheckWithLint(CapturedEdges& machine, absl::string_view line) {
  const std::vector<std::string> words = absl::StrSplit(line, ' ');
  const Command& command = **FindCommand("check", Commands());
  const auto arguments = ParseArguments(command, words);
  EXPECT_TRUE(arguments.ok()) << arguments.status();
  Edges edges = machine.Get();
  return arguments.ok() ? RunCheck(*arguments, edges) : -1;
}

// The same without a word about style.
int Check(CapturedEdges& machine, absl::string_view line) {
  return CheckWithLint(machine, absl::StrCat("--no-lint ", line));
}

TEST(CheckCommandTest, WhatEveryCollectorAcceptsIsSilent) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/textfile/x.prom", "m 1\n");
  EXPECT_EQ(Check(machine, "/textfile/x.prom /textfile -"), kExitOk);
  EXPECT_EQ(machine.console.out(), "");
  EXPECT_EQ(machine.console.error(), "");
  EXPECT_EQ(Check(machine, "-v /textfile -"), kExitOk);
  EXPECT_EQ(machine.console.out(),
            "/textfile: 1.5.0 accept, head accept; 1 series\n"
            "/textfile: each scrape costs node_exporter about 0.03 ms of CPU "
            "time: 1 file, 1 series, 4 bytes\n"
            "-: 1.5.0 accept, head accept; 1 series\n");
}

TEST(CheckCommandTest, FindingsStandOnStandardOutput) {
  CapturedEdges machine("m 1 \n");
  machine.files.Put("/textfile/x.prom", "m 1\nm 1\n");
  EXPECT_EQ(Check(machine, "-"), kExitRefused);
  EXPECT_THAT(machine.console.out(),
              AllOf(StartsWith("-:1:4: error: "),
                    HasSubstr(" [after-value]\n  m 1 \n     ^"),
                    HasSubstr("-: 1.5.0 reject, head reject; 1 error, ")));
  EXPECT_EQ(Check(machine, "/textfile"), kExitRefused);
  EXPECT_THAT(machine.console.out(), HasSubstr("\n/textfile/x.prom:2:"));
  EXPECT_EQ(machine.console.error(), "");
}

TEST(CheckCommandTest, QuietLeavesTheExitCodeOnly) {
  CapturedEdges machine("m 1 \n");
  EXPECT_EQ(Check(machine, "-q -"), kExitRefused);
  EXPECT_EQ(machine.console.out(), "");
}

TEST(CheckCommandTest, WarningsAreShownButAreNoFailure) {
  CapturedEdges machine("m -0\n");
  EXPECT_EQ(Check(machine, "-"), kExitOk);
  EXPECT_THAT(machine.console.out(), StartsWith("-:1:3: warning: "));
}

TEST(CheckCommandTest, BadStyleAloneHasACodeOfItsOwn) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/textfile/good.prom", "# HELP n x\nn 1\n");
  machine.files.Put("/textfile/bad.prom", "m x\n");
  EXPECT_EQ(CheckWithLint(machine, "/textfile/good.prom -"), kExitLint);
  EXPECT_EQ(machine.console.out(),
            "-:1:1: advice: no help text [missing-help]\n"
            "  write '# HELP m ...'\n"
            "-: 1.5.0 accept, head accept; 1 advice, 1 series\n");
  EXPECT_EQ(CheckWithLint(machine, "- /textfile/bad.prom"), kExitRefused);
  EXPECT_EQ(CheckWithLint(machine, "/textfile/bad.prom -"), kExitRefused);
  EXPECT_EQ(CheckWithLint(machine, "- /gone"), kExitInputMissing);
  EXPECT_EQ(CheckWithLint(machine, "/textfile/good.prom"), kExitOk);
}

TEST(CheckCommandTest, AdviceNamesThePromlintThatGivesIt) {
  CapturedEdges machine("# HELP m_gauge x\nm_gauge 1\n");
  EXPECT_EQ(CheckWithLint(machine, "--collector=1.5.0 --format=json -"),
            kExitLint);
  EXPECT_THAT(machine.console.out(), HasSubstr("\"collectors\": [\"1.5.0\"]"));
  EXPECT_EQ(CheckWithLint(machine, "--collector=head -"), kExitOk);
}

TEST(CheckCommandTest, AnnotationsAreOneLineAFinding) {
  CapturedEdges machine;
  machine.files.Put("/text,file/a:b%.prom", "m 1\nm x\nn -0\n");
  EXPECT_EQ(CheckWithLint(machine, "--format=github /text,file/a:b%.prom"),
            kExitRefused);
  EXPECT_EQ(machine.console.out(),
            "::error file=/text%2Cfile/a%3Ab%25.prom,line=2,col=3,title=value"
            "::'x' is not a number\n"
            "::warning file=/text%2Cfile/a%3Ab%25.prom,line=3,col=3,"
            "title=negative-zero::negative zero arrives as 0\n");
}

TEST(CheckCommandTest, ExplainsARule) {
  CapturedEdges machine;
  EXPECT_EQ(Check(machine, "--explain colon"), kExitOk);
  EXPECT_THAT(machine.console.out(), StartsWith("colon (advice)\n\n"));
  EXPECT_EQ(Check(machine, "--explain colom"), kExitUsage);
  EXPECT_EQ(Check(machine, "--explain colon -"), kExitUsage);
}

TEST(CheckCommandTest, ACollectorCanBeAskedForAlone) {
  // Newer collectors read an escaped quote in a HELP text.
  CapturedEdges machine("# HELP m a \\\" b\nm 1\n");
  EXPECT_EQ(Check(machine, "-"), kExitRefused);
  EXPECT_EQ(Check(machine, "--collector=all -"), kExitRefused);
  EXPECT_EQ(Check(machine, "--collector=1.5.0 -"), kExitRefused);
  CapturedEdges head(machine.standard_input);
  EXPECT_EQ(Check(head, "--collector=head -"), kExitOk);
  EXPECT_EQ(head.console.out(), "");
}

TEST(CheckCommandTest, JsonIsOneObjectALine) {
  CapturedEdges machine("m 1\n");
  machine.files.Put("/textfile/x.prom", "m 1 \n");
  EXPECT_EQ(Check(machine, "--format=json - /textfile"), kExitRefused);
  const std::vector<std::string> lines =
      absl::StrSplit(machine.console.out(), '\n');
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0],
            "{\"path\": \"-\", \"kind\": \"file\", \"verdict\": {\"1.5.0\": "
            "\"accept\", \"head\": \"accept\"}, \"series\": 1, \"findings\": "
            "[]}");
  EXPECT_THAT(lines[1], AllOf(StartsWith("{\"path\": \"/textfile\", \"kind\": "
                                         "\"directory\", \"verdict\": "
                                         "{\"1.5.0\": \"reject\""),
                              HasSubstr("\"rule\": \"after-value\", \"file\": "
                                        "\"/textfile/x.prom\", \"line\": 1, "
                                        "\"column\": 4")));
  EXPECT_EQ(lines[2], "");
}

TEST(CheckCommandTest, AFifoIsFoundAndNotOpened) {
  CapturedEdges machine;
  machine.files.PutKind("/textfile/x.prom", FileInfo::Kind::kFifo);
  EXPECT_EQ(Check(machine, "/textfile/x.prom"), kExitRefused);
  EXPECT_EQ(machine.console.out(),
            "/textfile/x.prom: error: is a FIFO, on which the exporter waits "
            "for ever [fifo]\n"
            "  remove it; to check what it would deliver, use '-'\n"
            "/textfile/x.prom: 1.5.0 hang, head hang; 1 error, 0 series\n");
  EXPECT_EQ(Check(machine, "/textfile"), kExitRefused);
}

TEST(CheckCommandTest, APathThatIsMissingStopsNothing) {
  CapturedEdges machine("m 1 \n");
  EXPECT_EQ(Check(machine, "/textfile/gone\n /textfile -"), kExitInputMissing);
  EXPECT_EQ(machine.console.error(),
            "promfile: cannot read '/textfile/gone\\n': no such file or "
            "directory\n");
  EXPECT_THAT(machine.console.out(), StartsWith("-:1:4: error: "));
}

TEST(CheckCommandTest, TheWorstCodeDecidesWhateverTheOrder) {
  CapturedEdges machine;
  machine.files.Put("/textfile/good.prom", "m 1\n");
  machine.files.Put("/textfile/bad.prom", "m x\n");
  EXPECT_EQ(Check(machine, "/textfile/bad.prom /textfile/good.prom"),
            kExitRefused);
  EXPECT_EQ(Check(machine, "/gone /textfile/bad.prom"), kExitInputMissing);
  EXPECT_EQ(Check(machine, "/textfile/bad.prom /gone"), kExitInputMissing);
}

TEST(CheckCommandTest, InputErrorsAreNoVerdict) {
  CapturedEdges machine("m 1\n");
  machine.input_end = absl::DataLossError("input/output error");
  EXPECT_EQ(Check(machine, "--format=json -"), kExitIo);
  EXPECT_EQ(machine.console.out(), "");
  EXPECT_EQ(machine.console.error(),
            "promfile: cannot read standard input: input/output error\n");
}

TEST(CheckCommandTest, WrongArgumentsAreWrongUse) {
  CapturedEdges machine;
  EXPECT_EQ(Check(machine, "--format=xml -"), kExitUsage);
  EXPECT_EQ(Check(machine, "--collector=1.6.0 -"), kExitUsage);
  EXPECT_EQ(
      machine.console.error(),
      "promfile: invalid argument 'xml' for '--format'; choose from text, "
      "json, github\n"
      "promfile: see 'promfile check --help'\n"
      "promfile: invalid argument '1.6.0' for '--collector'; did you mean "
      "'1.5.0'?\n"
      "promfile: see 'promfile check --help'\n");
}

}  // namespace
}  // namespace promfile
