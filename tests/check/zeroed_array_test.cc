#include "promfile/check/zeroed_array.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(ZeroedArrayTest, IsZeroAndIsMadeAnew) {
  ZeroedArray<uint64_t> array;
  EXPECT_EQ(array.get(), nullptr);
  for (const size_t count : {1, 16, 1000, 2000000, 16}) {
    array.Reset(count);
    for (size_t i = 0; i < count; ++i) {
      ASSERT_EQ(array[i], 0u);
      array[i] = i + 1;
    }
  }
}

// What the kernel says of the mapping that `address` is in: "hg" stands for
// huge pages on request.
std::string FlagsAt(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  std::string line;
  bool within = false;
  while (std::getline(maps, line)) {
    unsigned long begin = 0;
    unsigned long end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) {
      const auto at = reinterpret_cast<uintptr_t>(address);
      within = begin <= at && at < end;
    } else if (within && absl::StartsWith(line, "VmFlags:")) {
      return line + " ";
    }
  }
  return "";
}

TEST(ZeroedArrayTest, AsksForHugePagesIfItIsLarge) {
  if (!std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled")) {
    GTEST_SKIP() << "this kernel has none";
  }
  ZeroedArray<uint64_t> small;
  small.Reset(1000);
  EXPECT_FALSE(absl::StrContains(FlagsAt(small.get()), " hg "));
  ZeroedArray<uint64_t> large;
  large.Reset(4 << 20);
  // Its middle: pages at the ends are shared with others.
  EXPECT_TRUE(absl::StrContains(FlagsAt(&large[2 << 20]), " hg "));
}

}  // namespace
}  // namespace promfile
