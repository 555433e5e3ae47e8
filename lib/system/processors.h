#ifndef PROMFILE_SYSTEM_PROCESSORS_H_
#define PROMFILE_SYSTEM_PROCESSORS_H_

#include <cstddef>

namespace promfile {

// How many processors this process may run on, which may be fewer than there
// are; at least 1.
size_t UsableProcessors();

}  // namespace promfile

#endif  // PROMFILE_SYSTEM_PROCESSORS_H_
