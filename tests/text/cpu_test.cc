#include "promfile/text/cpu.h"

#include <cstdio>

#include "gtest/gtest.h"

// libgcc's own record of the processor. Whatever needs it has the program ask
// the processor before main begins.
extern "C" char __cpu_model[] __attribute__((weak));

namespace promfile {
namespace {

TEST(CpuTest, TheProcessorIsNotAskedAgain) {
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
  std::printf("AVX2: %d, AVX-512: %d\n", HasAvx2(), HasAvx512());
  const void* volatile record = __cpu_model;
  EXPECT_EQ(record, nullptr);
#else
  std::puts("not checked: the C library is not asked here");
#endif
}

}  // namespace
}  // namespace promfile
