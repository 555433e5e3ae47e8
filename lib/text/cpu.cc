#include "promfile/text/cpu.h"

#include <cstddef>  // so that __GLIBC__ is known

// clang does not take this header in C++.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && \
    (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
#include <sys/platform/x86.h>
#define PROMFILE_ASK_C_LIBRARY 1
#endif

namespace promfile {

#if defined(PROMFILE_ASK_C_LIBRARY)
#define PROMFILE_HAS(name, NAME) CPU_FEATURE_ACTIVE(NAME)
#else
#define PROMFILE_HAS(name, NAME) __builtin_cpu_supports(name)
#endif

#if defined(__x86_64__)

bool HasAvx2() {
  return PROMFILE_HAS("avx2", AVX2) && PROMFILE_HAS("bmi", BMI1) &&
         PROMFILE_HAS("popcnt", POPCNT);
}
bool HasAvx512() {
  return PROMFILE_HAS("avx512bw", AVX512BW) &&
         PROMFILE_HAS("avx512vbmi2", AVX512_VBMI2) &&
         PROMFILE_HAS("popcnt", POPCNT);
}

#endif

}  // namespace promfile
