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
    last_value_ = value;
    return row;
  }
  // Adds a bucket to the row that was added to last, and says in `*falls` if it
  // has less than the one before. False, and nothing is done, if the row is
  // another one or the bucket does not belong there.
  bool Extend(Row* row, double bound, double value, uint32_t line,
              bool* falls) {
    if (!GoesOn(*row, line)) return false;
    const size_t at = row->bounds + row->count;
    if (!(bound > bounds_[at - 1])) return false;
    if (at == bounds_.size()) {
      bounds_.push_back(bound);
    } else if (bounds_[at] != bound) {
      Part(row, bound);
    }
    Append(value, row, falls);
    return true;
  }
  // The same of a bucket whose bound is spelled `token`, if the row before has
  // a bound of that spelling there: without a look at the number.
  bool ExtendAsBefore(Row* row, uint64_t token, double value, uint32_t line,
                      bool* falls) {
    const uint32_t at = row->bounds + row->count;
    if (!GoesOn(*row, line) || at >= tokens_.size() || tokens_[at] != token) {
      return false;
    }
    Append(value, row, falls);
    return true;
  }
  // Says how the last bound of the row is spelled; not 0.
  void Spell(const Row& row, uint64_t token) {
    tokens_.resize(bounds_.size());
    tokens_[row.bounds + row.count - 1] = token;
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

  // Whether it is the row that was added to last, up to the line before.
  bool GoesOn(const Row& row, uint32_t line) const {
    return row.count != 0 && row.values + row.count == values_.size() &&
           row.line + row.count == line;
  }
  void Append(double value, Row* row, bool* falls) {
    *falls |= value < last_value_;
    values_.Add(value);
    last_value_ = value;
    ++row->count;
  }

  std::vector<double> bounds_;
  std::vector<uint64_t> tokens_;  // of the first bounds; 0: not known
  uint32_t begin_ = 0;            // of those that the next row has, perhaps
  Blocks<double> values_;         // of all rows
  double last_value_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_BOUND_ROWS_H_
