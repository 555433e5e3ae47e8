#ifndef PROMFILE_TEXT_DIGITS_H_
#define PROMFILE_TEXT_DIGITS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace promfile {

// Digits read eight at a time, where numbers in memory begin with their low
// end. Each function has a scalar twin.

namespace digits_internal {

constexpr bool kWords = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
constexpr uint64_t kOnes = 0x0101010101010101u;

inline uint64_t Load8(const char* p) {
  uint64_t bytes;
  memcpy(&bytes, p, 8);
  return bytes;
}

// The highest bit of each byte that is no digit. No sum carries into the next
// byte.
inline uint64_t Others(uint64_t bytes) {
  const uint64_t from_zero = bytes ^ '0' * kOnes;
  return (((from_zero & 0x7F * kOnes) + 0x76 * kOnes) | from_zero) &
         0x80 * kOnes;
}

// The number that eight digits read as; zeros in front may be NULs.
inline uint64_t NumberOf8(uint64_t digits) {
  digits = (digits & 0x0F * kOnes) * (1 + (10 << 8)) >> 8;
  digits = (digits & 0x00FF00FF00FF00FFu) * (1 + (100 << 16)) >> 16;
  return (digits & 0x0000FFFF0000FFFFu) * (1 + (uint64_t{10000} << 32)) >> 32;
}

}  // namespace digits_internal

// The digits in front of `end`, the last 8 of them, as a number: none is 0,
// more digits are more than fewer, and as many are ordered as they read.
// Some byte in front of them is no digit.
inline uint64_t EndNumberScalar(const char* end) {
  uint64_t number = 0;
  for (unsigned at = 0; at < 8; ++at) {
    const auto digit = static_cast<uint8_t>(*--end);
    if (digit < '0' || digit > '9') break;
    number |= uint64_t{digit} << (8 * at);
  }
  return number;
}

// The same; `readable` bytes in front of `end` may be read.
inline uint64_t EndNumber(const char* end, size_t readable) {
  if (readable < 8 || !digits_internal::kWords) return EndNumberScalar(end);
  const uint64_t bytes = __builtin_bswap64(digits_internal::Load8(end - 8));
  const uint64_t other = digits_internal::Others(bytes);
  // What is below the lowest one of them, which is all if there is none.
  const uint64_t below = other ^ (other - 1);
  return bytes & (below >> 8 | (other == 0 ? ~uint64_t{0} : 0));
}

// Whether the `size` bytes at `p` are 1 to 16 digits, and if so, their number.
inline bool ReadDigitsScalar(const char* p, size_t size, uint64_t* number) {
  if (size == 0 || size > 16) return false;
  *number = 0;
  for (size_t i = 0; i < size; ++i) {
    const auto digit = static_cast<uint8_t>(p[i] - '0');
    if (digit > 9) return false;
    *number = 10 * *number + digit;
  }
  return true;
}

// The same; 16 bytes at `p` may be read.
inline bool ReadDigits(const char* p, size_t size, uint64_t* number) {
  if (size == 0 || size > 16 || !digits_internal::kWords) {
    return ReadDigitsScalar(p, size, number);
  }
  // What is behind the digits is shifted out.
  const auto end_of = [](uint64_t bytes, size_t count) {
    return bytes << (8 * (8 - count));
  };
  const size_t first = size < 8 ? size : 8;
  const uint64_t begin = digits_internal::Load8(p);
  uint64_t others = end_of(digits_internal::Others(begin), first);
  *number = digits_internal::NumberOf8(end_of(begin, first));
  if (size > 8) {
    static constexpr uint64_t kPowers[] = {
        1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    const uint64_t rest = digits_internal::Load8(p + 8);
    others |= end_of(digits_internal::Others(rest), size - 8);
    *number = *number * kPowers[size - 8] +
              digits_internal::NumberOf8(end_of(rest, size - 8));
  }
  return others == 0;
}

}  // namespace promfile

#endif  // PROMFILE_TEXT_DIGITS_H_
