#ifndef PROMFILE_CHECK_BOUND_ROWS_H_
#define PROMFILE_CHECK_BOUND_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "promfile/check/blocks.h"

namespace promfile {

// Buckets that follow each other line by line, each with a greater bound than
// the one before, as histograms are written. Histograms of a family have the
// same bounds, as a rule, which are kept once: 8 bytes a bucket are left for
// its value.
class BoundRows {
 public:
  struct Row {
    uint32_t bounds = 0;  // where its bounds begin, and its values
    uint32_t values = 0;
    uint32_t line = 0;   // of the first bucket
    uint32_t count = 0;  // 0: there is none
  };

  Row Begin(double bound, double value, uint32_t line) {
    if (begin_ == bounds_.size() || bounds_[begin_] != bound) {
      begin_ = static_cast<uint32_t>(bounds_.size());
      bounds_.push_back(bound);
    }
    const Row row = {begin_, values_.size(), line, 1};
    values_.Add(value);
    return row;
  }
  // Adds a bucket to the row that was added to last, and says in `*falls` if it
  // has less than the one before. False, and nothing is done, if the row is
  // another one or the bucket does not belong there.
  bool Extend(Row* row, double bound, double value, uint32_t line,
              bool* falls) {
    if (row->count == 0 || row->values + row->count != values_.size() ||
        row->line + row->count != line) {
      return false;
    }
    const size_t at = row->bounds + row->count;
    if (!(bound > bounds_[at - 1])) return false;
    if (at == bounds_.size()) {
      bounds_.push_back(bound);
    } else if (bounds_[at] != bound) {
      Part(row, bound);
    }
    *falls |= value < values_[values_.size() - 1];
    values_.Add(value);
    ++row->count;
    return true;
  }
  double bound(const Row& row, uint32_t i) const {
    return bounds_[row.bounds + i];
  }
  double value(const Row& row, uint32_t i) const {
    return values_[row.values + i];
  }

 private:
  // Gives the row bounds of its own, `next` behind those that it has.
  void Part(Row* row, double next);

  std::vector<double> bounds_;
  uint32_t begin_ = 0;     // of those that the next row has, perhaps
  Blocks<double> values_;  // of all rows
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_BOUND_ROWS_H_
