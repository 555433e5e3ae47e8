#ifndef PROMFILE_TEXT_KEYED_HASH_H_
#define PROMFILE_TEXT_KEYED_HASH_H_

#include <array>
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
    for (size_t i = 0; i < kKeys; ++i) {
      if (i == 3) state ^= key_b;
      // splitmix64
      state += 0x9E3779B97F4A7C15u;
      uint64_t z = state;
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
      key_[i] = z ^ (z >> 31) ^ (key_b << 1);
    }
  }

  // What hashing begins with: keys for what the bytes belong to.
  class Start {
    friend class KeyedHash;
    uint64_t high[2] = {};
    uint64_t low[2] = {};
  };
  // `seed` is the hash of what bytes belong to, or nothing.
  Start StartOf(Hash128 seed) const {
    return StartOf(seed.high ^ key_[0], seed.low ^ key_[1]);
  }

  Hash128 operator()(absl::string_view bytes, Hash128 seed = {}) const {
    return From(StartOf(seed), bytes.data(), bytes.size());
  }
  Hash128 From(const Start& start, const char* p, size_t size) const {
    if (size > kShort) return FromLong(start, p, size);
    const uint64_t top = uint64_t{size} << 56;
    if (size < 8) return Half(start, LoadFew(p, size), top);
    if (size < 16) return Half(start, Load8(p), LoadFew(p + 8, size - 8) | top);
    if (size < 24) {
      return Last(start, Load8(p), Load8(p + 8), LoadFew(p + 16, size - 16),
                  top);
    }
    return Last(start, Load8(p), Load8(p + 8), Load8(p + 16),
                LoadFew(p + 24, size - 24) | top);
  }
  // The same, of which 32 may be read from `p` on. Nothing depends on the size
  // of a short one but whether it fills a half: there is little pattern in that
  // of values.
  Hash128 FromRoomy(const Start& start, const char* p, size_t size) const {
    // kKept has the bytes in the order of the numbers.
    if (size > kShort || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) {
      return FromLong(start, p, size);
    }
    const auto& kept = kKept[size];
    if (size < kBlock / 2) {
      return Half(start, Load8(p) & kept[0],
                  (Load8(p + 8) & kept[1]) | uint64_t{size} << 56);
    }
    return Last(start, Load8(p), Load8(p + 8), Load8(p + 16) & kept[2],
                (Load8(p + 24) & kept[3]) | uint64_t{size} << 56);
  }

  // A hash of a hash and a number.
  Hash128 Mix(Hash128 hash, uint64_t number) const {
    return {Fold(hash.high ^ key_[4],
                 number ^ key_[5] ^ (hash.low << 32 | hash.low >> 32)),
            Fold(hash.low ^ key_[5],
                 number ^ key_[4] ^ (hash.high << 32 | hash.high >> 32))};
  }

 private:
  static constexpr size_t kKeys = 10;
  // Bytes are taken by so many, and the rest, of 0 to kShort bytes, by itself,
  // with zeros behind it and its size in the last byte, of a half if it fits
  // there: no two texts are taken for the same numbers.
  static constexpr size_t kBlock = 32;
  static constexpr size_t kShort = kBlock - 1;
  using Masks = std::array<std::array<uint64_t, kBlock / 8>, kBlock>;
  static constexpr Masks MakeMasks() {
    Masks masks{};
    for (size_t size = 0; size <= kShort; ++size) {
      for (size_t i = 0; i < size; ++i) {
        masks[size][i / 8] |= uint64_t{0xFF} << (8 * (i % 8));
      }
    }
    return masks;
  }
  // Of the numbers that begin with `size` bytes, these bits are of them.
  static const Masks kKept;

  Start StartOf(uint64_t high, uint64_t low) const {
    Start start;
    start.high[0] = high;
    start.high[1] = low ^ key_[4];
    start.low[0] = low ^ key_[5];
    start.low[1] = high ^ key_[3];
    return start;
  }
  static Hash128 Half(const Start& start, uint64_t a, uint64_t b) {
    return {Fold(a ^ start.high[0], b ^ start.high[1]),
            Fold(a ^ start.low[0], b ^ start.low[1])};
  }
  // The second half is folded into the first one, whose keys are those of what
  // the bytes belong to.
  Hash128 Last(const Start& start, uint64_t a, uint64_t b, uint64_t c,
               uint64_t d) const {
    const uint64_t high = Fold(c ^ key_[6], d ^ key_[7]);
    const uint64_t low = Fold(c ^ key_[8], d ^ key_[9]);
    return {Fold(a ^ start.high[0] ^ high, b ^ start.high[1]),
            Fold(a ^ start.low[0] ^ low, b ^ start.low[1])};
  }
  // From, out of line.
  Hash128 FromLong(const Start& start, const char* p, size_t size) const;

  static uint64_t Load8(const char* p) {
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
  }
  // The number that Load8 would give if zeros came behind `size` bytes, fewer
  // than 8; on machines that begin numbers with their high end, another one
  // that stands for the same bytes.
  static uint64_t LoadFew(const char* p, size_t size) {
    if (size >= 4) {
      return Load4(p) | uint64_t{Load4(p + size - 4)} << (8 * (size - 4));
    }
    if (size == 0) return 0;
    const auto byte = [p](size_t i) {
      return uint64_t{static_cast<uint8_t>(p[i])} << (8 * i);
    };
    return byte(0) | byte(size / 2) | byte(size - 1);
  }
  static uint32_t Load4(const char* p) {
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

  uint64_t key_[kKeys];
};

inline constexpr KeyedHash::Masks KeyedHash::kKept = KeyedHash::MakeMasks();

}  // namespace promfile

#endif  // PROMFILE_TEXT_KEYED_HASH_H_
