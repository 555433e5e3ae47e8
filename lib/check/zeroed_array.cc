#include "promfile/check/zeroed_array.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace promfile {
namespace {

constexpr uintptr_t kPage = 2097152;
// Up to here the page tables stay in the caches, too.
constexpr size_t kMany = 8388608;

}  // namespace

ZeroedBytes::ZeroedBytes(size_t count, size_t size) {
  // Not operator new: that much comes from the kernel, and is 0 already.
  while ((bytes_ = std::calloc(count, size)) == nullptr) {
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
#if defined(MADV_HUGEPAGE)
  if (count * size < kMany) return;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(bytes_);
  const uintptr_t first = (begin + kPage - 1) / kPage * kPage;
  const uintptr_t end = (begin + count * size) / kPage * kPage;
  // Only a hint: it may fail.
  madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
#endif
}

ZeroedBytes::~ZeroedBytes() { std::free(bytes_); }

}  // namespace promfile
