#ifndef PROMFILE_TEXT_KEYED_HASH_H_
#define PROMFILE_TEXT_KEYED_HASH_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

namespace promfile {

// 128 bits that stand for some bytes.
struct Hash128 {
  uint64_t high = 0;
  uint64_t low = 0;
};

// A hash with a key, so that nobody who does not know the key can choose inputs
// that collide. Two 64-bit lanes of multiply-and-fold, as in wyhash, that share
// no constant; equal inputs under equal keys give equal hashes on one machine,
// never on another: not for storing. Copyable; thread-safe.
class KeyedHash {
 public:
  KeyedHash(uint64_t key_a, uint64_t key_b) {
    uint64_t state = key_a ^ 0x243F6A8885A308D3u;
    for (size_t i = 0; i < 6; ++i) {
      if (i == 3) state ^= key_b;
      // splitmix64
      state += 0x9E3779B97F4A7C15u;
      uint64_t z = state;
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
      key_[i] = z ^ (z >> 31) ^ (key_b << 1);
    }
  }

  // `seed` is the hash of what `bytes` belong to, or nothing.
  Hash128 operator()(absl::string_view bytes, Hash128 seed = {}) const {
    const char* p = bytes.data();
    size_t n = bytes.size();
    uint64_t high = seed.high ^ key_[0];
    uint64_t low = seed.low ^ key_[1];
    for (; n > 16; n -= 16, p += 16) {
      const uint64_t a = Load8(p);
      const uint64_t b = Load8(p + 8);
      high = Fold(a ^ key_[2], b ^ high);
      low = Fold(b ^ key_[3], a ^ low);
    }
    uint64_t a = 0;
    uint64_t b = bytes.size();
    if (n >= 8) {
      a = Load8(p);
      b += Load8(p + n - 8);
    } else if (n >= 4) {
      a = Load4(p) << 32 | Load4(p + n - 4);
    } else if (n > 0) {
      a = static_cast<uint8_t>(p[0]) |
          static_cast<uint64_t>(static_cast<uint8_t>(p[n / 2])) << 8 |
          static_cast<uint64_t>(static_cast<uint8_t>(p[n - 1])) << 16;
    }
    return {Fold(a ^ high, b ^ low ^ key_[4]),
            Fold(a ^ low ^ key_[5], b ^ high ^ key_[3])};
  }

  // A hash of a hash and a number.
  Hash128 Mix(Hash128 hash, uint64_t number) const {
    return {Fold(hash.high ^ key_[4],
                 number ^ key_[5] ^ (hash.low << 32 | hash.low >> 32)),
            Fold(hash.low ^ key_[5],
                 number ^ key_[4] ^ (hash.high << 32 | hash.high >> 32))};
  }

 private:
  static uint64_t Load8(const char* p) {
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
  }
  static uint64_t Load4(const char* p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
  }
  static uint64_t Fold(uint64_t a, uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product) ^
           static_cast<uint64_t>(product >> 64);
  }

  uint64_t key_[6];
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_KEYED_HASH_H_
