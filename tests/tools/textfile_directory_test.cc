#include "tools/textfile_directory.h"

#include "gtest/gtest.h"
#include "tests/tools/captured_edges.h"

namespace promfile {
namespace {

constexpr char kDefaultsFile[] = "/etc/default/prometheus-node-exporter";

// "/dir by PROMFILE_DIRECTORY", or the error.
std::string Found(const std::string& option, CapturedEdges& machine) {
  const auto found =
      FindTextfileDirectory(option, machine.environment, machine.files);
  if (!found.ok()) return std::string(found.status().message());
  return found->path + " by " + found->named_by;
}

void PutExporter(MemoryFileSystem* files, const std::string& directory_flag) {
  const std::string command_line =
      "node_exporter" + std::string(1, '\0') + directory_flag;
  files->PutKind("/proc/314", FileInfo::Kind::kDirectory);
  files->Put("/proc/314/comm", "node_exporter\n");
  files->Put("/proc/314/status", "Uid:\t0\t0\t0\t0\n");
  files->Put("/proc/314/cmdline", command_line);
}

TEST(TextfileDirectoryTest, TheFirstThatNamesOneDecides) {
  CapturedEdges machine;
  auto& variables = machine.environment.variables;
  // From the last resort to the strongest word.
  machine.files.MakeDirectory("/var/lib/node_exporter");
  EXPECT_EQ(Found("", machine), "/var/lib/node_exporter by ");
  machine.files.MakeDirectory("/var/lib/node_exporter/textfile_collector");
  EXPECT_EQ(Found("", machine),
            "/var/lib/node_exporter/textfile_collector by ");
  machine.files.MakeDirectory("/var/lib/prometheus/node-exporter");
  EXPECT_EQ(Found("", machine), "/var/lib/prometheus/node-exporter by ");
  machine.files.Put(kDefaultsFile,
                    "ARGS=\"--collector.textfile.directory=/args\"\n");
  EXPECT_EQ(Found("", machine),
            "/args by /etc/default/prometheus-node-exporter");
  PutExporter(&machine.files, "--collector.textfile.directory=/process");
  EXPECT_EQ(Found("", machine), "/process by node_exporter (process 314)");
  variables["COLLECTOR_TEXTFILE_PATH"] = "/collector-path";
  EXPECT_EQ(Found("", machine), "/collector-path by COLLECTOR_TEXTFILE_PATH");
  variables["TEXTFILE_COLLECTOR_DIR"] = "/collector-dir";
  EXPECT_EQ(Found("", machine), "/collector-dir by TEXTFILE_COLLECTOR_DIR");
  variables["PROMFILE_DIRECTORY"] = "/own";
  EXPECT_EQ(Found("", machine), "/own by PROMFILE_DIRECTORY");
  EXPECT_EQ(Found("/option", machine), "/option by --directory");
}

TEST(TextfileDirectoryTest, WhatCannotBeFollowedIsPassedOver) {
  for (const char* flag :
       {"--collector.textfile.directory=relative",
        "--collector.textfile.directory=/pattern/*",
        "--collector.textfile.directory=", "--web.listen-address=:9100"}) {
    CapturedEdges machine;
    machine.environment.variables["PROMFILE_DIRECTORY"] = "";
    PutExporter(&machine.files, flag);
    machine.files.Put(kDefaultsFile,
                      "ARGS=\"--collector.textfile.directory=/args\"\n");
    EXPECT_EQ(Found("", machine),
              "/args by /etc/default/prometheus-node-exporter")
        << flag;
  }
}

TEST(TextfileDirectoryTest, NoneIsTheListOfWhatWasTried) {
  CapturedEdges machine;
  machine.environment.variables["TEXTFILE_COLLECTOR_DIR"] = "";
  PutExporter(&machine.files, "--collector.textfile.directory=/a/*");
  machine.files.Put("/var/lib/prometheus/node-exporter", "a plain file");
  EXPECT_EQ(Found("", machine),
            "no textfile directory: name one with '--directory'\n"
            "tried PROMFILE_DIRECTORY: not set\n"
            "tried TEXTFILE_COLLECTOR_DIR: empty\n"
            "tried COLLECTOR_TEXTFILE_PATH: not set\n"
            "tried node_exporter (process 314): '/a/*' is a pattern\n"
            "tried /etc/default/prometheus-node-exporter: no such file or "
            "directory\n"
            "tried /var/lib/prometheus/node-exporter: not a directory\n"
            "tried /var/lib/node_exporter/textfile_collector: no such file or "
            "directory\n"
            "tried /var/lib/node_exporter: no such file or directory");
}

TEST(TextfileDirectoryTest, ANamedDirectoryThatIsMissingIsAnErrorWithItsName) {
  CapturedEdges machine;
  machine.files.MakeDirectory("/var/lib/node_exporter");
  const auto open = [&](const std::string& option) {
    return OpenTextfileDirectory(option, machine.environment, machine.files)
        .status();
  };
  EXPECT_TRUE(open("").ok()) << open("");
  EXPECT_EQ(open("/gone\n").message(),
            "cannot open the textfile directory '/gone\\n', named by "
            "--directory: no such file or directory");
  EXPECT_TRUE(absl::IsNotFound(open("/gone")));
  machine.environment.variables["PROMFILE_DIRECTORY"] = "/gone";
  EXPECT_EQ(open("").message(),
            "cannot open the textfile directory '/gone', named by "
            "PROMFILE_DIRECTORY: no such file or directory");
}

}  // namespace
}  // namespace promfile
