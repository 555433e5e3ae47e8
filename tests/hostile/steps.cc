#include "tests/hostile/steps.h"

#include <algorithm>
#include <random>
#include <set>
#include <tuple>
#include <utility>

namespace promfile {

std::vector<Step> StepsOf(const Command& command,
                          const std::vector<Moment>& moments) {
  std::vector<Step> steps;
  const std::vector<Move> moves = AllMoves();
  int number = 0;
  for (const Moment& moment : moments) {
    ++number;
    for (const Move& move : moves) {
      if (move.place == Place::kTemporary && !moment.has_temporary_file) {
        continue;
      }
      if (move.place == Place::kJobLock && !command.locks_the_job) continue;
      steps.push_back({&command, number, move});
    }
  }
  return steps;
}

std::vector<Step> Sample(std::vector<Step> steps, size_t count, unsigned seed) {
  std::shuffle(steps.begin(), steps.end(), std::mt19937(seed));
  std::set<std::pair<const Command*, int>> moments;
  std::set<std::tuple<const Command*, Place, Thing>> moves;
  const auto end_of_needed =
      std::stable_partition(steps.begin(), steps.end(), [&](const Step& step) {
        const bool new_moment =
            moments.emplace(step.command, step.moment).second;
        const bool new_move =
            moves.emplace(step.command, step.move.place, step.move.thing)
                .second;
        return new_moment || new_move;
      });
  const auto needed = static_cast<size_t>(end_of_needed - steps.begin());
  steps.resize(std::min(steps.size(), std::max(needed, count)));
  return steps;
}

}  // namespace promfile
