#include "tests/support/memory_file_system.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace promfile {

std::pair<std::string, std::string> SplitPath(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

namespace {

constexpr uint32_t kUmask = 0022;

absl::Status NoSuchFile() {
  return absl::NotFoundError("no such file or directory");
}

absl::Status FileExists() { return absl::AlreadyExistsError("file exists"); }

class MemoryReadableFile final : public ReadableFile {
 public:
  explicit MemoryReadableFile(std::shared_ptr<MemoryFile> file)
      : file_(std::move(file)) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const absl::string_view rest =
        absl::string_view(file_->content)
            .substr(std::min(at_, file_->content.size()));
    const size_t count = std::min(size, rest.size());
    std::copy_n(rest.data(), count, buffer);
    at_ += count;
    return count;
  }
  absl::StatusOr<FileInfo> Info() override { return file_->info; }

 private:
  std::shared_ptr<MemoryFile> file_;
  size_t at_ = 0;
};

class MemoryWritableFile final : public WritableFile {
 public:
  explicit MemoryWritableFile(std::shared_ptr<MemoryFile> file)
      : file_(std::move(file)) {}

  const std::shared_ptr<MemoryFile>& file() const { return file_; }

  absl::Status Append(absl::string_view bytes) override {
    file_->content.append(bytes.data(), bytes.size());
    file_->info.size = file_->content.size();
    return absl::OkStatus();
  }
  absl::Status SetMode(uint32_t mode) override {
    file_->info.mode = mode;
    return absl::OkStatus();
  }
  absl::Status SetOwner(uint32_t owner, uint32_t group) override {
    file_->info.owner = owner;
    file_->info.group = group;
    return absl::OkStatus();
  }
  absl::Status SetGroup(uint32_t group) override {
    file_->info.group = group;
    return absl::OkStatus();
  }
  absl::StatusOr<FileInfo> Info() override { return file_->info; }
  absl::Status Sync() override {
    file_->synced = file_->content;
    return absl::OkStatus();
  }
  absl::Status Close() override { return absl::OkStatus(); }

 private:
  std::shared_ptr<MemoryFile> file_;
};

class MemoryLock final : public FileLock {
 public:
  MemoryLock(std::shared_ptr<MemoryDirectoryState> directory, std::string name)
      : directory_(std::move(directory)), name_(std::move(name)) {}
  ~MemoryLock() override { directory_->locked.erase(name_); }

 private:
  std::shared_ptr<MemoryDirectoryState> directory_;
  std::string name_;
};

}  // namespace

class MemoryDirectory final : public Directory {
 public:
  MemoryDirectory(MemoryFileSystem& disk, std::string path,
                  std::shared_ptr<MemoryDirectoryState> state)
      : disk_(disk), path_(std::move(path)), state_(std::move(state)) {}

  const std::string& path() const override { return path_; }
  absl::StatusOr<FileInfo> Info() override { return state_->info; }

  absl::StatusOr<std::vector<DirectoryEntry>> List() override {
    std::vector<DirectoryEntry> entries;
    for (const auto& name : state_->names) {
      entries.push_back({name.first, absl::nullopt});
      if (disk_.features_.kinds_in_lists) {
        entries.back().kind = name.second->info.kind;
      }
    }
    return entries;
  }

  absl::StatusOr<FileInfo> Stat(const std::string& name) override {
    const auto found = state_->names.find(name);
    if (found == state_->names.end()) return NoSuchFile();
    return found->second->info;
  }
  absl::StatusOr<FileInfo> StatTarget(const std::string& name) override {
    auto found = state_->names.find(name);
    for (int links = 0; found != state_->names.end(); ++links) {
      const MemoryFile& file = *found->second;
      if (file.info.kind != FileInfo::Kind::kSymlink) return file.info;
      if (links == 40) {
        return absl::FailedPreconditionError(
            "too many levels of symbolic links");
      }
      found = state_->names.find(file.link_target);
    }
    return NoSuchFile();
  }

  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& name, Links links) override {
    auto found = state_->names.find(name);
    for (int followed = 0; found != state_->names.end(); ++followed) {
      const MemoryFile& file = *found->second;
      if (file.info.kind == FileInfo::Kind::kRegular) {
        return std::unique_ptr<ReadableFile>(
            new MemoryReadableFile(found->second));
      }
      if (file.info.kind != FileInfo::Kind::kSymlink ||
          links != Links::kFollow) {
        return absl::FailedPreconditionError(
            absl::StrCat("is ", KindName(file.info.kind)));
      }
      if (followed == 40) {
        return absl::FailedPreconditionError(
            "too many levels of symbolic links");
      }
      found = state_->names.find(file.link_target);
    }
    return NoSuchFile();
  }

  absl::StatusOr<std::unique_ptr<WritableFile>> CreateUnnamed(
      uint32_t mode) override {
    if (!disk_.features_.unnamed_files) {
      return absl::UnimplementedError("no files without a name here");
    }
    std::shared_ptr<MemoryFile> file =
        disk_.NewFile(FileInfo::Kind::kRegular, mode & ~kUmask);
    file->info.links = 0;
    return std::unique_ptr<WritableFile>(
        new MemoryWritableFile(std::move(file)));
  }

  absl::Status Link(WritableFile& file, const std::string& name) override {
    if (!disk_.features_.link_unnamed) {
      return absl::UnimplementedError("operation not supported");
    }
    if (state_->names.count(name) != 0) return FileExists();
    const auto& linked = static_cast<MemoryWritableFile&>(file).file();
    linked->info.links = 1;
    state_->names[name] = linked;
    Changed(name);
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<WritableFile>> CreateExclusive(
      const std::string& name) override {
    if (state_->names.count(name) != 0) return FileExists();
    std::shared_ptr<MemoryFile> file =
        disk_.NewFile(FileInfo::Kind::kRegular, 0600);
    state_->names[name] = file;
    Changed(name);
    return std::unique_ptr<WritableFile>(
        new MemoryWritableFile(std::move(file)));
  }

  absl::Status Rename(const std::string& from, const std::string& to) override {
    const auto found = state_->names.find(from);
    if (found == state_->names.end()) return NoSuchFile();
    std::shared_ptr<MemoryFile> file = found->second;
    state_->names.erase(found);
    state_->names[to] = std::move(file);
    Changed(to);
    return absl::OkStatus();
  }

  absl::Status Remove(const std::string& name) override {
    if (state_->names.erase(name) == 0) return NoSuchFile();
    Changed(name);
    return absl::OkStatus();
  }

  absl::Status Sync() override {
    state_->history = {state_->names};
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<FileLock>> Lock(const std::string& name,
                                                 absl::Duration) override {
    if (state_->names.count(name) == 0) {
      state_->names[name] = disk_.NewFile(FileInfo::Kind::kRegular, 0600);
      Changed(name);
    }
    if (!state_->locked.insert(name).second) {
      return absl::UnavailableError("locked by another process");
    }
    return std::unique_ptr<FileLock>(new MemoryLock(state_, name));
  }

 private:
  void Changed(const std::string& name) {
    state_->history.push_back(state_->names);
    if (absl::EndsWith(name, ".prom")) {
      disk_.prom_names_.insert(absl::StrCat(path_, "/", name));
    }
  }

  MemoryFileSystem& disk_;
  std::string path_;
  std::shared_ptr<MemoryDirectoryState> state_;
};

void MemoryFileSystem::MakeDirectory(const std::string& path, uint32_t mode) {
  std::shared_ptr<MemoryDirectoryState>& state = directories_[path];
  if (state == nullptr) state = std::make_shared<MemoryDirectoryState>();
  state->info.kind = FileInfo::Kind::kDirectory;
  state->info.mode = mode;
  state->info.inode = next_inode_++;
}

std::shared_ptr<MemoryFile> MemoryFileSystem::NewFile(FileInfo::Kind kind,
                                                      uint32_t mode) {
  auto file = std::make_shared<MemoryFile>();
  file->info.kind = kind;
  file->info.mode = mode;
  file->info.owner = user_;
  file->info.device = 1;
  file->info.inode = next_inode_++;
  return file;
}

void MemoryFileSystem::PutFile(const std::string& path,
                               std::shared_ptr<MemoryFile> file) {
  const auto place = SplitPath(path);
  if (directories_.count(place.first) == 0) MakeDirectory(place.first);
  MemoryDirectoryState& state = *directories_[place.first];
  file->synced = file->content;
  state.names[place.second] = std::move(file);
  state.history = {state.names};
  if (absl::EndsWith(path, ".prom")) prom_names_.insert(path);
}

void MemoryFileSystem::Put(const std::string& path, absl::string_view content,
                           uint32_t mode, uint32_t owner) {
  std::shared_ptr<MemoryFile> file = NewFile(FileInfo::Kind::kRegular, mode);
  file->content = std::string(content);
  file->info.size = content.size();
  file->info.owner = owner;
  PutFile(path, std::move(file));
}

void MemoryFileSystem::PutKind(const std::string& path, FileInfo::Kind kind) {
  PutFile(path, NewFile(kind, 0644));
}

void MemoryFileSystem::PutLink(const std::string& path,
                               const std::string& target) {
  std::shared_ptr<MemoryFile> file = NewFile(FileInfo::Kind::kSymlink, 0777);
  file->link_target = target;
  PutFile(path, std::move(file));
}

void MemoryFileSystem::PutHardLink(const std::string& path,
                                   const std::string& existing) {
  const auto place = SplitPath(existing);
  std::shared_ptr<MemoryFile> file =
      directories_.at(place.first)->names.at(place.second);
  ++file->info.links;
  PutFile(path, std::move(file));
}

void MemoryFileSystem::HoldLock(const std::string& path) {
  if (!InfoOf(path).has_value()) Put(path, "", 0600);
  const auto place = SplitPath(path);
  directories_.at(place.first)->locked.insert(place.second);
}

const MemoryDirectoryState* MemoryFileSystem::Find(
    const std::string& directory) const {
  const auto found = directories_.find(directory);
  return found == directories_.end() ? nullptr : found->second.get();
}

absl::optional<std::string> MemoryFileSystem::Get(
    const std::string& path) const {
  const auto place = SplitPath(path);
  const MemoryDirectoryState* state = Find(place.first);
  if (state == nullptr) return absl::nullopt;
  const auto found = state->names.find(place.second);
  if (found == state->names.end()) return absl::nullopt;
  return found->second->content;
}

absl::optional<FileInfo> MemoryFileSystem::InfoOf(
    const std::string& path) const {
  const auto place = SplitPath(path);
  const MemoryDirectoryState* state = Find(place.first);
  if (state == nullptr) return absl::nullopt;
  const auto found = state->names.find(place.second);
  if (found == state->names.end()) return absl::nullopt;
  return found->second->info;
}

std::vector<std::string> MemoryFileSystem::Names(
    const std::string& directory) const {
  std::vector<std::string> names;
  for (const auto& name : Find(directory)->names) names.push_back(name.first);
  return names;
}

absl::StatusOr<std::unique_ptr<Directory>> MemoryFileSystem::OpenDirectory(
    const std::string& path) {
  const auto found = directories_.find(path);
  if (found != directories_.end()) {
    return std::unique_ptr<Directory>(
        new MemoryDirectory(*this, path, found->second));
  }
  if (InfoOf(path).has_value()) {
    return absl::FailedPreconditionError("not a directory");
  }
  return NoSuchFile();
}

absl::StatusOr<std::unique_ptr<ReadableFile>> MemoryFileSystem::OpenForReading(
    const std::string& path) {
  if (directories_.count(path) != 0) {
    return absl::FailedPreconditionError("is a directory");
  }
  const auto place = SplitPath(path);
  absl::StatusOr<std::unique_ptr<Directory>> directory =
      OpenDirectory(place.first);
  if (!directory.ok()) return directory.status();
  return (*directory)->OpenForReading(place.second, Links::kFollow);
}

absl::StatusOr<FileInfo> MemoryFileSystem::Stat(const std::string& path) {
  if (const MemoryDirectoryState* state = Find(path)) return state->info;
  absl::StatusOr<std::unique_ptr<ReadableFile>> file = OpenForReading(path);
  if (file.ok()) return (*file)->Info();
  const absl::optional<FileInfo> info = InfoOf(path);
  // Anything that cannot be read but is there is what it is.
  if (info.has_value() && info->kind != FileInfo::Kind::kSymlink) return *info;
  return file.status();
}

absl::StatusOr<std::string> MemoryFileSystem::ReadLink(
    const std::string& path) {
  const auto place = SplitPath(path);
  const MemoryDirectoryState* state = Find(place.first);
  if (state == nullptr) return NoSuchFile();
  const auto found = state->names.find(place.second);
  if (found == state->names.end()) return NoSuchFile();
  if (found->second->info.kind != FileInfo::Kind::kSymlink) {
    return absl::UnknownError("invalid argument");
  }
  return found->second->link_target;
}

absl::Status MemoryFileSystem::Random(char* bytes, size_t size) {
  // As hard to guess as a test needs it: the same in every run.
  for (size_t i = 0; i < size; ++i) {
    next_random_ = next_random_ * 6364136223846793005u + 1442695040888963407u;
    bytes[i] = static_cast<char>(next_random_ >> 56);
  }
  return absl::OkStatus();
}

}  // namespace promfile
