#include "promfile/system/processors.h"

#include <sched.h>

#include <algorithm>

namespace promfile {

size_t UsableProcessors() {
  cpu_set_t processors;
  // It fails where there are more than the set holds, or where it is forbidden.
  if (sched_getaffinity(0, sizeof processors, &processors) != 0) return 1;
  return static_cast<size_t>(std::max(1, CPU_COUNT(&processors)));
}

}  // namespace promfile
