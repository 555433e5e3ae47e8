// Runs whole processes in turn, so that what the machine does meanwhile hits
// all of them alike: turns ROUNDS INPUT COMMAND... [--- COMMAND...]...
//
// Each gets the file INPUT as standard input and /dev/null as its output; every
// round has another order. Prints one JSON line a command, in the order given:
//   {"wall_us": [one a round], "cpu_us": [the same], "peak_kib": N, "code": N}
// "peak_kib" is the largest resident memory; the kernel counts that of whoever
// started a process, too, so this program is static and small. "code" is the
// exit code, 128 + N after signal N, the worst of all rounds.

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace {

struct Command {
  char** words;
  std::vector<double> wall;
  std::vector<double> cpu;
  long peak = 0;
  int code = 0;
};

double Microseconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) * 1e6 +
         static_cast<double>(time.tv_usec);
}

double Now() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e6 +
         static_cast<double>(now.tv_nsec) / 1e3;
}

void Run(const char* input, Command* command) {
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_addopen(&streams, 0, input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&streams, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&streams, 2, "/dev/null", O_WRONLY, 0);
  pid_t pid;
  const double began = Now();
  if (posix_spawnp(&pid, command->words[0], &streams, nullptr, command->words,
                   environ) != 0) {
    fprintf(stderr, "turns: cannot start %s\n", command->words[0]);
    exit(127);
  }
  int status = 0;
  rusage usage;
  if (wait4(pid, &status, 0, &usage) != pid) exit(70);
  command->wall.push_back(Now() - began);
  command->cpu.push_back(Microseconds(usage.ru_utime) +
                         Microseconds(usage.ru_stime));
  command->peak = std::max(command->peak, usage.ru_maxrss);
  command->code =
      std::max(command->code, WIFEXITED(status) ? WEXITSTATUS(status)
                                                : 128 + WTERMSIG(status));
  posix_spawn_file_actions_destroy(&streams);
}

void PrintList(const char* name, const std::vector<double>& times) {
  printf("\"%s\": ", name);
  const char* separator = "[";
  for (const double time : times) {
    printf("%s%.1f", separator, time);
    separator = ", ";
  }
  printf("], ");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr,
            "usage: turns ROUNDS INPUT COMMAND... [--- COMMAND...]...\n");
    return 64;
  }
  std::vector<Command> commands(1);
  commands[0].words = argv + 3;
  for (int i = 3; i + 1 < argc; ++i) {
    if (strcmp(argv[i], "---") != 0) continue;
    argv[i] = nullptr;
    commands.emplace_back();
    commands.back().words = argv + i + 1;
  }
  std::vector<size_t> order(commands.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  srand(1);
  for (int round = atoi(argv[1]); round > 0; --round) {
    for (size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[static_cast<size_t>(rand()) % (i + 1)]);
    }
    for (const size_t i : order) Run(argv[2], &commands[i]);
  }
  for (const Command& command : commands) {
    printf("{");
    PrintList("wall_us", command.wall);
    PrintList("cpu_us", command.cpu);
    printf("\"peak_kib\": %ld, \"code\": %d}\n", command.peak, command.code);
  }
  return 0;
}
