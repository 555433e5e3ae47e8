#include "tools/exporter_flags.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ExporterFlagsTest, TheDirectoryIsTheFlagsArgument) {
  const struct {
    std::vector<std::string> arguments;
    const char* values;
  } kCases[] = {
      {{"node_exporter"}, ""},
      {{"node_exporter", "--collector.textfile.directory=/a"}, "/a"},
      {{"node_exporter", "--collector.textfile.directory", "/a"}, "/a"},
      {{"node_exporter", "--web.listen-address=:1",
        "--collector.textfile.directory=/a"},
       "/a"},
      // Newer exporters take it several times.
      {{"node_exporter", "--collector.textfile.directory=/a",
        "--collector.textfile.directory", "/b"},
       "/a /b"},
      {{"node_exporter", "--collector.textfile.directory="}, ""},
      {{"node_exporter", "--collector.textfile.directory"}, ""},
      {{"node_exporter", "--collector.textfile.directory.x=/a"}, ""},
      {{"node_exporter", "--no-collector.textfile.directory=/a"}, ""},
      {{"node_exporter", "--", "--collector.textfile.directory=/a"}, ""},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(absl::StrJoin(TextfileDirectoryFlags(c.arguments), " "), c.values)
        << absl::StrJoin(c.arguments, " ");
  }
}

TEST(ExporterFlagsTest, ArgsAreReadAsSystemdAndAShellReadThem) {
  const struct {
    const char* text;
    const char* words;  // parted by "|"
  } kCases[] = {
      {"", ""},
      {"ARGS=\"\"\n", ""},
      {"ARGS=\"-a=1 -b\"\n", "-a=1|-b"},
      {"ARGS='-a=1 -b'\n", "-a=1|-b"},
      {"ARGS=-a=1\n", "-a=1"},
      {"  ARGS=\"-a\"", "-a"},
      {"# ARGS=\"-a\"\n", ""},
      {"#ARGS=\"-a\"\nARGS=\"-b\" # the last one\n", "-b"},
      {"ARGS=\"-a\"\nARGS=\"-b\"\n", "-b"},
      {"MORE_ARGS=\"-a\"\n", ""},
      {"ARGS=\"-a \\\n  -b\"\n", "-a|-b"},
      {"ARGS=\"-a='/with blank' -b\"\n", "-a=/with blank|-b"},
      {"ARGS=\"-a=\\\"/with blank\\\"\"\n", "-a=/with blank"},
      {"ARGS=\"-a='^/(sys|proc)($|/)'\"\n", "-a=^/(sys|proc)($|/)"},
      {"ARGS=\"-a\r\"\n", "-a"},
      {"ARGS=\"-a", "-a"},
      {"ARGS=\\", "\\"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(absl::StrJoin(ArgsOfDefaultsFile(c.text), "|"), c.words)
        << c.text;
  }
}

// What /proc shows of a process; all four of its user ids are `uids`.
void PutProcess(MemoryFileSystem* files, int pid, absl::string_view comm,
                absl::string_view uids, absl::string_view command_line) {
  const std::string folder = absl::StrCat("/proc/", pid);
  files->PutKind(folder, FileInfo::Kind::kDirectory);
  files->Put(folder + "/comm", absl::StrCat(comm, "\n"));
  files->Put(folder + "/status",
             absl::StrCat("Name:\t", comm, "\nUmask:\t0022\nUid:\t", uids,
                          "\nGid:\t0\t0\t0\t0\n"));
  files->Put(folder + "/cmdline", command_line);
}

std::vector<uint32_t> Pids(MemoryFileSystem& files) {
  std::vector<uint32_t> pids;
  for (const ExporterProcess& process : RunningExporters(files)) {
    pids.push_back(process.pid);
  }
  return pids;
}

TEST(ExporterFlagsTest, RunningExportersAreFoundByTheirName) {
  MemoryFileSystem files;
  PutProcess(&files, 1, "systemd", "0\t0\t0\t0", "/sbin/init");
  PutProcess(
      &files, 20, "prometheus-node", "107\t107\t107\t107",
      absl::string_view("/usr/bin/prometheus-node-exporter\0--a=/b c\0", 43));
  PutProcess(&files, 3, "node_exporter", "0\t0\t0\t0",
             absl::string_view("node_exporter\0", 14));
  PutProcess(&files, 4, "node_exporter_x", "0\t0\t0\t0", "x");
  files.Put("/proc/self", "");
  files.Put("/proc/uptime", "1 2\n");
  const std::vector<ExporterProcess> found = RunningExporters(files);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].pid, 3u);
  EXPECT_THAT(found[0].arguments, ElementsAre("node_exporter"));
  EXPECT_EQ(found[1].pid, 20u);
  EXPECT_THAT(found[1].arguments,
              ElementsAre("/usr/bin/prometheus-node-exporter", "--a=/b c"));
}

TEST(ExporterFlagsTest, OnlyExportersOfTrustedUsersAreBelieved) {
  const struct {
    const char* uids;
    uint32_t own_user;
    bool believed;
  } kCases[] = {
      {"0\t0\t0\t0", 0, true},
      {"999\t999\t999\t999", 0, true},
      {"1000\t1000\t1000\t1000", 0, false},
      {"1000\t1000\t1000\t1000", 1000, true},
      {"1001\t1001\t1001\t1001", 1000, false},
      // A set-uid program that user 1000 started under this name.
      {"1000\t0\t0\t0", 0, false},
      {"0\t0\t1000\t0", 0, false},
      {"65534\t65534\t65534\t65534", 0, false},
      {"0\t0\t0", 0, false},
      {"", 0, false},
      {"root", 0, false},
  };
  for (const auto& c : kCases) {
    MemoryFileSystem files;
    files.set_user(c.own_user);
    PutProcess(&files, 7, "node_exporter", c.uids, "node_exporter");
    EXPECT_EQ(Pids(files).size(), c.believed ? 1u : 0u)
        << c.uids << ", asked by " << c.own_user;
  }
}

TEST(ExporterFlagsTest, AProcessThatEndsMeanwhileIsNone) {
  MemoryFileSystem files;
  files.PutKind("/proc/5", FileInfo::Kind::kDirectory);
  files.PutKind("/proc/6", FileInfo::Kind::kDirectory);
  files.Put("/proc/6/comm", "node_exporter\n");
  EXPECT_THAT(Pids(files), IsEmpty());
}

TEST(ExporterFlagsTest, WithoutProcThereIsNone) {
  MemoryFileSystem files;
  EXPECT_THAT(Pids(files), IsEmpty());
}

}  // namespace
}  // namespace promfile
