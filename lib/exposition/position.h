#ifndef PROMFILE_EXPOSITION_POSITION_H_
#define PROMFILE_EXPOSITION_POSITION_H_

#include <cstdint>

namespace promfile {

// A place in an exposition. Lines and columns count from 1, columns in bytes;
// line 0 means the file as a whole.
struct Position {
  uint32_t line = 0;
  uint32_t column = 0;
};

inline bool operator==(Position a, Position b) {
  return a.line == b.line && a.column == b.column;
}
inline bool operator!=(Position a, Position b) { return !(a == b); }
inline bool operator<(Position a, Position b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_POSITION_H_
