#ifndef PROMFILE_CHECK_BLOCKS_H_
#define PROMFILE_CHECK_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace promfile {

// A vector of what is cheap to copy, in blocks, so that nothing is copied when
// there are more.
template <typename Item>
class Blocks {
 public:
  uint32_t size() const { return size_; }
  Item& operator[](uint32_t i) const { return blocks_[i / kItems][i % kItems]; }
  void Add(const Item& item) {
    if (size_ % kItems == 0) AddBlock();
    *next_++ = item;
    ++size_;
  }

 private:
  static constexpr size_t kItems = 1024;

  // Not inline: whoever gives away an address pays for a check of the stack.
  __attribute__((noinline)) void AddBlock() {
    blocks_.push_back(std::unique_ptr<Item[]>(new Item[kItems]));
    next_ = blocks_.back().get();
  }

  std::vector<std::unique_ptr<Item[]>> blocks_;
  Item* next_ = nullptr;  // if the last block has room for one
  uint32_t size_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_BLOCKS_H_
