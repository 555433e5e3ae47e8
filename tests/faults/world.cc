#include "tests/faults/world.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {
namespace {

constexpr long kTmpfs = 0x01021994;
constexpr const char* kFolders[] = {"d", "out"};

bool IsTmpfs(const char* path) {
  struct statfs info;
  return statfs(path, &info) == 0 && info.f_type == kTmpfs &&
         access(path, W_OK) == 0;
}

[[noreturn]] void Die(const std::string& what) {
  std::perror(what.c_str());
  std::exit(70);
}

}  // namespace

World::World() {
  constexpr char kMemory[] = "/dev/shm";
  in_memory_ = IsTmpfs(kMemory);
  const char* folder = getenv("TEST_TMPDIR");
  if (in_memory_) folder = kMemory;
  path_ = absl::StrCat(folder == nullptr ? "/tmp" : folder,
                       "/promfile-faults-XXXXXX");
  if (mkdtemp(&path_[0]) == nullptr) Die(path_);
  for (const char* name : kFolders) {
    const std::string made = absl::StrCat(path_, "/", name);
    if (mkdir(made.c_str(), 0755) != 0) Die(made);
  }
}

World::~World() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> World::List(const std::string& folder) const {
  std::vector<std::string> names;
  DIR* directory = opendir(absl::StrCat(path_, "/", folder).c_str());
  if (directory == nullptr) Die(folder);
  while (const dirent* entry = readdir(directory)) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> World::Names() const { return List("d"); }

absl::optional<std::string> World::Read(const std::string& name) const {
  const int fd = open(absl::StrCat(path_, "/", name).c_str(),
                      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return absl::nullopt;
  std::string text;
  char buffer[16 * 1024];
  ssize_t count;
  while ((count = read(fd, buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<size_t>(count));
  }
  close(fd);
  return text;
}

absl::optional<unsigned> World::Mode(const std::string& name) const {
  struct stat info;
  if (lstat(absl::StrCat(path_, "/", name).c_str(), &info) != 0) {
    return absl::nullopt;
  }
  return info.st_mode & 07777u;
}

void World::Write(const std::string& name, const std::string& content,
                  unsigned mode) const {
  const std::string path = absl::StrCat(path_, "/", name);
  const int fd =
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const bool fine = fd >= 0 && fchmod(fd, mode) == 0 &&
                    write(fd, content.data(), content.size()) ==
                        static_cast<ssize_t>(content.size());
  if (!fine) Die(path);
  close(fd);
}

void World::Keep() {
  kept_.clear();
  for (const std::string folder : kFolders) {
    for (const std::string& name : List(folder)) {
      const std::string path = absl::StrCat(folder, "/", name);
      struct stat info;
      if (lstat(absl::StrCat(path_, "/", path).c_str(), &info) != 0) Die(path);
      if (!S_ISREG(info.st_mode)) continue;
      kept_[path] = {Read(path).value_or(""), info.st_mode & 07777u};
    }
  }
}

void World::Reset() {
  for (const std::string folder : kFolders) {
    for (const std::string& name : List(folder)) {
      const std::string path = absl::StrCat(folder, "/", name);
      struct stat info;
      const std::string full = absl::StrCat(path_, "/", path);
      // FIFOs and folders are never changed.
      if (lstat(full.c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
        unlink(full.c_str());
      }
    }
  }
  for (const auto& file : kept_) {
    Write(file.first, file.second.content, file.second.mode);
  }
}

}  // namespace promfile
