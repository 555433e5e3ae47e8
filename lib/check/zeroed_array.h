#ifndef PROMFILE_CHECK_ZEROED_ARRAY_H_
#define PROMFILE_CHECK_ZEROED_ARRAY_H_

#include <cstddef>
#include <type_traits>

namespace promfile {

// Bytes that are all 0. Throws what operator new throws, and calls its handler.
// Many bytes come in huge pages where the kernel gives them: whoever reads one
// here and one there would wait longer for the page tables than for the memory.
class ZeroedBytes {
 public:
  ZeroedBytes() = default;
  ZeroedBytes(size_t count, size_t size);
  ~ZeroedBytes();
  ZeroedBytes(const ZeroedBytes&) = delete;
  ZeroedBytes& operator=(const ZeroedBytes&) = delete;

  void* get() const { return bytes_; }
  void swap(ZeroedBytes& other) {
    void* const bytes = bytes_;
    bytes_ = other.bytes_;
    other.bytes_ = bytes;
  }

 private:
  void* bytes_ = nullptr;
};

// Some T, all of whose bytes are 0.
template <typename T>
class ZeroedArray {
 public:
  static_assert(std::is_trivially_copyable<T>::value, "made of bytes alone");

  ZeroedArray() = default;
  // Frees what was there first.
  void Reset(size_t count) {
    ZeroedBytes().swap(bytes_);
    ZeroedBytes(count, sizeof(T)).swap(bytes_);
  }
  T* get() const { return static_cast<T*>(bytes_.get()); }
  T& operator[](size_t i) const { return get()[i]; }

 private:
  ZeroedBytes bytes_;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_ZEROED_ARRAY_H_
