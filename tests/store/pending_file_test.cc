#include "promfile/store/pending_file.h"

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

constexpr char kTarget[] = "a.prom";

// Publishes "new 1\n" up to Commit, lets `meanwhile` happen, and confirms.
absl::Status ConfirmAfter(
    PendingFile::Naming naming,
    absl::FunctionRef<void(MemoryFileSystem&)> meanwhile) {
  MemoryFileSystem files;
  files.Put("/d/a.prom", "old 1\n");
  auto directory = files.OpenDirectory("/d");
  EXPECT_THAT(directory, IsOk());
  auto pending = PendingFile::Create(files, **directory, naming);
  EXPECT_THAT(pending, IsOk());
  EXPECT_THAT(pending->file().Append("new 1\n"), IsOk());
  EXPECT_THAT(pending->GiveName(), IsOk());
  EXPECT_THAT(pending->Close(), IsOk());
  EXPECT_THAT(pending->Commit(kTarget), IsOk());
  EXPECT_EQ(files.Get("/d/a.prom"), "new 1\n");
  meanwhile(files);
  return pending->Confirm(kTarget);
}

void Remove(MemoryFileSystem& files) {
  auto directory = files.OpenDirectory("/d");
  EXPECT_THAT((*directory)->Remove(kTarget), IsOk());
}

TEST(PendingFileTest, ConfirmsTheFileThatWasWrittenAndNoOther) {
  const struct {
    const char* what;
    void (*meanwhile)(MemoryFileSystem&);
    absl::StatusCode code;
    const char* message;
  } kCases[] = {
      {"nothing", [](MemoryFileSystem&) {}, absl::StatusCode::kOk, ""},
      {"a second name for it",
       [](MemoryFileSystem& files) {
         files.PutHardLink("/d/b.prom", "/d/a.prom");
       },
       absl::StatusCode::kOk, ""},
      {"another file with the same text",
       [](MemoryFileSystem& files) {
         Remove(files);
         files.Put("/d/a.prom", "new 1\n");
       },
       absl::StatusCode::kFailedPrecondition,
       "another process has exchanged it"},
      {"a link to it",
       [](MemoryFileSystem& files) {
         files.PutHardLink("/d/b.prom", "/d/a.prom");
         Remove(files);
         files.PutLink("/d/a.prom", "b.prom");
       },
       absl::StatusCode::kFailedPrecondition,
       "another process has exchanged it"},
      {"a FIFO",
       [](MemoryFileSystem& files) {
         Remove(files);
         files.PutKind("/d/a.prom", FileInfo::Kind::kFifo);
       },
       absl::StatusCode::kFailedPrecondition,
       "another process has exchanged it"},
      {"no file", Remove, absl::StatusCode::kNotFound,
       "no such file or directory"},
  };
  for (const auto& c : kCases) {
    for (const auto naming :
         {PendingFile::Naming::kLate, PendingFile::Naming::kAtOnce}) {
      SCOPED_TRACE(c.what);
      const absl::Status status = ConfirmAfter(naming, c.meanwhile);
      EXPECT_EQ(status.code(), c.code) << status;
      EXPECT_EQ(status.message(), c.message);
    }
  }
}

TEST(PendingFileTest, LeavesNothingUnlessItIsCommitted) {
  for (const auto naming :
       {PendingFile::Naming::kLate, PendingFile::Naming::kAtOnce}) {
    MemoryFileSystem files;
    files.MakeDirectory("/d");
    auto directory = files.OpenDirectory("/d");
    {
      auto pending = PendingFile::Create(files, **directory, naming);
      ASSERT_THAT(pending, IsOk());
      ASSERT_THAT(pending->GiveName(), IsOk());
      EXPECT_THAT(files.Names("/d"), testing::ElementsAre(pending->name()));
    }
    EXPECT_THAT(files.Names("/d"), testing::IsEmpty());
  }
}

}  // namespace
}  // namespace promfile
