#include "tests/fuzz/law.h"

#include <cstdio>
#include <cstdlib>

namespace promfile {

void Demand(bool holds, const char* reason) {
  if (holds) return;
  std::fprintf(stderr, "the law is broken: %s\n", reason);
  std::abort();
}

}  // namespace promfile
