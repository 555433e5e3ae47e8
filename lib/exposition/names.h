#ifndef PROMFILE_EXPOSITION_NAMES_H_
#define PROMFILE_EXPOSITION_NAMES_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace promfile {

namespace names_internal {

enum : uint8_t {
  kMetricStart = 1,
  kMetricByte = 2,
  kLabelStart = 4,
  kLabelByte = 8
};

constexpr std::array<uint8_t, 256> MakeClasses() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (letter)
      classes[c] = kMetricStart | kMetricByte | kLabelStart | kLabelByte;
    if (digit) classes[c] = kMetricByte | kLabelByte;
    if (c == ':') classes[c] = kMetricStart | kMetricByte;
  }
  return classes;
}

inline constexpr std::array<uint8_t, 256> kClasses = MakeClasses();

inline bool Is(char c, uint8_t wanted) {
  return (kClasses[static_cast<uint8_t>(c)] & wanted) != 0;
}

}  // namespace names_internal

// The bytes that a metric name may begin and go on with: [a-zA-Z_:], then
// [a-zA-Z0-9_:]. Label names are the same without the colon.
inline bool IsMetricNameStart(char c) {
  return names_internal::Is(c, names_internal::kMetricStart);
}
inline bool IsMetricNameByte(char c) {
  return names_internal::Is(c, names_internal::kMetricByte);
}
inline bool IsLabelNameStart(char c) {
  return names_internal::Is(c, names_internal::kLabelStart);
}
inline bool IsLabelNameByte(char c) {
  return names_internal::Is(c, names_internal::kLabelByte);
}

bool IsMetricName(absl::string_view name);
bool IsLabelName(absl::string_view name);

// `name` without `suffix`, or an empty view if it does not end in it or is
// nothing else.
inline absl::string_view WithoutSuffix(absl::string_view name,
                                       absl::string_view suffix) {
  // Most names do not even end in that letter.
  if (name.size() <= suffix.size() || name.back() != suffix.back()) return {};
  const size_t stem = name.size() - suffix.size();
  return name.substr(stem) == suffix ? name.substr(0, stem)
                                     : absl::string_view();
}

// True if `text` is UTF-8 as Go's utf8.Valid has it: no overlong forms, no
// surrogates, nothing above U+10FFFF. NUL and noncharacters are fine.
bool IsUtf8(absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_NAMES_H_
