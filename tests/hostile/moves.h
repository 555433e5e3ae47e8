#ifndef PROMFILE_TESTS_HOSTILE_MOVES_H_
#define PROMFILE_TESTS_HOSTILE_MOVES_H_

#include <string>
#include <vector>

#include "tests/hostile/textfile_world.h"

namespace promfile {

// What the attacker replaces.
enum class Place { kTarget, kTemporary, kLock, kJobLock, kOther, kDirectory };

// What stands there afterwards.
enum class Thing {
  kNothing,
  kLinkToVictim,
  kLinkToDevice,
  kLinkToLog,  // /proc/kmsg: a plain file that blocks, and forgets
  kDanglingLink,
  kHardLink,  // to the victim, as if fs.protected_hardlinks were 0
  kFifo,
  kSocket,
  kDirectory,
  kDevice,  // that root has made for him
  kHugeFile,
  kOtherText,
};

struct Move {
  Place place;
  Thing thing;
};

// Every place with everything that can stand there.
std::vector<Move> AllMoves();

// "the target becomes a FIFO".
std::string Describe(const Move& move);

// Makes the move in one step for whoever looks, as far as the system calls go.
// `target` is the name that is published. False: there is no such place now.
bool Make(const Move& move, const std::string& target, TextfileWorld* world);

}  // namespace promfile

#endif  // PROMFILE_TESTS_HOSTILE_MOVES_H_
