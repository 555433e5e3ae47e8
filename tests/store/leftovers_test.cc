#include "promfile/store/leftovers.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/store/temporary_name.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/status_matchers.h"

namespace promfile {
namespace {

constexpr char kOurs[] = ".promfile-00112233445566778899aabbccddeeff.tmp";

TEST(TemporaryNameTest, IsHiddenAndIsReadByNoCollector) {
  MemoryFileSystem files;
  const std::string first = *NewTemporaryName(files);
  const std::string second = *NewTemporaryName(files);
  EXPECT_NE(first, second);
  for (const std::string& name : {first, second}) {
    EXPECT_TRUE(IsTemporaryName(name)) << name;
    EXPECT_THAT(name, testing::MatchesRegex("\\.promfile-[0-9a-f]+\\.tmp"));
    EXPECT_EQ(name.size(), 10u + 32u + 4u);
  }
}

TEST(TemporaryNameTest, KnowsItsOwnNamesOnly) {
  const struct {
    const char* name;
    bool ours;
  } kCases[] = {
      {kOurs, true},
      {".promfile-00112233445566778899aabbccddeefF.tmp", false},
      {".promfile-00112233445566778899aabbccddeef.tmp", false},
      {".promfile-00112233445566778899aabbccddeeff0.tmp", false},
      {"promfile-00112233445566778899aabbccddeeff.tmp", false},
      {".promfile-00112233445566778899aabbccddeeff.prom", false},
      {".promfile-00112233445566778899aabbccddeeff", false},
      {".promfile-.tmp", false},
      {".promfile.lock", false},
      {"backup.prom", false},
      {"", false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(IsTemporaryName(c.name), c.ours) << c.name;
  }
}

void Remove(MemoryFileSystem& files) {
  auto directory = files.OpenDirectory("/d");
  ASSERT_THAT(directory, IsOk());
  auto entries = (*directory)->List();
  ASSERT_THAT(entries, IsOk());
  RemoveLeftovers(files, **directory, *entries);
}

TEST(LeftoversTest, RemovesPlainFilesOfThisUserOnly) {
  constexpr uint32_t kMe = 1000;
  MemoryFileSystem files;
  files.set_user(kMe);
  const std::string prefix = "/d/.promfile-0000000000000000000000000000000";
  files.Put(prefix + "1.tmp", "mine", 0644, kMe);
  files.Put(prefix + "2.tmp", "root's", 0644, 0);
  files.PutKind(prefix + "3.tmp", FileInfo::Kind::kDirectory);
  files.PutKind(prefix + "4.tmp", FileInfo::Kind::kFifo);
  files.PutLink(prefix + "5.tmp", "backup.prom");
  files.PutKind(prefix + "6.tmp", FileInfo::Kind::kSocket);
  files.Put("/d/backup.prom", "up 1\n", 0644, kMe);
  files.Put("/d/.promfile.lock", "", 0600, kMe);
  files.Put("/d/.promfile-x.tmp", "somebody's", 0644, kMe);
  Remove(files);
  EXPECT_THAT(
      files.Names("/d"),
      testing::ElementsAre(".promfile-00000000000000000000000000000002.tmp",
                           ".promfile-00000000000000000000000000000003.tmp",
                           ".promfile-00000000000000000000000000000004.tmp",
                           ".promfile-00000000000000000000000000000005.tmp",
                           ".promfile-00000000000000000000000000000006.tmp",
                           ".promfile-x.tmp", ".promfile.lock", "backup.prom"));
}

}  // namespace
}  // namespace promfile
