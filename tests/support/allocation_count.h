#ifndef PROMFILE_TESTS_SUPPORT_ALLOCATION_COUNT_H_
#define PROMFILE_TESTS_SUPPORT_ALLOCATION_COUNT_H_

#include <cstdint>

namespace promfile {

// How often operator new was called in this process. A program that links this
// has operators of its own for it. Thread-safe.
uint64_t AllocationCount();

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_ALLOCATION_COUNT_H_
