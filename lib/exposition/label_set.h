#ifndef PROMFILE_EXPOSITION_LABEL_SET_H_
#define PROMFILE_EXPOSITION_LABEL_SET_H_

#include <string>
#include <vector>

namespace promfile {

// A label, its value unescaped: the bytes that a query would match.
struct Label {
  std::string name;
  std::string value;
};

inline bool operator==(const Label& a, const Label& b) {
  return a.name == b.name && a.value == b.value;
}

// Labels in the order in which they are written.
using LabelSet = std::vector<Label>;

}  // namespace promfile

#endif  // PROMFILE_EXPOSITION_LABEL_SET_H_
