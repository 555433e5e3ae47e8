#ifndef PROMFILE_TESTS_HOSTILE_STEPS_H_
#define PROMFILE_TESTS_HOSTILE_STEPS_H_

#include <cstddef>
#include <vector>

#include "tests/hostile/attack.h"

namespace promfile {

// Every move at every one of `moments`, except those on places that are not
// there then. `command` is borrowed by the steps.
std::vector<Step> StepsOf(const Command& command,
                          const std::vector<Moment>& moments);

// Some of `steps`: every moment of every command and every move on every
// command at least once, the rest by chance, `count` in all or what that takes.
// The same for the same `seed`.
std::vector<Step> Sample(std::vector<Step> steps, size_t count, unsigned seed);

}  // namespace promfile

#endif  // PROMFILE_TESTS_HOSTILE_STEPS_H_
