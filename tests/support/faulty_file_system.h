#ifndef PROMFILE_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_
#define PROMFILE_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "promfile/system/file_system.h"

namespace promfile {

struct Fault {
  absl::Status status;
  // True: the call is made, and reported as failed all the same.
  bool done = false;
};

// What the wrappers of one FaultyFileSystem share.
class FaultPlan {
 public:
  // Call `number`, counted from 1, fails with `fault`.
  void FailCall(int number, Fault fault) { faults_[number] = std::move(fault); }
  // No call after `number` does anything: the power is gone.
  void StopAfter(int number) { last_ = number; }

  // Makes one call: counts it, and then makes it, or not, or both.
  absl::Status Make(const char* name,
                    const std::function<absl::Status()>& call);

  // The names of all calls so far, "Rename" for example.
  const std::vector<std::string>& calls() const { return calls_; }

 private:
  std::map<int, Fault> faults_;
  int last_ = -1;
  std::vector<std::string> calls_;
};

// Another file system, whose calls fail when the plan says so. Every method of
// every interface in file_system.h is a call, except path(), User() and the
// destructors, which cannot fail. Borrows both.
class FaultyFileSystem final : public FileSystem {
 public:
  FaultyFileSystem(FileSystem& real, FaultPlan& plan)
      : real_(real), plan_(plan) {}

  absl::StatusOr<std::unique_ptr<Directory>> OpenDirectory(
      const std::string& path) override;
  absl::StatusOr<std::unique_ptr<ReadableFile>> OpenForReading(
      const std::string& path) override;
  absl::StatusOr<FileInfo> Stat(const std::string& path) override;
  absl::StatusOr<std::string> ReadLink(const std::string& path) override;
  absl::Status Random(char* bytes, size_t size) override;
  uint32_t User() override { return real_.User(); }

 private:
  FileSystem& real_;
  FaultPlan& plan_;
};

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_
