// known_key FILE: validates FILE as `promfile check` does, but with the key 0,
// which whoever made the file has known.

#include <cstdio>

#include "promfile/check/validate.h"
#include "tests/bench/measure.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: known_key FILE\n");
    return 64;
  }
  const promfile::FileReport report = promfile::ValidateText(
      promfile::ReadAll(argv[1]), promfile::ValidateOptions());
  return report.findings.list.empty() ? 0 : 1;
}
