#include "promfile/store/update.h"

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

// "m 4\n" of "m 3\n"; "m 1\n" of nothing.
absl::StatusOr<std::string> CountUp(
    const absl::optional<std::string>& previous) {
  int count = 0;
  if (previous.has_value() &&
      !absl::SimpleAtoi(absl::string_view(*previous).substr(2), &count)) {
    return absl::DataLossError("no number");
  }
  return absl::StrCat("m ", count + 1, "\n");
}

PublishResult UpdateA(FileSystem& files, TextChange change,
                      const PublishOptions& options = {}) {
  auto directory = files.OpenDirectory("/textfile");
  EXPECT_THAT(directory, IsOk());
  return Update(files, **directory, "a.prom", options, change);
}

TEST(UpdateTest, MakesTheNewTextOfTheOldOne) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  for (const char* text : {"m 1\n", "m 2\n", "m 3\n"}) {
    const PublishResult result = UpdateA(disk, CountUp);
    EXPECT_THAT(result.replace.status, IsOk());
    EXPECT_TRUE(result.replace.replaced);
    EXPECT_EQ(*disk.Get("/textfile/a.prom"), text);
    EXPECT_EQ(result.text, text);
  }
}

TEST(UpdateTest, ChangesUnderTheLock) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 1\n");
  PublishOptions options;
  options.replace.lock_wait = absl::ZeroDuration();
  const auto change = [&](const absl::optional<std::string>& previous)
      -> absl::StatusOr<std::string> {
    const PublishResult other = UpdateA(disk, CountUp, options);
    EXPECT_EQ(other.replace.stage, ReplaceStage::kLock);
    return CountUp(previous);
  };
  EXPECT_THAT(UpdateA(disk, change, options).replace.status, IsOk());
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "m 2\n");
}

TEST(UpdateTest, KeepsTheOldTextWhenItMayNotBeReplaced) {
  const struct {
    const char* what;
    absl::StatusOr<std::string> text;
    bool refused;
    const char* error;
  } kCases[] = {
      {"the change fails", absl::DataLossError("no way"), false, "no way"},
      {"syntax", std::string("m{ 1\n"), true,
       "'a.prom' is refused: see the findings"},
      {"nothing", std::string(), true, "'a.prom' is refused: see the findings"},
      {"a clash", std::string("taken 1\n"), true,
       "'a.prom' is refused: see the findings"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "m 1\n");
    disk.Put("/textfile/b.prom", "taken 1\n");
    const PublishResult result =
        UpdateA(disk, [&](const absl::optional<std::string>& previous) {
          EXPECT_EQ(previous, std::string("m 1\n"));
          return c.text;
        });
    EXPECT_EQ(result.replace.status.message(), c.error);
    EXPECT_EQ(result.replace.stage, ReplaceStage::kDecide);
    EXPECT_EQ(result.refused, c.refused);
    EXPECT_EQ(result.findings.list.empty(), !c.refused);
    EXPECT_FALSE(result.replace.replaced);
    EXPECT_EQ(*disk.Get("/textfile/a.prom"), "m 1\n");
  }
}

TEST(UpdateTest, DoesNotChangeWhatIsLargerThanMayBePublished) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 12345\n");
  PublishOptions options;
  options.max_bytes = 7;
  const PublishResult result = UpdateA(disk, CountUp, options);
  EXPECT_EQ(result.replace.status.message(),
            "cannot read '/textfile/a.prom': longer than 7 bytes");
  EXPECT_EQ(result.replace.stage, ReplaceStage::kTarget);
  EXPECT_EQ(*disk.Get("/textfile/a.prom"), "m 12345\n");
}

TEST(UpdateTest, ReadsNothingThroughALink) {
  MemoryFileSystem disk;
  disk.Put("/textfile/secret", "m 1\n");
  disk.PutLink("/textfile/a.prom", "secret");
  bool asked = false;
  const PublishResult result =
      UpdateA(disk, [&](const absl::optional<std::string>& previous) {
        asked = true;
        return CountUp(previous);
      });
  EXPECT_FALSE(asked);
  EXPECT_FALSE(result.replace.replaced);
  EXPECT_EQ(result.replace.stage, ReplaceStage::kTarget);
}

TEST(UpdateTest, PublishesNothingOfAFileWithAnotherName) {
  MemoryFileSystem disk;
  disk.Put("/root/secret", "m 1\n", 0600);
  disk.MakeDirectory("/textfile");
  disk.PutHardLink("/textfile/a.prom", "/root/secret");
  const PublishResult result = UpdateA(disk, CountUp);
  EXPECT_THAT(result.replace.status,
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       "cannot read '/textfile/a.prom': it has more than one "
                       "link: remove it first"));
  EXPECT_FALSE(result.replace.replaced);
  EXPECT_EQ(*disk.Get("/root/secret"), "m 1\n");
}

// Fails each call in turn with `reason`. `expect` looks at what came of it.
void FailEachCall(
    const absl::Status& reason,
    const std::function<void(const std::string& call,
                             const PublishResult& result)>& expect) {
  for (int fail_at = 1;; ++fail_at) {
    SCOPED_TRACE(absl::StrCat("operation ", fail_at, " fails"));
    MemoryFileSystem disk;
    disk.Put("/textfile/a.prom", "m 5\n");
    FaultPlan plan;
    plan.FailCall(fail_at, {reason});
    FaultyFileSystem files(disk, plan);
    auto directory = files.OpenDirectory("/textfile");
    if (!directory.ok()) continue;
    const PublishResult result =
        Update(files, **directory, "a.prom", PublishOptions(), CountUp);
    EXPECT_EQ(*disk.Get("/textfile/a.prom"),
              result.replace.replaced ? "m 6\n" : "m 5\n");
    // No call left to fail.
    if (plan.calls().size() < static_cast<size_t>(fail_at)) break;
    expect(plan.calls()[fail_at - 1], result);
  }
}

TEST(UpdateTest, EveryFailureLeavesOldOrNew) {
  FailEachCall(
      absl::DataLossError("input/output error"),
      [](const std::string&, const PublishResult& result) {
        EXPECT_TRUE(result.replace.replaced || !result.replace.status.ok());
      });
}

// Else a counter would begin from 0, and nobody would hear of it.
TEST(UpdateTest, AFileThatIsListedAndNotFoundIsNoNewFile) {
  int failed = 0;
  FailEachCall(
      absl::NotFoundError("no such file or directory"),
      [&](const std::string& call, const PublishResult& result) {
        if (call != "OpenForReading") return;
        ++failed;
        EXPECT_EQ(result.replace.status.message(),
                  "cannot read '/textfile/a.prom': no such file or directory");
      });
  EXPECT_EQ(failed, 1);
}

}  // namespace
}  // namespace promfile
