#ifndef PROMFILE_TESTS_HOSTILE_TEXTFILE_WORLD_H_
#define PROMFILE_TESTS_HOSTILE_TEXTFILE_WORLD_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace promfile {

// A textfile directory that belongs to somebody else, and beside it what he
// would like root to touch for him:
//
//   textfile/  his: x.prom, job.prom, other.prom and a lock file
//   victim     root's, mode 0600; exposition, so that it could be published
//   precious/  root's, mode 0700, with one file
//   device     root's; whoever opens it has done something
//
// Made anew for every attack, in a file system in memory.
class TextfileWorld {
 public:
  // `scratch` is an empty directory; borrowed. Must be root.
  explicit TextfileWorld(const std::string& scratch);

  void Build();
  void Remove();

  // By its path now: the attacker may have moved it.
  std::string directory() const { return directory_; }
  void set_directory(std::string path) { directory_ = std::move(path); }
  // By the path that promfile is given.
  std::string given_directory() const { return scratch_ + "/textfile"; }
  std::string victim() const { return scratch_ + "/victim"; }
  std::string precious() const { return scratch_ + "/precious"; }
  std::string device() const { return scratch_ + "/device"; }
  std::string elsewhere(absl::string_view name) const;

  // The temporary file that is there now; "" without one.
  std::string TemporaryName() const;

  // What has happened that must not, a sentence each; empty: nothing.
  // `may_write_precious`: the path that promfile was given has led there before
  // it was opened, so that this is the directory now.
  std::vector<std::string> Harm(bool may_write_precious) const;

 private:
  std::string scratch_;
  std::string directory_;
  int watch_ = -1;
};

// True if `path` is a plain file with all of `text`; anything else is not
// opened.
bool HoldsText(const std::string& path, absl::string_view text);

// What only the victim's content has.
constexpr absl::string_view kSecret = "S3CRET-of-root";

// The owner of the directory.
constexpr uid_t kAttacker = 65534;

}  // namespace promfile

#endif  // PROMFILE_TESTS_HOSTILE_TEXTFILE_WORLD_H_
