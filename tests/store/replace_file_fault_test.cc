// Fails every call that ReplaceFile makes, one after the other, and looks at
// what a scrape would then see.

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/store/replace_file.h"
#include "promfile/store/temporary_name.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

constexpr char kTarget[] = "/textfile/a.prom";
constexpr char kOld[] = "old 1\n";
constexpr char kNew[] = "new 2\n";
constexpr char kLeftover[] =
    "/textfile/.promfile-00112233445566778899aabbccddeeff.tmp";

// What the sweep varies besides the failing call.
struct Scene {
  const char* name;
  MemoryFeatures features;
  bool old_file;
  bool leftover;
  Durability durability;
};

std::vector<Scene> Scenes() {
  const struct {
    const char* name;
    MemoryFeatures features;
  } kinds[] = {
      {"everything", {true, true, true}},
      {"no O_TMPFILE", {false, true, true}},
      {"no linkat", {true, false, true}},
      {"no kinds in listings", {true, true, false}},
  };
  std::vector<Scene> scenes;
  for (const auto& kind : kinds) {
    for (const bool old_file : {false, true}) {
      for (const bool leftover : {false, true}) {
        for (const Durability durability :
             {Durability::kFull, Durability::kAtomic, Durability::kNone}) {
          scenes.push_back(
              {kind.name, kind.features, old_file, leftover, durability});
        }
      }
    }
  }
  return scenes;
}

std::vector<absl::Status> Reasons() {
  return {absl::NotFoundError("no such file or directory"),
          absl::PermissionDeniedError("permission denied"),
          absl::AlreadyExistsError("file exists"),
          absl::FailedPreconditionError("is a directory"),
          absl::ResourceExhaustedError("no space left on device"),
          absl::DataLossError("input/output error"),
          absl::UnimplementedError("function not implemented"),
          absl::UnavailableError("resource temporarily unavailable"),
          absl::UnknownError("invalid argument")};
}

std::vector<std::string> Litter(const MemoryFileSystem& disk) {
  std::vector<std::string> litter;
  for (const std::string& name : disk.Names("/textfile")) {
    if (IsTemporaryName(name)) litter.push_back(name);
  }
  return litter;
}

ReplaceResult Replace(FileSystem& files, const Scene& scene,
                      const char* text = kNew) {
  ReplaceOptions options;
  options.durability = scene.durability;
  options.group = 7;
  absl::StatusOr<std::unique_ptr<Directory>> directory =
      files.OpenDirectory("/textfile");
  if (!directory.ok())
    return {directory.status(), ReplaceStage::kTarget, false};
  return ReplaceFile(
      files, **directory, "a.prom", text, options,
      [](const std::vector<DirectoryEntry>&) { return absl::OkStatus(); });
}

void Set(MemoryFileSystem& disk, const Scene& scene) {
  disk.MakeDirectory("/textfile");
  if (scene.old_file) disk.Put(kTarget, kOld, 0600);
  if (scene.leftover) disk.Put(kLeftover, "half");
}

// The promises, after `result` of a call that may have met faults.
void ExpectPromisesHold(const Scene& scene, MemoryFileSystem& disk,
                        const FaultPlan& plan, const ReplaceResult& result) {
  const absl::optional<std::string> content = disk.Get(kTarget);
  const bool is_new = content == std::string(kNew);
  if (!is_new) {
    EXPECT_EQ(content.has_value(), scene.old_file);
    if (content.has_value()) {
      EXPECT_EQ(*content, kOld);
    }
  }
  EXPECT_EQ(result.replaced, is_new) << result.status;
  if (result.status.ok()) {
    EXPECT_TRUE(is_new);
  }
  if (is_new) {
    EXPECT_EQ(disk.InfoOf(kTarget)->mode, 0644u);
    EXPECT_EQ(disk.InfoOf(kTarget)->group, 7u);
    EXPECT_EQ(result.stage, ReplaceStage::kConfirm);
  }
  if (!result.status.ok() && !plan.calls().empty() &&
      plan.calls().size() > 1) {  // The first is OpenDirectory, the caller's.
    EXPECT_THAT(std::string(result.status.message()),
                testing::HasSubstr("'/textfile"));
    EXPECT_EQ(is_new, absl::StrContains(result.status.message(),
                                        "replaced, but not confirmed on disk"))
        << result.status;
  }
  for (const std::string& name : disk.prom_names_seen()) {
    EXPECT_EQ(name, kTarget) << "a collector has read it";
  }
  EXPECT_LE(Litter(disk).size(), scene.leftover ? 2u : 1u);

  // The next run that nothing happens to cleans up, whatever the last one left.
  const ReplaceResult clean = Replace(disk, scene);
  EXPECT_TRUE(clean.status.ok()) << clean.status;
  EXPECT_THAT(Litter(disk), testing::IsEmpty());
  EXPECT_EQ(*disk.Get(kTarget), kNew);
}

std::string Describe(const Scene& scene) {
  return absl::StrCat(scene.name,
                      scene.old_file ? ", old file" : ", no old file",
                      scene.leftover ? ", a leftover" : "", ", durability ",
                      static_cast<int>(scene.durability));
}

std::string CallNames(const FaultPlan& plan) {
  std::string names;
  for (const std::string& call : plan.calls()) {
    absl::StrAppend(&names, " ", call);
  }
  return names;
}

TEST(ReplaceFileFaultTest, EveryFailureLeavesOldOrNew) {
  int injected = 0;
  for (const Scene& scene : Scenes()) {
    for (const absl::Status& reason : Reasons()) {
      for (const bool done : {false, true}) {
        for (int number = 1;; ++number) {
          MemoryFileSystem disk(scene.features);
          Set(disk, scene);
          FaultPlan plan;
          plan.FailCall(number, {reason, done});
          FaultyFileSystem files(disk, plan);
          const ReplaceResult result = Replace(files, scene);
          const bool fired = static_cast<int>(plan.calls().size()) >= number;
          SCOPED_TRACE(absl::StrCat(
              Describe(scene), "; call ", number,
              done ? " is done and reports " : " fails: ", reason.ToString(),
              "; calls:", CallNames(plan)));
          ExpectPromisesHold(scene, disk, plan, result);
          if (HasFailure()) return;
          if (!fired) {
            EXPECT_TRUE(result.status.ok()) << result.status;
            break;
          }
          ++injected;
        }
      }
    }
  }
  std::printf("%d faults injected, all survived\n", injected);
  EXPECT_GT(injected, 5000);
}

TEST(ReplaceFileFaultTest, EveryPairOfFailuresLeavesOldOrNew) {
  int injected = 0;
  const absl::Status reasons[] = {
      absl::DataLossError("input/output error"),
      absl::NotFoundError("no such file or directory")};
  for (const Scene& scene : Scenes()) {
    for (const int choice : {0, 1, 2, 3, 4, 5, 6, 7}) {
      const int done = choice & 3;
      const absl::Status& reason = reasons[choice >> 2];
      constexpr int kMoreThanAnyRunMakes = 30;
      for (int first = 1; first < kMoreThanAnyRunMakes; ++first) {
        for (int second = first + 1;; ++second) {
          MemoryFileSystem disk(scene.features);
          Set(disk, scene);
          FaultPlan plan;
          plan.FailCall(first, {reason, (done & 1) != 0});
          plan.FailCall(second, {reason, (done & 2) != 0});
          FaultyFileSystem files(disk, plan);
          const ReplaceResult result = Replace(files, scene);
          const int calls = static_cast<int>(plan.calls().size());
          ASSERT_LT(calls, kMoreThanAnyRunMakes);
          SCOPED_TRACE(absl::StrCat(
              Describe(scene), "; calls ", first, " and ", second, " of",
              CallNames(plan), " fail, done: ", done, ": ", reason.ToString()));
          ExpectPromisesHold(scene, disk, plan, result);
          if (HasFailure()) return;
          if (calls < second) break;
          ++injected;
        }
      }
    }
  }
  std::printf("%d pairs of faults injected, all survived\n", injected);
  EXPECT_GT(injected, 1000);
}

TEST(ReplaceFileFaultTest, NeverSyncsAgainAfterASyncFailed) {
  for (const Scene& scene : Scenes()) {
    SCOPED_TRACE(Describe(scene));
    for (int number = 1;; ++number) {
      MemoryFileSystem disk(scene.features);
      Set(disk, scene);
      FaultPlan plan;
      plan.FailCall(number, {absl::DataLossError("input/output error")});
      FaultyFileSystem files(disk, plan);
      Replace(files, scene);
      if (static_cast<int>(plan.calls().size()) < number) break;
      const std::string failed = plan.calls()[number - 1];
      if (failed != "Sync" && failed != "SyncDirectory") continue;
      for (size_t i = number; i < plan.calls().size(); ++i) {
        EXPECT_NE(plan.calls()[i], failed) << CallNames(plan);
      }
    }
  }
}

TEST(ReplaceFileFaultTest, MakesItsCallsInThisOrder) {
  const struct {
    Durability durability;
    MemoryFeatures features;
    const char* calls;
  } kCases[] = {
      {Durability::kFull,
       {},
       " OpenDirectory Lock List CreateUnnamed SetGroup Info SetMode Append "
       "Random Link Sync Close Rename Stat SyncDirectory"},
      {Durability::kAtomic,
       {},
       " OpenDirectory Lock List CreateUnnamed SetGroup Info SetMode Append "
       "Random Link Sync Close Rename Stat"},
      {Durability::kNone,
       {},
       " OpenDirectory Lock List CreateUnnamed SetGroup Info SetMode Append "
       "Random Link Close Rename Stat"},
      {Durability::kFull,
       {/*unnamed_files=*/false},
       " OpenDirectory Lock List CreateUnnamed Random CreateExclusive SetGroup "
       "Info SetMode Append Sync Close Rename Stat SyncDirectory"},
      {Durability::kFull,
       {/*unnamed_files=*/true, /*link_unnamed=*/false},
       " OpenDirectory Lock List CreateUnnamed SetGroup Info SetMode Append "
       "Random Link Remove Random CreateExclusive SetGroup Info SetMode Append "
       "Sync Close Rename Stat SyncDirectory"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.calls);
    const Scene scene = {"", c.features, true, false, c.durability};
    MemoryFileSystem disk(c.features);
    Set(disk, scene);
    FaultPlan plan;
    FaultyFileSystem files(disk, plan);
    EXPECT_TRUE(Replace(files, scene).status.ok());
    EXPECT_EQ(CallNames(plan), c.calls);
  }
}

}  // namespace
}  // namespace promfile
