// tests/data/warn and tests/data/lint say what promfile says, and every rule
// of any severity has a case in tests/data.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "tests/lint/said.h"

namespace promfile {

// The arguments: every *.prom below tests/data.
std::vector<std::string>& Paths() {
  static std::vector<std::string>* const paths = new std::vector<std::string>;
  return *paths;
}

namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

TEST(DataTest, WhatIsSaidIsWhatIsExpected) {
  size_t cases = 0;
  for (const std::string& path : Paths()) {
    if (!absl::StrContains(path, "data/warn/") &&
        !absl::StrContains(path, "data/lint/")) {
      continue;
    }
    ++cases;
    EXPECT_EQ(Said(ReadFile(path)),
              ReadFile(absl::StrReplaceAll(path, {{".prom", ".expected"}})))
        << path;
  }
  EXPECT_GT(cases, 20u);
}

TEST(DataTest, FormatMdNamesCasesThatThereAre) {
  const std::string document = ReadFile("docs/FORMAT.md");
  size_t named = 0;
  for (const char* const kind : {"accept/", "reject/", "warn/", "lint/"}) {
    const std::string begin = absl::StrCat("`", kind);
    for (size_t at = document.find(begin); at != std::string::npos;
         at = document.find(begin, at + 1)) {
      ++named;
      const std::string name =
          document.substr(at + 1, document.find('`', at + 1) - at - 1);
      const std::string file = absl::StrCat("tests/data/", name, ".prom");
      EXPECT_NE(std::find(Paths().begin(), Paths().end(), file), Paths().end())
          << file;
    }
  }
  EXPECT_GT(named, 40u);
}

TEST(DataTest, EveryRuleThatATextCanBreakHasACase) {
  std::set<std::string> covered;
  for (const std::string& path : Paths()) {
    ValidateOptions options;
    options.lint = true;
    options.coherence = true;
    options.limits = Limits();
    for (const Finding& finding :
         ValidateText(ReadFile(path), options).findings.list) {
      covered.insert(Rule(finding.rule).name);
    }
  }
  // These are about several files, entries of a directory, or what a producer
  // may publish: tests/check, tests/directory and tests/store.
  const std::set<std::string> elsewhere = {
      "type-conflict",      "help-conflict",   "shared-series", "shared-suffix",
      "help-missing-crash", "directory-entry", "fifo",          "device",
      "unreadable",         "file-name",       "empty",         "not-allowed"};
  for (const RuleInfo& rule : Rules()) {
    EXPECT_NE(covered.count(rule.name), elsewhere.count(rule.name))
        << rule.name;
    if (rule.severity == Severity::kError) continue;
    const std::string file = absl::StrCat(
        "data/", rule.severity == Severity::kWarning ? "warn/" : "lint/",
        absl::StrReplaceAll(rule.name, {{"-", "_"}}), ".prom");
    EXPECT_TRUE(std::any_of(
        Paths().begin(), Paths().end(),
        [&](const std::string& path) { return absl::EndsWith(path, file); }))
        << "there is no tests/" << file;
  }
}

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (absl::EndsWith(argv[i], ".prom")) {
      promfile::Paths().push_back(argv[i]);
    }
  }
  return RUN_ALL_TESTS();
}
