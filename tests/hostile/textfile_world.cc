#include "tests/hostile/textfile_world.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

constexpr absl::string_view kVictimText =
    "# S3CRET-of-root\n"
    "# HELP S3CRET S3CRET-of-root\n"
    "leaked{s=\"S3CRET-of-root\"} 1\n";
constexpr absl::string_view kPreciousText = "precious 1\n";
constexpr timespec kLongAgo[] = {{1000000000, 5}, {1000000000, 5}};

std::vector<std::string> NamesIn(const std::string& path) {
  std::vector<std::string> names;
  DIR* const directory = opendir(path.c_str());
  if (directory == nullptr) return names;
  while (const dirent* entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

struct stat LookAt(const std::string& path) {
  struct stat info {};
  lstat(path.c_str(), &info);
  return info;
}

// Anything that promfile has written is.
bool IsShortFile(const struct stat& info) {
  return S_ISREG(info.st_mode) && info.st_size < 1 << 20;
}

// The names that `inode` has anywhere below `path`.
nlink_t NamesOf(const std::string& path, ino_t inode) {
  nlink_t count = 0;
  for (const std::string& name : NamesIn(path)) {
    const std::string below = absl::StrCat(path, "/", name);
    const struct stat info = LookAt(below);
    if (info.st_ino == inode) ++count;
    if (S_ISDIR(info.st_mode)) count += NamesOf(below, inode);
  }
  return count;
}

void PutFile(const std::string& path, absl::string_view text, mode_t mode,
             uid_t owner) {
  WriteWholeFile(path, text);
  chmod(path.c_str(), mode);
  if (chown(path.c_str(), owner, owner) != 0) std::abort();
}

}  // namespace

TextfileWorld::TextfileWorld(const std::string& scratch) : scratch_(scratch) {}

std::string TextfileWorld::elsewhere(absl::string_view name) const {
  return absl::StrCat(scratch_, "/", name);
}

void TextfileWorld::Build() {
  directory_ = given_directory();
  mkdir(directory_.c_str(), 0755);
  PutFile(directory_ + "/x.prom", "old 1\n", 0644, 0);
  PutFile(directory_ + "/job.prom", "job_says 1\n", 0644, 0);
  PutFile(directory_ + "/other.prom", "other 1\n", 0644, kAttacker);
  PutFile(directory_ + "/.promfile.lock", "", 0600, kAttacker);
  if (chown(directory_.c_str(), kAttacker, kAttacker) != 0) std::abort();
  PutFile(victim(), kVictimText, 0600, 0);
  mkdir(precious().c_str(), 0700);
  PutFile(precious() + "/file", kPreciousText, 0600, 0);
  mknod(device().c_str(), S_IFCHR | 0600, makedev(1, 5));
  utimensat(AT_FDCWD, victim().c_str(), kLongAgo, 0);
  watch_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  inotify_add_watch(watch_, device().c_str(), IN_OPEN);
}

void TextfileWorld::Remove() {
  close(watch_);
  for (const std::string& name : NamesIn(scratch_)) {
    std::filesystem::remove_all(elsewhere(name));
  }
}

std::string TextfileWorld::TemporaryName() const {
  for (const std::string& name : NamesIn(directory_)) {
    if (absl::EndsWith(name, ".tmp")) return name;
  }
  return "";
}

bool HoldsText(const std::string& path, absl::string_view text) {
  return IsShortFile(LookAt(path)) &&
         absl::StrContains(ReadWholeFile(path), text);
}

std::vector<std::string> TextfileWorld::Harm(bool may_write_precious) const {
  std::vector<std::string> harm;
  const auto expect = [&](bool holds, absl::string_view sentence) {
    if (!holds) harm.emplace_back(sentence);
  };
  const struct stat victim_now = LookAt(victim());
  expect(ReadWholeFile(victim()) == kVictimText, "the victim's content");
  expect(victim_now.st_mode == (S_IFREG | 0600), "the victim's mode");
  expect(victim_now.st_uid == 0 && victim_now.st_gid == 0,
         "the victim's owner");
  expect(victim_now.st_mtim.tv_sec == kLongAgo[0].tv_sec &&
             victim_now.st_mtim.tv_nsec == kLongAgo[0].tv_nsec,
         "the victim's time");
  expect(victim_now.st_nlink == NamesOf(scratch_, victim_now.st_ino),
         "the victim has a name outside");

  for (const std::string& name : NamesIn(scratch_)) {
    constexpr absl::string_view kKnown[] = {"device",   "elsewhere", "moved",
                                            "precious", "textfile",  "victim"};
    expect(std::find(std::begin(kKnown), std::end(kKnown), name) !=
               std::end(kKnown),
           absl::StrCat("a new name outside: ", name));
  }
  for (const std::string& name : NamesIn(precious())) {
    const bool is_own = name == "x.prom" || name == "job.prom" ||
                        name == "promfile.prom" || name == ".promfile.lock" ||
                        name == ".promfile-run-job.lock";
    expect(name == "file" || (may_write_precious && is_own),
           absl::StrCat("a new name in another directory: ", name));
  }
  expect(ReadWholeFile(precious() + "/file") == kPreciousText,
         "a file of another directory");
  expect(LookAt(precious()).st_mode == (S_IFDIR | 0700),
         "another directory's mode");

  // Every text that is there, and is not the victim under another name.
  for (const std::string& name : NamesIn(directory_)) {
    const std::string path = absl::StrCat(directory_, "/", name);
    const struct stat info = LookAt(path);
    if (!IsShortFile(info) || info.st_ino == victim_now.st_ino) continue;
    expect(!absl::StrContains(ReadWholeFile(path), kSecret),
           absl::StrCat("the secret is published in ", name));
    expect(info.st_uid != 0 || (info.st_mode & 022) == 0,
           absl::StrCat("others may write ", name));
  }
  char event[4096];
  expect(read(watch_, event, sizeof event) < 0, "a device was opened");
  return harm;
}

}  // namespace promfile
