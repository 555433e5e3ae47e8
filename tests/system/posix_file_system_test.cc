#include "promfile/system/posix_file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "promfile/system/input.h"
#include "promfile/system/posix_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

uint32_t ModeOf(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

bool Exists(const std::string& path) {
  struct stat info {};
  return lstat(path.c_str(), &info) == 0;
}

// A umask for as long as it lives.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(umask(mask)) {}
  ~Umask() { umask(before_); }

 private:
  mode_t before_;
};

class PosixFileSystemTest : public testing::Test {
 protected:
  std::unique_ptr<Directory> Open() {
    auto directory = files_.OpenDirectory(scratch_.path());
    EXPECT_THAT(directory, IsOk());
    return *std::move(directory);
  }

  PosixFileSystem files_;
  TemporaryDirectory scratch_;
};

TEST_F(PosixFileSystemTest, WritesUnderANameThatItMakes) {
  const auto directory = Open();
  auto file = directory->CreateExclusive("new");
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT((*file)->Append("one "), IsOk());
  EXPECT_THAT((*file)->Append("two"), IsOk());
  EXPECT_THAT((*file)->Sync(), IsOk());
  EXPECT_THAT((*file)->Close(), IsOk());
  EXPECT_THAT(directory->Rename("new", "newer"), IsOk());
  EXPECT_THAT(directory->Sync(), IsOk());
  EXPECT_EQ(ReadWholeFile(scratch_ / "newer"), "one two");
  EXPECT_FALSE(Exists(scratch_ / "new"));
  EXPECT_THAT(directory->Remove("newer"), IsOk());
  EXPECT_FALSE(Exists(scratch_ / "newer"));
}

TEST_F(PosixFileSystemTest, AFileWithoutANameGetsOneByLink) {
  const auto directory = Open();
  auto file = directory->CreateUnnamed(0600);
  if (absl::IsUnimplemented(file.status())) GTEST_SKIP() << "no O_TMPFILE here";
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT((*file)->Append("text"), IsOk());
  EXPECT_THAT(directory->List()->size(), 0u);
  EXPECT_THAT(directory->Link(**file, "named"), IsOk());
  EXPECT_EQ(ReadWholeFile(scratch_ / "named"), "text");

  auto second = directory->CreateUnnamed(0600);
  EXPECT_THAT(directory->Link(**second, "named"),
              StatusIs(absl::StatusCode::kAlreadyExists, "file exists"));
  EXPECT_EQ(ReadWholeFile(scratch_ / "named"), "text");
}

TEST_F(PosixFileSystemTest, ModesAreExactWhateverTheUmask) {
  for (const mode_t mask : {0, 022, 077}) {
    SCOPED_TRACE(absl::StrCat("umask ", mask));
    const Umask umask(mask);
    const auto directory = Open();
    auto file = directory->CreateExclusive("file");
    ASSERT_THAT(file, IsOk());
    EXPECT_EQ(ModeOf(scratch_ / "file"), 0600u);
    EXPECT_THAT((*file)->SetMode(0644), IsOk());
    EXPECT_EQ(ModeOf(scratch_ / "file"), 0644u);
    EXPECT_THAT(directory->Remove("file"), IsOk());
  }
}

TEST_F(PosixFileSystemTest, CreatesNothingThroughADanglingLink) {
  ASSERT_EQ(
      symlink((scratch_ / "elsewhere").c_str(), (scratch_ / "link").c_str()),
      0);
  const auto directory = Open();
  EXPECT_THAT(directory->CreateExclusive("link"),
              StatusIs(absl::StatusCode::kAlreadyExists, "file exists"));
  EXPECT_FALSE(Exists(scratch_ / "elsewhere"));
}

TEST_F(PosixFileSystemTest, RenameReplacesALinkNotWhatItLeadsTo) {
  WriteWholeFile(scratch_ / "precious", "precious");
  WriteWholeFile(scratch_ / "new", "new");
  ASSERT_EQ(symlink("precious", (scratch_ / "target").c_str()), 0);
  EXPECT_THAT(Open()->Rename("new", "target"), IsOk());
  EXPECT_EQ(ReadWholeFile(scratch_ / "precious"), "precious");
  EXPECT_EQ(ReadWholeFile(scratch_ / "target"), "new");
}

TEST_F(PosixFileSystemTest, StaysInTheDirectoryWhenItsPathIsSwapped) {
  ASSERT_EQ(mkdir((scratch_ / "textfile").c_str(), 0755), 0);
  ASSERT_EQ(mkdir((scratch_ / "trap").c_str(), 0755), 0);
  auto directory = files_.OpenDirectory(scratch_ / "textfile");
  ASSERT_THAT(directory, IsOk());
  ASSERT_EQ(
      rename((scratch_ / "textfile").c_str(), (scratch_ / "moved").c_str()), 0);
  ASSERT_EQ(symlink("trap", (scratch_ / "textfile").c_str()), 0);
  EXPECT_THAT((*directory)->CreateExclusive("file"), IsOk());
  EXPECT_TRUE(Exists(scratch_ / "moved/file"));
  EXPECT_FALSE(Exists(scratch_ / "trap/file"));
}

TEST_F(PosixFileSystemTest, ListsNamesInByteOrderWithTheirKinds) {
  for (const char* name : {"b", "a", "B", ".hidden", "\xc3\xa4", "10", "9"}) {
    WriteWholeFile(scratch_ / name, "");
  }
  ASSERT_EQ(mkdir((scratch_ / "dir").c_str(), 0755), 0);
  ASSERT_EQ(mkfifo((scratch_ / "fifo").c_str(), 0644), 0);
  ASSERT_EQ(symlink("nowhere", (scratch_ / "link").c_str()), 0);
  const auto directory = Open();
  for (const char* round : {"first", "again"}) {
    SCOPED_TRACE(round);
    auto entries = directory->List();
    ASSERT_THAT(entries, IsOk());
    std::string listed;
    for (const DirectoryEntry& entry : *entries) {
      const FileInfo::Kind kind =
          entry.kind.value_or(directory->Stat(entry.name)->kind);
      absl::StrAppend(&listed, entry.name, " ", KindName(kind), "\n");
    }
    EXPECT_EQ(listed,
              ".hidden a plain file\n10 a plain file\n9 a plain file\n"
              "B a plain file\na a plain file\nb a plain file\n"
              "dir a directory\nfifo a FIFO\nlink a symbolic link\n"
              "\xc3\xa4 a plain file\n");
  }
  WriteWholeFile(scratch_ / "later", "");
  EXPECT_EQ(directory->List()->size(), 11u);
}

TEST_F(PosixFileSystemTest, ListsMoreNamesThanFitOneCall) {
  const auto directory = Open();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(
        symlink("x",
                (scratch_ / absl::StrCat("a rather long name ", i)).c_str()),
        0);
  }
  EXPECT_EQ(directory->List()->size(), 3000u);
  EXPECT_EQ(directory->List()->size(), 3000u);
}

TEST_F(PosixFileSystemTest, OpensPlainFilesOnlyAndNeverBlocks) {
  WriteWholeFile(scratch_ / "plain", "text");
  ASSERT_EQ(symlink("plain", (scratch_ / "link").c_str()), 0);
  ASSERT_EQ(symlink("nowhere", (scratch_ / "dangling").c_str()), 0);
  ASSERT_EQ(symlink("loop", (scratch_ / "loop").c_str()), 0);
  ASSERT_EQ(symlink("/dev/null", (scratch_ / "null").c_str()), 0);
  ASSERT_EQ(mkfifo((scratch_ / "fifo").c_str(), 0644), 0);
  ASSERT_EQ(symlink("fifo", (scratch_ / "link to fifo").c_str()), 0);
  ASSERT_EQ(mkdir((scratch_ / "dir").c_str(), 0755), 0);
  const struct {
    const char* name;
    absl::StatusCode code;
    const char* error;
  } kCases[] = {
      {"dangling", absl::StatusCode::kNotFound, "no such file or directory"},
      {"missing", absl::StatusCode::kNotFound, "no such file or directory"},
      {"loop", absl::StatusCode::kFailedPrecondition,
       "too many levels of symbolic links"},
      {"null", absl::StatusCode::kFailedPrecondition, "is a device"},
      {"fifo", absl::StatusCode::kFailedPrecondition, "is a FIFO"},
      {"link to fifo", absl::StatusCode::kFailedPrecondition, "is a FIFO"},
      {"dir", absl::StatusCode::kFailedPrecondition, "is a directory"},
  };
  const auto directory = Open();
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(directory->OpenForReading(c.name, Links::kFollow),
                StatusIs(c.code, c.error));
  }
  for (const char* name : {"plain", "link"}) {
    SCOPED_TRACE(name);
    auto file = directory->OpenForReading(name, Links::kFollow);
    ASSERT_THAT(file, IsOk());
    EXPECT_EQ(*ReadToEnd(**file, 100), "text");
  }
  EXPECT_THAT(directory->OpenForReading("plain", Links::kRefuse), IsOk());
  for (const char* link : {"link", "dangling", "loop", "null"}) {
    SCOPED_TRACE(link);
    EXPECT_THAT(
        directory->OpenForReading(link, Links::kRefuse),
        StatusIs(absl::StatusCode::kFailedPrecondition, "is a symbolic link"));
  }
  // As if they had been exchanged for a plain file since the listing.
  EXPECT_THAT(directory->OpenForReading("plain", Links::kListed), IsOk());
  for (const auto& [name, is] :
       {std::pair("link", "is a symbolic link"), std::pair("fifo", "is a FIFO"),
        std::pair("null", "is a symbolic link"),
        std::pair("dir", "is a directory")}) {
    EXPECT_THAT(directory->OpenForReading(name, Links::kListed),
                StatusIs(absl::StatusCode::kFailedPrecondition, is));
  }
  EXPECT_THAT(
      directory->OpenForReading("missing", Links::kListed),
      StatusIs(absl::StatusCode::kNotFound, "no such file or directory"));
}

// Files of the kernel's own, its log for example, are plain ones that may have
// nothing to say yet.
TEST(PosixReadableFileTest, WaitsOnlyForWhatItBorrows) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  char byte;
  PosixReadableFile owned{UniqueFd(ends[0])};
  EXPECT_EQ(owned.Read(&byte, 1).status().code(),
            absl::StatusCode::kUnavailable);
  PosixReadableFile borrowed(ends[0], Deadline::After(absl::Milliseconds(1)));
  EXPECT_EQ(borrowed.Read(&byte, 1).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  close(ends[1]);
}

TEST_F(PosixFileSystemTest, AFileEndsWhereItEndedWhenItWasOpened) {
  WriteWholeFile(scratch_ / "file", "old ");
  const auto directory = Open();
  auto file = directory->OpenForReading("file", Links::kFollow);
  ASSERT_THAT(file, IsOk());
  char buffer[16];
  EXPECT_EQ((*file)->Read(buffer, 4).value_or(0), 4u);
  WriteWholeFile(scratch_ / "file", "old and new");
  EXPECT_EQ((*file)->Read(buffer, sizeof buffer).value_or(1), 0u);

  // What came in time is read whole.
  file = directory->OpenForReading("file", Links::kFollow);
  ASSERT_THAT(file, IsOk());
  WriteWholeFile(scratch_ / "file", "old and new and more");
  EXPECT_EQ(ReadToEnd(**file, 100).value_or(""), "old and new and more");
}

TEST_F(PosixFileSystemTest, LooksAtNamesAndNotThroughThem) {
  WriteWholeFile(scratch_ / "plain", "12345");
  ASSERT_EQ(chmod((scratch_ / "plain").c_str(), 0640), 0);
  ASSERT_EQ(link((scratch_ / "plain").c_str(), (scratch_ / "twin").c_str()), 0);
  ASSERT_EQ(symlink("plain", (scratch_ / "link").c_str()), 0);
  const auto directory = Open();
  const FileInfo plain = *directory->Stat("plain");
  EXPECT_EQ(plain.kind, FileInfo::Kind::kRegular);
  EXPECT_EQ(plain.size, 5u);
  EXPECT_EQ(plain.mode, 0640u);
  EXPECT_EQ(plain.links, 2u);
  EXPECT_EQ(plain.owner, files_.User());
  EXPECT_EQ(plain.inode, directory->Stat("twin")->inode);
  EXPECT_EQ(directory->Stat("link")->kind, FileInfo::Kind::kSymlink);
  EXPECT_EQ(files_.Stat(scratch_ / "link")->inode, plain.inode);
  EXPECT_EQ(directory->Info()->kind, FileInfo::Kind::kDirectory);
  EXPECT_THAT(
      directory->Stat("missing"),
      StatusIs(absl::StatusCode::kNotFound, "no such file or directory"));
}

TEST_F(PosixFileSystemTest, ReadsWhatALinkSays) {
  WriteWholeFile(scratch_ / "plain", "");
  for (const size_t size : {1, 127, 128, 129, 256, 4000}) {
    const std::string target(size, 'x');
    const std::string link = scratch_ / absl::StrCat("link", size);
    ASSERT_EQ(symlink(target.c_str(), link.c_str()), 0);
    EXPECT_EQ(files_.ReadLink(link).value_or(""), target);
  }
  EXPECT_THAT(files_.ReadLink(scratch_ / "plain"),
              StatusIs(absl::StatusCode::kUnknown, "invalid argument"));
  EXPECT_THAT(
      files_.ReadLink(scratch_ / "missing"),
      StatusIs(absl::StatusCode::kNotFound, "no such file or directory"));
}

TEST_F(PosixFileSystemTest, OpensDirectoriesOnly) {
  WriteWholeFile(scratch_ / "plain", "");
  ASSERT_EQ(mkfifo((scratch_ / "fifo").c_str(), 0644), 0);
  ASSERT_EQ(symlink(scratch_.path().c_str(), (scratch_ / "link").c_str()), 0);
  const struct {
    const char* name;
    absl::StatusCode code;
    const char* error;
  } kCases[] = {
      {"missing", absl::StatusCode::kNotFound, "no such file or directory"},
      {"plain", absl::StatusCode::kFailedPrecondition, "not a directory"},
      {"fifo", absl::StatusCode::kFailedPrecondition, "not a directory"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(files_.OpenDirectory(scratch_ / c.name),
                StatusIs(c.code, c.error));
  }
  auto directory = files_.OpenDirectory(scratch_ / "link");
  ASSERT_THAT(directory, IsOk());
  EXPECT_EQ((*directory)->path(), scratch_ / "link");
}

TEST_F(PosixFileSystemTest, ReadsWhatAUserNames) {
  WriteWholeFile(scratch_ / "plain", "text");
  auto file = files_.OpenForReading(scratch_ / "plain");
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(*ReadToEnd(**file, 100), "text");
  EXPECT_THAT(
      files_.OpenForReading(scratch_.path()),
      StatusIs(absl::StatusCode::kFailedPrecondition, "is a directory"));
  EXPECT_THAT(
      files_.OpenForReading(scratch_ / "missing"),
      StatusIs(absl::StatusCode::kNotFound, "no such file or directory"));
}

TEST_F(PosixFileSystemTest, ReportsAFullDisk) {
  PosixWritableFile full(UniqueFd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
  EXPECT_THAT(full.Append("x"), StatusIs(absl::StatusCode::kResourceExhausted,
                                         "no space left on device"));
  EXPECT_THAT(full.Append(""), IsOk());
}

TEST_F(PosixFileSystemTest, FinishesShortWrites) {
  // A pipe takes 64 KiB at a time, and more when somebody reads.
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string text(1 << 20, 'x');
  std::thread writer([&] {
    PosixWritableFile file{UniqueFd(ends[1])};
    EXPECT_THAT(file.Append(text), IsOk());
  });
  EXPECT_EQ(*ReadToEnd(*ReadDescriptor(ends[0]), 2 << 20), text);
  writer.join();
  close(ends[0]);
}

TEST_F(PosixFileSystemTest, RandomBytesNeverComeTwice) {
  std::set<std::string> seen;
  for (const size_t size : {16, 16, 16, 16, 16, 24, 63, 64, 65, 200}) {
    std::string bytes(size, '\0');
    ASSERT_THAT(files_.Random(bytes.data(), size), IsOk());
    for (size_t at = 0; at + 8 <= size; at += 8) {
      EXPECT_TRUE(seen.insert(bytes.substr(at, 8)).second) << size;
    }
  }
}

TEST_F(PosixFileSystemTest, NeverUsesTheStandardDescriptors) {
  EXPECT_EQ(InChild([&] {
              for (int fd = 0; fd < 1024; ++fd) close(fd);
              auto directory = files_.OpenDirectory(scratch_.path());
              if (!directory.ok()) return 1;
              auto lock = (*directory)->Lock("lock", absl::ZeroDuration());
              if (!lock.ok()) return 2;
              auto file = (*directory)->CreateExclusive("file");
              if (!file.ok() || !(*file)->Append("text").ok()) return 3;
              auto unnamed = (*directory)->CreateUnnamed(0600);
              auto input = (*directory)->OpenForReading("file", Links::kFollow);
              if (!input.ok()) return 4;
              for (int fd = 0; fd <= 2; ++fd) {
                if (fcntl(fd, F_GETFD) != -1) return 10 + fd;
              }
              for (int fd = 3; fd <= 12; ++fd) {
                const int flags = fcntl(fd, F_GETFD);
                if (flags != -1 && (flags & FD_CLOEXEC) == 0) return 20 + fd;
              }
              return 0;
            }),
            0);
}

}  // namespace
}  // namespace promfile
