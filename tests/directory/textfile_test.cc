#include "promfile/directory/textfile.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/check/finding_text.h"
#include "tests/support/faulty_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

using ::testing::ElementsAre;

using Kind = FileInfo::Kind;

TEST(IsTextfileNameTest, LooksAtTheLastFiveBytes) {
  for (const char* const name : {"a.prom", ".prom", ".a.prom", "a.b.prom",
                                 ".prom.prom", "\xFF.prom", "a b\n.prom"}) {
    EXPECT_TRUE(IsTextfileName(name)) << absl::CHexEscape(name);
  }
  for (const char* const name :
       {"", "a", "prom", "aprom", "a.PROM", "a.Prom", "a.prom.tmp", "a.prom~",
        "a.prom.123", "a.prom ", "a.pro", ".promfile.lock"}) {
    EXPECT_FALSE(IsTextfileName(name)) << absl::CHexEscape(name);
  }
}

std::vector<std::string> Listed(FileSystem& files) {
  auto directory = files.OpenDirectory("/textfile");
  EXPECT_THAT(directory, IsOk());
  const auto entries = ListTextfiles(**directory);
  EXPECT_THAT(entries, IsOk());
  std::vector<std::string> names;
  for (const DirectoryEntry& entry : *entries) names.push_back(entry.name);
  return names;
}

TEST(ListTextfilesTest, GivesTheNamesInByteOrder) {
  MemoryFileSystem disk;
  for (const char* const name :
       {"a.prom", "B.prom", "9.prom", "10.prom", "\xC3\xA4.prom", ".prom",
        ".a.prom", "a.prom.tmp", "z", "~.prom", "_.prom"}) {
    disk.Put(absl::StrCat("/textfile/", name), "");
  }
  EXPECT_THAT(Listed(disk),
              ElementsAre(".a.prom", ".prom", "10.prom", "9.prom", "B.prom",
                          "_.prom", "a.prom", "~.prom", "\xC3\xA4.prom"));
}

TEST(ListTextfilesTest, SaysWhyItCannot) {
  MemoryFileSystem disk;
  disk.MakeDirectory("/textfile");
  FaultPlan plan;
  plan.FailCall(2, {absl::DataLossError("input/output error")});
  FaultyFileSystem files(disk, plan);
  auto directory = files.OpenDirectory("/textfile");
  ASSERT_THAT(directory, IsOk());
  EXPECT_THAT(ListTextfiles(**directory),
              StatusIs(absl::StatusCode::kDataLoss, "input/output error"));
}

// "OK", or the problem; with "read" if there is a file to read all the same.
std::string Opened(FileSystem& files, const std::string& name) {
  auto directory = files.OpenDirectory("/textfile");
  EXPECT_THAT(directory, IsOk());
  const auto entries = (*directory)->List();
  EXPECT_THAT(entries, IsOk());
  DirectoryEntry wanted;
  wanted.name = name;
  for (const DirectoryEntry& entry : *entries) {
    if (entry.name == name) wanted = entry;
  }
  const OpenedTextfile opened = OpenTextfile(**directory, wanted);
  return absl::StrCat(
      opened.problem.has_value() ? FindingText(*opened.problem) : "no problem",
      opened.file == nullptr ? "" : ", read");
}

TEST(OpenTextfileTest, OpensPlainFilesAndSaysWhatElseThereIs) {
  const char kFifo[] =
      "0:0 fifo: a FIFO called *.prom blocks every scrape (remove it)";
  const char kDirectory[] =
      "0:0 directory-entry: a directory called *.prom is an error for newer "
      "exporters (rename it)";
  const struct {
    const char* name;
    std::string opened;
  } kCases[] = {
      {"plain.prom", "no problem, read"},
      {"link.prom", "no problem, read"},
      {"link_of_link.prom", "no problem, read"},
      {"dangling.prom", "0:0 unreadable: the link leads nowhere (remove it)"},
      {"loop.prom",
       "0:0 unreadable: cannot be read: too many levels of symbolic links"},
      {"fifo.prom", kFifo},
      {"to_fifo.prom", kFifo},
      {"folder.prom", kDirectory},
      {"to_folder.prom", kDirectory},
      {"socket.prom", "0:0 unreadable: cannot be read: is a socket"},
      {"\xFF.prom", "no problem, read"},
      // Gone since it was listed.
      {"gone.prom", "no problem"},
  };
  for (const bool kinds_in_lists : {true, false}) {
    MemoryFeatures features;
    features.kinds_in_lists = kinds_in_lists;
    MemoryFileSystem disk(features);
    disk.Put("/textfile/plain.prom", "m 1\n");
    disk.Put("/textfile/\xFF.prom", "n 1\n");
    disk.PutLink("/textfile/link.prom", "plain.prom");
    disk.PutLink("/textfile/link_of_link.prom", "link.prom");
    disk.PutLink("/textfile/dangling.prom", "nothing");
    disk.PutLink("/textfile/loop.prom", "loop.prom");
    disk.PutKind("/textfile/fifo.prom", Kind::kFifo);
    disk.PutLink("/textfile/to_fifo.prom", "fifo.prom");
    disk.PutKind("/textfile/folder.prom", Kind::kDirectory);
    disk.PutLink("/textfile/to_folder.prom", "folder.prom");
    disk.PutKind("/textfile/socket.prom", Kind::kSocket);
    for (const auto& c : kCases) {
      SCOPED_TRACE(absl::StrCat(absl::CHexEscape(c.name), " kinds in lists: ",
                                kinds_in_lists ? "yes" : "no"));
      EXPECT_EQ(Opened(disk, c.name), c.opened);
    }
  }
}

TEST(OpenTextfileTest, SaysWhyAFileCannotBeOpened) {
  MemoryFileSystem disk;
  disk.Put("/textfile/a.prom", "m 1\n");
  FaultPlan plan;
  plan.FailCall(3, {absl::PermissionDeniedError("permission denied")});
  FaultyFileSystem files(disk, plan);
  EXPECT_EQ(Opened(files, "a.prom"),
            "0:0 unreadable: cannot be read: permission denied");
}

// A FIFO that is opened blocks whoever opens it.
TEST(OpenTextfileTest, NeverOpensAFifo) {
  MemoryFileSystem disk;
  disk.PutKind("/textfile/fifo.prom", Kind::kFifo);
  FaultPlan plan;
  FaultyFileSystem files(disk, plan);
  EXPECT_EQ(Opened(files, "fifo.prom").substr(0, 8), "0:0 fifo");
  EXPECT_THAT(plan.calls(), ElementsAre("OpenDirectory", "List"));
}

}  // namespace
}  // namespace promfile
