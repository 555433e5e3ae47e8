#ifndef PROMFILE_TEXT_REPAIR_H_
#define PROMFILE_TEXT_REPAIR_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Header only.

namespace promfile {

// A line without its end, and the line of the input that it comes from.
struct NumberedLine {
  std::string text;
  uint32_t number = 0;
};

// Something that was changed in a text: how often, and where first.
struct Repair {
  uint32_t line = 0;   // of the input, from 1
  std::string what;    // printable: "removed the blanks at the end of the line"
  uint32_t count = 0;  // of the lines that it was done to
};

// The repairs of one text.
class Repairs {
 public:
  // What is done to many lines, of which the first one and their count matter.
  // `what` is a literal; there are few of them.
  void Count(uint32_t line, const char* what) {
    for (Repair& repair : counted_) {
      if (repair.what != what) continue;
      ++repair.count;
      return;
    }
    counted_.push_back({line, what, 1});
  }
  // What is done once.
  void Add(uint32_t line, std::string what) {
    single_.push_back({line, std::move(what), 1});
  }

  // In the order of the text. Once.
  std::vector<Repair> Take() {
    std::vector<Repair> all = std::move(counted_);
    for (Repair& repair : single_) all.push_back(std::move(repair));
    std::stable_sort(
        all.begin(), all.end(),
        [](const Repair& a, const Repair& b) { return a.line < b.line; });
    return all;
  }

 private:
  std::vector<Repair> counted_;
  std::vector<Repair> single_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_REPAIR_H_
