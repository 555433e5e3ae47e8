#include "promfile/system/job_spawn.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace promfile {
namespace {

constexpr char kDefaultPath[] = "/bin:/usr/bin";

// Everything that is executed between vfork() and exec, ready: no memory may be
// allocated there.
struct Image {
  std::vector<std::string> candidates;
  std::vector<const char*> paths;
  std::vector<char*> arguments;
};

Image PrepareImage(const std::vector<std::string>& command) {
  Image image;
  const std::string& name = command[0];
  if (name.find('/') != std::string::npos || name.empty()) {
    image.candidates.push_back(name);
  } else {
    const char* path = getenv("PATH");
    for (const absl::string_view folder :
         absl::StrSplit(path == nullptr ? kDefaultPath : path, ':')) {
      // An empty one is the working directory.
      image.candidates.push_back(
          folder.empty() ? name : absl::StrCat(folder, "/", name));
    }
  }
  for (const std::string& candidate : image.candidates) {
    image.paths.push_back(candidate.c_str());
  }
  for (const std::string& argument : command) {
    image.arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  image.arguments.push_back(nullptr);
  return image;
}

bool IsNextTried(int error) {
  return error == EACCES || error == ENOENT || error == ENOTDIR ||
         error == ENODEV || error == ESTALE || error == ETIMEDOUT;
}

// Runs in the child. Returns an errno if nothing could be executed.
int Execute(const Image& image) {
  bool forbidden = false;
  int error = ENOENT;
  for (const char* path : image.paths) {
    execve(path, image.arguments.data(), environ);
    error = errno;
    if (!IsNextTried(error)) return error;
    forbidden = forbidden || error == EACCES;
  }
  if (forbidden) return EACCES;
  return image.paths.size() > 1 ? ENOENT : error;
}

int BecomeJob(const SpawnRequest& request, const Image& image) {
  if (request.own_group && setpgid(0, 0) != 0) return errno;
  if (request.output >= 0 && dup2(request.output, STDOUT_FILENO) < 0) {
    return errno;
  }
  if (request.error >= 0 && dup2(request.error, STDERR_FILENO) < 0) {
    return errno;
  }
  if (request.ignore_child_signal) signal(SIGCHLD, SIG_IGN);
  sigprocmask(SIG_SETMASK, &request.mask, nullptr);
  return Execute(image);
}

// On its own, so that no variable of a caller lives in a register that the
// child changes.
__attribute__((noinline)) pid_t Fork(const SpawnRequest& request,
                                     const Image& image,
                                     volatile int* exec_error) {
  // Memory is shared until the child executes or ends, and this thread waits:
  // nothing is copied, whatever the size, and the child can say what failed.
  const pid_t pid = vfork();
  if (pid != 0) return pid;
  *exec_error = BecomeJob(request, image);
  _exit(127);
}

}  // namespace

SpawnResult Spawn(const SpawnRequest& request) {
  const Image image = PrepareImage(request.command);
  SpawnResult result;
  volatile int exec_error = 0;
  result.pid = Fork(request, image, &exec_error);
  if (result.pid < 0) result.fork_error = errno;
  result.exec_error = exec_error;
  return result;
}

}  // namespace promfile
