#include "tests/hostile/moves.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

constexpr const char* kPlaces[] = {"the target",    "the temporary file",
                                   "the lock file", "the job's lock file",
                                   "another file",  "the directory"};
constexpr const char* kThings[] = {"nothing",
                                   "a link to a file of root's",
                                   "a link to a device",
                                   "a link to the kernel's log",
                                   "a dangling link",
                                   "a hard link to a file of root's",
                                   "a FIFO",
                                   "a socket",
                                   "a directory",
                                   "a device",
                                   "a huge file",
                                   "another text"};

// The attack itself must not fail.
void Expect(bool done, const std::string& path) {
  if (done) return;
  std::printf("cannot change %s: %s\n", path.c_str(), std::strerror(errno));
  std::abort();
}

void MakeSocket(const std::string& path) {
  // Bound by a name in the working directory: a socket's path must be short.
  const int here = open(".", O_PATH | O_CLOEXEC);
  const int bound = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "new");
  if (chdir(path.substr(0, path.rfind('/')).c_str()) == 0) {
    bind(bound, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  Expect(fchdir(here) == 0, path);
  close(bound);
  close(here);
}

// Puts `thing` to `path`, where nothing is.
void Put(Thing thing, const std::string& path, const TextfileWorld& world) {
  int failed = 0;
  switch (thing) {
    case Thing::kNothing:
      return;
    case Thing::kLinkToVictim:
      failed = symlink(world.victim().c_str(), path.c_str());
      break;
    case Thing::kLinkToDevice:
      failed = symlink(world.device().c_str(), path.c_str());
      break;
    case Thing::kLinkToLog:
      failed = symlink("/proc/kmsg", path.c_str());
      break;
    case Thing::kDanglingLink:
      failed = symlink(world.elsewhere("created").c_str(), path.c_str());
      break;
    case Thing::kHardLink:
      failed = link(world.victim().c_str(), path.c_str());
      break;
    case Thing::kFifo:
      failed = mkfifo(path.c_str(), 0666);
      break;
    case Thing::kSocket:
      MakeSocket(path);
      break;
    case Thing::kDirectory:
      failed = mkdir(path.c_str(), 0777);
      break;
    case Thing::kDevice:
      failed = mknod(path.c_str(), S_IFCHR | 0666, makedev(1, 5));
      break;
    case Thing::kHugeFile:
      WriteWholeFile(path, "");
      failed = truncate(path.c_str(), off_t{1} << 42);
      break;
    case Thing::kOtherText:
      WriteWholeFile(path, "evil 1\n");
      break;
  }
  Expect(failed == 0, path);
  if (thing != Thing::kHardLink && thing != Thing::kDevice) {
    Expect(lchown(path.c_str(), kAttacker, kAttacker) == 0, path);
  }
}

// The directory goes away, or stands behind a link that leads elsewhere.
bool MoveDirectory(Thing thing, TextfileWorld* world) {
  const std::string given = world->given_directory();
  const std::string moved = world->elsewhere("moved");
  Expect(rename(given.c_str(), moved.c_str()) == 0, given);
  world->set_directory(moved);
  if (thing == Thing::kLinkToVictim) {
    Expect(symlink(world->precious().c_str(), given.c_str()) == 0, given);
    return true;
  }
  Put(thing, given, *world);
  return true;
}

bool IsForDirectory(Thing thing) {
  return thing == Thing::kNothing || thing == Thing::kLinkToVictim ||
         thing == Thing::kDanglingLink || thing == Thing::kFifo ||
         thing == Thing::kDirectory;
}

}  // namespace

std::vector<Move> AllMoves() {
  std::vector<Move> moves;
  for (int place = 0; place < static_cast<int>(std::size(kPlaces)); ++place) {
    for (int thing = 0; thing < static_cast<int>(std::size(kThings)); ++thing) {
      const Move move = {static_cast<Place>(place), static_cast<Thing>(thing)};
      if (move.place == Place::kDirectory && !IsForDirectory(move.thing)) {
        continue;
      }
      moves.push_back(move);
    }
  }
  return moves;
}

std::string Describe(const Move& move) {
  return absl::StrCat(kPlaces[static_cast<int>(move.place)], " becomes ",
                      kThings[static_cast<int>(move.thing)]);
}

bool Make(const Move& move, const std::string& target, TextfileWorld* world) {
  std::string name;
  switch (move.place) {
    case Place::kTarget:
      name = target;
      break;
    case Place::kTemporary:
      name = world->TemporaryName();
      if (name.empty()) return false;
      break;
    case Place::kLock:
      name = ".promfile.lock";
      break;
    case Place::kJobLock:
      name = ".promfile-run-job.lock";
      break;
    case Place::kOther:
      name = "other.prom";
      break;
    case Place::kDirectory:
      return MoveDirectory(move.thing, world);
  }
  const std::string path = absl::StrCat(world->directory(), "/", name);
  const std::string fresh = world->directory() + "/new";
  Put(move.thing, fresh, *world);
  // rename() does nothing where both names are one file, and does not replace
  // a file by a directory.
  std::filesystem::remove_all(path);
  if (move.thing != Thing::kNothing) {
    Expect(rename(fresh.c_str(), path.c_str()) == 0, path);
  }
  return true;
}

}  // namespace promfile
