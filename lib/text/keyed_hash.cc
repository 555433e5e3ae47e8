#include "promfile/text/keyed_hash.h"

namespace promfile {

Hash128 KeyedHash::FromChunks(const Start& start, const char* p,
                              size_t size) const {
  Start next = start;
  for (; size > kChunk; size -= kChunk, p += kChunk) {
    const Hash128 hash = FromChunk(next, p, kChunk);
    next = StartOf(hash.high ^ key_[2], hash.low ^ key_[1]);
  }
  return FromChunk(next, p, size);
}

}  // namespace promfile
