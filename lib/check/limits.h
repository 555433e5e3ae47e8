#ifndef PROMFILE_CHECK_LIMITS_H_
#define PROMFILE_CHECK_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace promfile {

// What a producer may publish at most; every bound is inclusive.
struct Limits {
  uint64_t series = 100000;
  size_t name_bytes = 128;  // metric and label names
  size_t label_value_bytes = 4096;
  size_t labels = 30;  // of one series
  size_t line_bytes = 64 << 10;
};

// No bound but the one that keeps memory bounded: a line of 64 MiB.
Limits NoLimits();

}  // namespace promfile

#endif  // PROMFILE_CHECK_LIMITS_H_
