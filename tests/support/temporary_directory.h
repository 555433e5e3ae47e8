#ifndef PROMFILE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
#define PROMFILE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"

namespace promfile {

// A new directory on the real disk, mode 0755, removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  // The path of a file in it.
  std::string operator/(absl::string_view name) const;

 private:
  std::string path_;
};

// For plain files; "" for one that cannot be read.
void WriteWholeFile(const std::string& path, absl::string_view content);
std::string ReadWholeFile(const std::string& path);

// Runs `body` in a child process and waits for it. Returns the exit code that
// `body` returned, or 128 + the signal that killed the child.
int InChild(const std::function<int()>& body);

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_TEMPORARY_DIRECTORY_H_
