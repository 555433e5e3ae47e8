#include "promfile/text/keyed_hash.h"

namespace promfile {

Hash128 KeyedHash::FromLong(const Start& start, const char* p,
                            size_t size) const {
  Start next = start;
  for (; size > kShort; size -= kBlock, p += kBlock) {
    const Hash128 hash =
        Last(next, Load8(p), Load8(p + 8), Load8(p + 16), Load8(p + 24));
    next = StartOf(hash.high ^ key_[2], hash.low ^ key_[1]);
  }
  return From(next, p, size);
}

}  // namespace promfile
