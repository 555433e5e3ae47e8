#include "tests/support/faulty_file_system.h"

#include <utility>

namespace promfile {

absl::Status FaultPlan::Make(const char* name,
                             const std::function<absl::Status()>& call) {
  const int number = static_cast<int>(calls_.size()) + 1;
  calls_.push_back(name);
  if (last_ >= 0 && number > last_) return absl::DataLossError("power cut");
  const auto fault = faults_.find(number);
  if (fault == faults_.end()) return call();
  if (fault->second.done) call().IgnoreError();
  return fault->second.status;
}

namespace {

// Make() for calls that return a value.
template <typename Value>
absl::StatusOr<Value> MakeFor(
    FaultPlan& plan, const char* name,
    const std::function<absl::StatusOr<Value>()>& call) {
  absl::StatusOr<Value> result = absl::UnknownError("not called");
  absl::Status status = plan.Make(name, [&] {
    result = call();
    return result.status();
  });
  if (!status.ok()) return status;
  return result;
}

class FaultyReadableFile final : public ReadableFile {
 public:
  FaultyReadableFile(std::unique_ptr<ReadableFile> real, FaultPlan& plan)
      : real_(std::move(real)), plan_(plan) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    return MakeFor<size_t>(plan_, "Read",
                           [&] { return real_->Read(buffer, size); });
  }
  absl::StatusOr<FileInfo> Info() override {
    return MakeFor<FileInfo>(plan_, "Info", [&] { return real_->Info(); });
  }

 private:
  std::unique_ptr<ReadableFile> real_;
  FaultPlan& plan_;
};

class FaultyWritableFile final : public WritableFile {
 public:
  FaultyWritableFile(std::unique_ptr<WritableFile> real, FaultPlan& plan)
      : real_(std::move(real)), plan_(plan) {}

  WritableFile& real() { return *real_; }

  absl::Status Append(absl::string_view bytes) override {
    return plan_.Make("Append", [&] { return real_->Append(bytes); });
  }
  absl::Status SetMode(uint32_t mode) override {
    return plan_.Make("SetMode", [&] { return real_->SetMode(mode); });
  }
  absl::Status SetOwner(uint32_t owner, uint32_t group) override {
    return plan_.Make("SetOwner",
                      [&] { return real_->SetOwner(owner, group); });
  }
  absl::Status SetGroup(uint32_t group) override {
    return plan_.Make("SetGroup", [&] { return real_->SetGroup(group); });
  }
  absl::StatusOr<FileInfo> Info() override {
    return MakeFor<FileInfo>(plan_, "Info", [&] { return real_->Info(); });
  }
  absl::Status Sync() override {
    return plan_.Make("Sync", [&] { return real_->Sync(); });
  }
  absl::Status Close() override {
    return plan_.Make("Close", [&] { return real_->Close(); });
  }

 private:
  std::unique_ptr<WritableFile> real_;
  FaultPlan& plan_;
};

class FaultyDirectory final : public Directory {
 public:
  FaultyDirectory(std::unique_ptr<Directory> real, FaultPlan& plan)
      : real_(std::move(real)), plan_(plan) {}

  const std::string& path() const override { return real_->path(); }
  absl::StatusOr<FileInfo> Info() override {
    return MakeFor<FileInfo>(plan_, "Info", [&] { return real_->Info(); });
  }
  absl::StatusOr<std::vector<DirectoryEntry>> List() override {
    return MakeFor<std::vector<DirectoryEntry>>(plan_, "List",
                                                [&] { return real_->List(); });
  }
  absl::StatusOr<FileInfo> Stat(const std::string& name) override {
    return MakeFor<FileInfo>(plan_, "Stat", [&] { return real_->Stat(name); });
  }
  absl::StatusOr<FileInfo> StatTarget(const std::string& name) override {
    return MakeFor<FileInfo>(plan_, "StatTarget",
                             [&] { return real_->StatTarget(name); });
  }
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& name, Links links) override {
    auto file = MakeFor<std::unique_ptr<ReadableFile>>(
        plan_, "OpenForReading",
        [&] { return real_->OpenForReading(name, links); });
    if (!file.ok()) return file.status();
    return std::unique_ptr<ReadableFile>(
        new FaultyReadableFile(*std::move(file), plan_));
  }
  absl::StatusOr<std::unique_ptr<WritableFile>> CreateUnnamed(
      uint32_t mode) override {
    return Wrap(MakeFor<std::unique_ptr<WritableFile>>(
        plan_, "CreateUnnamed", [&] { return real_->CreateUnnamed(mode); }));
  }
  absl::Status Link(WritableFile& file, const std::string& name) override {
    WritableFile& real_file = static_cast<FaultyWritableFile&>(file).real();
    return plan_.Make("Link", [&] { return real_->Link(real_file, name); });
  }
  absl::StatusOr<std::unique_ptr<WritableFile>> CreateExclusive(
      const std::string& name) override {
    return Wrap(MakeFor<std::unique_ptr<WritableFile>>(
        plan_, "CreateExclusive",
        [&] { return real_->CreateExclusive(name); }));
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return plan_.Make("Rename", [&] { return real_->Rename(from, to); });
  }
  absl::Status Remove(const std::string& name) override {
    return plan_.Make("Remove", [&] { return real_->Remove(name); });
  }
  absl::Status Sync() override {
    return plan_.Make("SyncDirectory", [&] { return real_->Sync(); });
  }
  absl::StatusOr<std::unique_ptr<FileLock>> Lock(const std::string& name,
                                                 absl::Duration wait) override {
    return MakeFor<std::unique_ptr<FileLock>>(
        plan_, "Lock", [&] { return real_->Lock(name, wait); });
  }

 private:
  absl::StatusOr<std::unique_ptr<WritableFile>> Wrap(
      absl::StatusOr<std::unique_ptr<WritableFile>> file) {
    if (!file.ok()) return file.status();
    return std::unique_ptr<WritableFile>(
        new FaultyWritableFile(*std::move(file), plan_));
  }

  std::unique_ptr<Directory> real_;
  FaultPlan& plan_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Directory>> FaultyFileSystem::OpenDirectory(
    const std::string& path) {
  auto directory = MakeFor<std::unique_ptr<Directory>>(
      plan_, "OpenDirectory", [&] { return real_.OpenDirectory(path); });
  if (!directory.ok()) return directory.status();
  return std::unique_ptr<Directory>(
      new FaultyDirectory(*std::move(directory), plan_));
}

absl::StatusOr<std::unique_ptr<ReadableFile>> FaultyFileSystem::OpenForReading(
    const std::string& path) {
  auto file = MakeFor<std::unique_ptr<ReadableFile>>(
      plan_, "OpenForReading", [&] { return real_.OpenForReading(path); });
  if (!file.ok()) return file.status();
  return std::unique_ptr<ReadableFile>(
      new FaultyReadableFile(*std::move(file), plan_));
}

absl::StatusOr<FileInfo> FaultyFileSystem::Stat(const std::string& path) {
  return MakeFor<FileInfo>(plan_, "Stat", [&] { return real_.Stat(path); });
}

absl::StatusOr<std::string> FaultyFileSystem::ReadLink(
    const std::string& path) {
  return MakeFor<std::string>(plan_, "ReadLink",
                              [&] { return real_.ReadLink(path); });
}

absl::Status FaultyFileSystem::Random(char* bytes, size_t size) {
  return plan_.Make("Random", [&] { return real_.Random(bytes, size); });
}

}  // namespace promfile
