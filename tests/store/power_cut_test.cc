// Cuts the power after every call that ReplaceFile makes, forgets what was not
// synced in every way that ForgetfulFileSystem knows, and looks at what is
// there after the restart.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/store/replace_file.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/forgetful_file_system.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

constexpr char kOld[] = "old 1\n";
constexpr char kNew[] = "new 2\nnew 3\n";

struct Outcome {
  int calls = 0;
  bool ok = false;
  std::vector<Remains> disks;
};

Outcome CutAfter(int number, Durability durability, MemoryFeatures features,
                 bool old_file) {
  MemoryFileSystem disk(features);
  disk.MakeDirectory("/textfile");
  disk.Put("/textfile/other.prom", "other 1\n");
  if (old_file) disk.Put("/textfile/a.prom", kOld);
  FaultPlan plan;
  plan.StopAfter(number);
  FaultyFileSystem files(disk, plan);
  absl::StatusOr<std::unique_ptr<Directory>> directory =
      files.OpenDirectory("/textfile");
  Outcome outcome;
  if (directory.ok()) {
    ReplaceOptions options;
    options.durability = durability;
    outcome.ok = ReplaceFile(files, **directory, "a.prom", kNew, options,
                             [](const std::vector<DirectoryEntry>&) {
                               return absl::OkStatus();
                             })
                     .status.ok();
  }
  outcome.calls = static_cast<int>(plan.calls().size());
  outcome.disks = AfterPowerCut(disk, "/textfile");
  return outcome;
}

constexpr MemoryFeatures kFeatures[] = {
    {true, true, true}, {false, true, true}, {true, false, true}};

// How many disks of all cuts have a torn or missing file.
int CountTorn(Durability durability) {
  int torn = 0;
  for (const MemoryFeatures& features : kFeatures) {
    for (const bool old_file : {false, true}) {
      for (int number = 1;; ++number) {
        const Outcome outcome =
            CutAfter(number, durability, features, old_file);
        for (const Remains& disk : outcome.disks) {
          const auto found = disk.find("a.prom");
          const bool is_old = found == disk.end()
                                  ? !old_file
                                  : old_file && found->second == kOld;
          const bool is_new = found != disk.end() && found->second == kNew;
          if (!is_old && !is_new) ++torn;
          EXPECT_EQ(disk.at("other.prom"), "other 1\n");
          for (const auto& name : disk) {
            const bool is_read =
                absl::string_view(name.first).size() > 5 &&
                name.first.substr(name.first.size() - 5) == ".prom";
            EXPECT_TRUE(!is_read || name.first == "a.prom" ||
                        name.first == "other.prom")
                << name.first;
          }
        }
        if (outcome.calls <= number) break;
      }
    }
  }
  return torn;
}

TEST(PowerCutTest, AFullOrAtomicWriteIsOldOrNewAfterAnyCut) {
  EXPECT_EQ(CountTorn(Durability::kFull), 0);
  EXPECT_EQ(CountTorn(Durability::kAtomic), 0);
}

TEST(PowerCutTest, WithoutDurabilityACutMayTear) {
  // Else this test could not see a missing sync.
  EXPECT_GT(CountTorn(Durability::kNone), 0);
}

TEST(PowerCutTest, AFullWriteThatReportedSuccessSurvives) {
  for (const MemoryFeatures& features : kFeatures) {
    const Outcome outcome = CutAfter(1000, Durability::kFull, features, true);
    ASSERT_TRUE(outcome.ok);
    for (const Remains& disk : outcome.disks) {
      EXPECT_EQ(disk.at("a.prom"), kNew);
    }
  }
}

TEST(PowerCutTest, AnAtomicWriteThatReportedSuccessMayBeUndone) {
  const Outcome outcome = CutAfter(1000, Durability::kAtomic, {}, true);
  ASSERT_TRUE(outcome.ok);
  bool undone = false;
  for (const Remains& disk : outcome.disks) {
    undone = undone || disk.at("a.prom") == kOld;
  }
  EXPECT_TRUE(undone);
}

}  // namespace
}  // namespace promfile
