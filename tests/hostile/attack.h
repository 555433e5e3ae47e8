#ifndef PROMFILE_TESTS_HOSTILE_ATTACK_H_
#define PROMFILE_TESTS_HOSTILE_ATTACK_H_

#include <string>
#include <vector>

#include "tests/faults/tracer.h"
#include "tests/hostile/moves.h"
#include "tests/hostile/textfile_world.h"

namespace promfile {

// A command that writes, and what it has to do.
struct Command {
  std::string name;
  std::vector<std::string> arguments;  // before "-d DIRECTORY"
  std::vector<std::string> rest;       // after it
  std::string target;
  std::string text;  // what is published holds this
  bool has_unnamed_files = true;
  bool runs_a_job = false;  // exits 0 whatever becomes of its metrics
  bool locks_the_job = false;
};

const std::vector<Command>& Commands();

// Right before a system call. Right after the one before it is the same moment:
// between the two the program asks the kernel nothing.
struct Moment {
  std::string call;  // "openat"
  bool has_temporary_file;
};

// `command`, and one move at one of its moments: 1, 2, 3, ...
struct Step {
  const Command* command;
  int moment;
  Move move;
};

// One command on its way through a world, and one move while it stands still.
class Attack {
 public:
  // Borrows both. At moment 0 no move is made.
  Attack(const std::string& promfile, TextfileWorld* world, const Step& step)
      : promfile_(promfile), world_(world), step_(step) {}

  // Builds the world, attacks, and removes the world. Returns what has happened
  // that must not, a sentence each; empty: nothing. Once.
  std::vector<std::string> Run();

  // Of a run without a move.
  const std::vector<Moment>& moments() const { return moments_; }
  // False if that moment has not come, or had nothing to replace.
  bool moved() const { return moved_; }
  const TracedEnd& end() const { return end_; }

 private:
  void Stopped(StoppedCall& call);
  std::vector<std::string> Judge() const;

  const std::string& promfile_;
  TextfileWorld* world_;
  const Step step_;
  std::vector<Moment> moments_;
  int moment_ = 0;
  bool moved_ = false;
  bool in_place_ = false;
  bool opened_after_move_ = false;
  TracedEnd end_;
};

}  // namespace promfile

#endif  // PROMFILE_TESTS_HOSTILE_ATTACK_H_
