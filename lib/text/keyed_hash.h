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
// that collide: two lanes of 64 bits that share no multiplication. Up to 15
// bytes are multiplied and folded, as in wyhash. More of them are summed up
// first, 16 at a time, by NH (Black and others, UMAC, 1999; as in UMASH), of
// which no two texts of 256 bytes have the same sum in a lane but with a
// probability of 2^-64 over the keys. Equal inputs under equal keys give equal
// hashes on one machine, never on another: not for storing. Copyable;
// thread-safe.
class KeyedHash {
 public:
  KeyedHash(uint64_t key_a, uint64_t key_b) {
    uint64_t state = key_a ^ 0x243F6A8885A308D3u;
    for (size_t i = 0; i < kKeys + kSumKeys; ++i) {
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
    if (size >= kBlock) return FromMany(start, p, size);
    const uint64_t top = uint64_t{size} << 56;
    if (size < 8) return Fold(start, LoadFew(p, size), top);
    return Fold(start, Load8(p), LoadFew(p + 8, size - 8) | top);
  }
  // The same, of which 16 may be read from `p` on. Nothing depends on the size
  // of a short one: there is little pattern in that of values.
  Hash128 FromRoomy(const Start& start, const char* p, size_t size) const {
    if (size >= kBlock) return FromMany(start, p, size);
    // kKept has the bytes in the order of the numbers.
    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) return From(start, p, size);
    const auto& kept = kKept[size];
    return Fold(start, Load8(p) & kept[0],
                (Load8(p + 8) & kept[1]) | uint64_t{size} << 56);
  }

  // A hash of a hash and a number.
  Hash128 Mix(Hash128 hash, uint64_t number) const {
    return {Fold(hash.high ^ key_[4],
                 number ^ key_[5] ^ (hash.low << 32 | hash.low >> 32)),
            Fold(hash.low ^ key_[5],
                 number ^ key_[4] ^ (hash.high << 32 | hash.high >> 32))};
  }

 private:
  static constexpr size_t kKeys = 6;
  // Fewer bytes than a block have zeros behind them and their size in the last
  // byte: no two texts are taken for the same numbers.
  static constexpr size_t kBlock = 16;
  // So many bytes are summed up with keys of their own, two for each block and
  // lane. A lane has those of the next block of the other one.
  static constexpr size_t kChunk = 256;
  static constexpr size_t kSumKeys = kChunk / 8 + 2;
  using Masks = std::array<std::array<uint64_t, kBlock / 8>, kBlock>;
  static constexpr Masks MakeMasks() {
    Masks masks{};
    for (size_t size = 0; size < kBlock; ++size) {
      for (size_t i = 0; i < size; ++i) {
        masks[size][i / 8] |= uint64_t{0xFF} << (8 * (i % 8));
      }
    }
    return masks;
  }
  // Of the numbers that begin with `size` bytes, these bits are of them.
  static const Masks kKept;

  __extension__ using Wide = unsigned __int128;

  Start StartOf(uint64_t high, uint64_t low) const {
    Start start;
    start.high[0] = high;
    start.high[1] = low ^ key_[4];
    start.low[0] = low ^ key_[5];
    start.low[1] = high ^ key_[3];
    return start;
  }
  static Hash128 Fold(const Start& start, uint64_t a, uint64_t b) {
    return {Fold(a ^ start.high[0], b ^ start.high[1]),
            Fold(a ^ start.low[0], b ^ start.low[1])};
  }
  // Of a block at least.
  Hash128 FromMany(const Start& start, const char* p, size_t size) const {
    return size > kChunk ? FromChunks(start, p, size)
                         : FromChunk(start, p, size);
  }
  Hash128 FromChunks(const Start& start, const char* p, size_t size) const;
  // Of 1 to kChunk bytes, with a block in front of their end. The last block
  // ends where they do, and may have bytes of the one before once more.
  Hash128 FromChunk(const Start& start, const char* p, size_t size) const {
    const char* const last = p + size - kBlock;
    Wide high = size;
    Wide low = size;
    const uint64_t* key = key_ + kKeys;
    const auto add = [&](const char* block) {
      const uint64_t a = Load8(block);
      const uint64_t b = Load8(block + 8);
      high += static_cast<Wide>(a + key[0]) * (b + key[1]);
      low += static_cast<Wide>(a + key[2]) * (b + key[3]);
    };
    for (; p < last; p += kBlock, key += 2) add(p);
    add(last);
    return {Fold(static_cast<uint64_t>(high) ^ start.high[0],
                 static_cast<uint64_t>(high >> 64) ^ start.high[1]),
            Fold(static_cast<uint64_t>(low) ^ start.low[0],
                 static_cast<uint64_t>(low >> 64) ^ start.low[1])};
  }

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
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product) ^
           static_cast<uint64_t>(product >> 64);
  }

  uint64_t key_[kKeys + kSumKeys];  // the latter for sums
};

inline constexpr KeyedHash::Masks KeyedHash::kKept = KeyedHash::MakeMasks();

}  // namespace promfile

#endif  // PROMFILE_TEXT_KEYED_HASH_H_
