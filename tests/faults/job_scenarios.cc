#include "absl/strings/str_cat.h"
#include "tests/faults/scenario.h"

namespace promfile {
namespace {

using Words = std::vector<std::string>;

Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Scenario Job(std::string name, Words arguments) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.arguments = std::move(arguments);
  scenario.is_job = true;
  scenario.prepare = [](World&, const Scenario::RunPlainly& promfile) {
    promfile({"report", "-d", "d", "x", "--exit-code", "0"});
    promfile({"report", "-d", "d", "x", "--exit-code", "1"});
  };
  return scenario;
}

Scenario Run(const std::string& job, std::string name, const Words& options,
             const std::string& text, int code) {
  const Words command = {"--", job, "out/log", text, absl::StrCat(code)};
  Scenario scenario =
      Job(std::move(name), Words{"run", "-d", "d", "x"} + options + command);
  scenario.runs_command = true;
  scenario.is_run = true;
  scenario.exit_code = code;
  return scenario;
}

Scenario Damaged(const std::string& job) {
  Scenario scenario = Run(job, "run, over a damaged file", {}, "", 0);
  scenario.prepare = [](World& world, const Scenario::RunPlainly&) {
    world.Write("d/x.prom", "batch_job_runs_total{name=\"x\"");
  };
  scenario.damaged = true;
  scenario.talks = true;
  return scenario;
}

void Nothing(World&, const Scenario::RunPlainly&) {}

}  // namespace

std::vector<Scenario> JobScenarios(const std::string& job) {
  std::vector<Scenario> all;
  Scenario run = Run(job, "run", {}, "", 0);
  run.in_table = true;
  all.push_back(run);
  Scenario first = Run(job, "run, first of a job", {}, "", 0);
  first.prepare = Nothing;
  all.push_back(first);
  Scenario options =
      Run(job, "run --lock --metrics --quiet-on-success",
          {"--lock", "--metrics", "--quiet-on-success"}, "own_metric 1\n", 0);
  options.in_table = true;
  all.push_back(options);
  all.push_back(Run(job, "run --timeout", {"--timeout=20s"}, "", 0));
  Scenario failing = Run(job, "run --quiet-on-success, of a job that fails",
                         {"--quiet-on-success"}, "sorry\n", 3);
  all.push_back(failing);
  all.push_back(Damaged(job));
  all.push_back(Job("report", {"report", "-d", "d", "x", "--exit-code", "0"}));
  Scenario first_report = Job("report, first of a job",
                              {"report", "-d", "d", "x", "--exit-code", "0"});
  first_report.prepare = Nothing;
  all.push_back(first_report);
  all.push_back(Job("declare", {"declare", "-d", "d", "x", "--every=24h"}));
  return all;
}

}  // namespace promfile
