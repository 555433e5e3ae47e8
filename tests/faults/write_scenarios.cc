#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "tests/faults/scenario.h"

namespace promfile {
namespace {

constexpr char kOld[] = "m 1\n";
constexpr char kNew[] = "# TYPE m gauge\nm 2\n";
constexpr char kLeftover[] = "d/.promfile-0123456789abcdef0123456789abcdef.tmp";

Scenario Write(std::string name, std::vector<std::string> options) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.arguments = {"write", "-d", "d"};
  scenario.arguments.insert(scenario.arguments.end(), options.begin(),
                            options.end());
  scenario.arguments.push_back("x");
  scenario.input = kNew;
  scenario.new_text = kNew;
  scenario.prepare = [](World& world, const Scenario::RunPlainly&) {
    world.Write("d/x.prom", kOld);
    world.Write("d/.promfile.lock", "", 0600);
  };
  return scenario;
}

// What the table in the docs is made of: all that a write may meet.
Scenario Whole() {
  Scenario scenario = Write("write, into a directory in use", {});
  scenario.prepare = [](World& world, const Scenario::RunPlainly&) {
    world.Write("d/x.prom", kOld);
    world.Write("d/other.prom", "other 1\n");
    world.Write("d/bad.prom", "no metric\n");
    world.Write(kLeftover, "m 0\n");
  };
  scenario.in_table = true;
  return scenario;
}

Scenario OutputOfCommand(const std::string& job, std::string name,
                         std::vector<std::string> options) {
  Scenario scenario = Write(std::move(name), std::move(options));
  scenario.input.clear();
  for (const std::string& word :
       {std::string("--"), job, std::string("out/log"), std::string(kNew),
        std::string("0")}) {
    scenario.arguments.push_back(word);
  }
  scenario.runs_command = true;
  return scenario;
}

Scenario FromFile() {
  Scenario scenario = Write("write FILE", {});
  scenario.arguments.push_back("out/input");
  scenario.input.clear();
  scenario.input_path = "out/input";
  scenario.prepare = [](World& world, const Scenario::RunPlainly&) {
    world.Write("d/x.prom", kOld);
    world.Write("d/.promfile.lock", "", 0600);
    world.Write("out/input", kNew);
  };
  scenario.in_table = true;
  return scenario;
}

Scenario Large() {
  Scenario scenario = Write("write, 150 KB from a file", {});
  std::string text;
  for (int n = 0; n < 5000; ++n) {
    absl::StrAppend(&text, "large_series_of_metrics{n=\"", n, "\"} 1\n");
  }
  scenario.input = text;
  scenario.new_text = text;
  return scenario;
}

Scenario Refused() {
  Scenario scenario = Write("write, refused input", {});
  scenario.input = "m 2\nno metric\n";
  scenario.new_text = kOld;
  scenario.exit_code = 1;
  scenario.talks = true;
  return scenario;
}

Scenario OldKernel() {
  Scenario scenario = Write("write, without O_TMPFILE and getrandom", {});
  scenario.standing = {{{"openat O_TMPFILE", "the new file"}, EOPNOTSUPP},
                       {{"getrandom", "random bytes"}, ENOSYS}};
  return scenario;
}

Scenario NoProc() {
  Scenario scenario = Write("write, without /proc", {});
  scenario.standing = {{{"linkat", "the new file"}, ENOENT}};
  return scenario;
}

Scenario NoLink() {
  Scenario scenario = Write("write, where files cannot be linked", {});
  scenario.prepare = [](World& world, const Scenario::RunPlainly&) {
    world.Write("d/x.prom", kOld);
  };
  scenario.standing = {{{"linkat", "the new file"}, EPERM},
                       {{"linkat by descriptor", "the new file"}, EPERM},
                       {{"linkat", "the new lock file"}, EPERM},
                       {{"linkat by descriptor", "the new lock file"}, EPERM}};
  return scenario;
}

// Things that no collector could read, and promfile must not open.
Scenario OddNeighbours() {
  Scenario scenario = Write("write, beside a FIFO and a folder", {});
  scenario.prepare = [](World& world, const Scenario::RunPlainly&) {
    world.Write("d/x.prom", kOld);
    mkfifo(absl::StrCat(world.path(), "/d/fifo.prom").c_str(), 0644);
    mkdir(absl::StrCat(world.path(), "/d/folder.prom").c_str(), 0755);
  };
  return scenario;
}

}  // namespace

std::vector<Scenario> WriteScenarios(const std::string& job) {
  std::vector<Scenario> all;
  all.push_back(Whole());
  Scenario first = Write("write, first file of a directory", {});
  first.prepare = [](World&, const Scenario::RunPlainly&) {};
  all.push_back(first);
  all.push_back(FromFile());
  Scenario command = OutputOfCommand(job, "write -- COMMAND", {});
  command.in_table = true;
  all.push_back(command);
  all.push_back(
      OutputOfCommand(job, "write --timeout -- COMMAND", {"--timeout=20s"}));
  Scenario group = Write("write --group --mode",
                         {absl::StrCat("--group=", getegid()), "--mode=0640"});
  group.in_table = true;
  group.mode = 0640;
  all.push_back(group);
  Scenario closed = FromFile();
  closed.name = "write FILE, without standard streams";
  closed.closed_streams = true;
  closed.in_table = false;
  all.push_back(closed);
  all.push_back(Write("write --durability=atomic", {"--durability=atomic"}));
  all.push_back(Write("write --durability=none", {"--durability=none"}));
  all.push_back(Write("write --timeout", {"--timeout=20s"}));
  Scenario verbose = Write("write --verbose", {"--verbose"});
  verbose.talks = true;
  all.push_back(verbose);
  Scenario dry = Write("write --dry-run", {"--dry-run"});
  dry.new_text = kOld;
  all.push_back(dry);
  all.push_back(Large());
  all.push_back(Refused());
  all.push_back(OldKernel());
  all.push_back(NoProc());
  all.push_back(NoLink());
  all.push_back(OddNeighbours());
  return all;
}

}  // namespace promfile
