#ifndef PROMFILE_CHECK_COMPOUND_SERIES_H_
#define PROMFILE_CHECK_COMPOUND_SERIES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "promfile/check/blocks.h"
#include "promfile/check/bound_rows.h"
#include "promfile/check/series_set.h"
#include "promfile/text/keyed_hash.h"

namespace promfile {

// The histograms and summaries of a text, put together from their lines as a
// collector does it: of each label set the bounds with their values, the sum
// and the count. Streams: 64 bytes a label set and 8 a bound, or 24 of sets
// whose bounds do not stand in order and together, and 16 more of those that
// are out of order.
class CompoundSeries {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // A bucket or a quantile.
  struct Bound {  // not set by itself
    double bound;
    double value;
    uint32_t line;
    uint32_t next;  // of the same series, in the order of the lines, or kNone
  };
  struct Series {
    uint32_t family = 0;
    uint32_t line = 0;  // of the first bound or count
    uint32_t sum_line = 0;
    uint32_t count_line = 0;  // of the first one; 0: there is none
    double count = 0;         // the last one, and its line
    uint32_t last_count_line = 0;
    uint32_t disorder_line = 0;  // of the first bound less than the one before
    BoundRows::Row row;          // all bounds, if they are a row; or:
    uint32_t first_bound = kNone;  // numbers of them
    uint32_t last_bound = kNone;
    bool ascends = true;  // each bound is greater than the one before
    bool falls = false;   // some value is less than the one before
  };

  // Borrows the hash.
  explicit CompoundSeries(const KeyedHash& hash) : hash_(hash) {}

  // A part of the series that `series` stands for, of `family`, in line `line`.
  // Returns the line that has the same part of the same series already, or 0.
  uint32_t AddBound(Hash128 series, uint32_t family, double bound, double value,
                    uint32_t line);
  // The same of the series added to last, if the bound, which is spelled
  // `token`, goes on with a row. False: nothing has been done.
  bool AddNext(double bound, uint64_t token, double value, uint32_t line) {
    Series& of = series_[last_];
    if (!rows_.Extend(&of.row, bound, value, line, &of.falls)) return false;
    if (token != 0) rows_.Spell(of.row, token);
    return true;
  }
  // The same, if the row before has a bound of this spelling there.
  bool AddNextAsBefore(uint64_t token, double value, uint32_t line) {
    Series& of = series_[last_];
    return rows_.ExtendAsBefore(&of.row, token, value, line, &of.falls);
  }
  uint32_t AddSum(Hash128 series, uint32_t family, uint32_t line);
  uint32_t AddCount(Hash128 series, uint32_t family, double value,
                    uint32_t line);

  // In the order in which they were added first.
  const std::vector<Series>& all() const { return series_; }
  static bool HasBounds(const Series& series) {
    return series.row.count > 0 || series.last_bound != kNone;
  }
  // Of a series that has bounds, the one that was added last.
  Bound Last(const Series& series) const;
  // All of them, in the order of the lines.
  void AppendBounds(const Series& series, std::vector<Bound>* bounds) const;

 private:
  Series& SeriesOf(Hash128 series, uint32_t family) {
    // The lines of a histogram stand together, as a rule.
    if (series.high != last_high_ || series.low != last_low_ ||
        series_.empty()) {
      Enter(series.high, series.low, family);
    }
    return series_[last_];
  }
  // Makes it the last one.
  void Enter(uint64_t high, uint64_t low, uint32_t family);
  uint32_t* FindOrAdd(double bound, uint32_t line);
  Bound InRow(const BoundRows::Row& row, uint32_t i) const {
    return {rows_.bound(row, i), rows_.value(row, i), row.line + i, kNone};
  }
  // Adds a bound behind those that `series` has by number; returns it.
  uint32_t Append(const Bound& bound, Series* series);
  void LeaveRow(Series* series);

  const KeyedHash& hash_;
  SeriesSet numbers_;  // of series_
  std::vector<Series> series_;
  BoundRows rows_;
  Blocks<Bound> bounds_;  // of the other series
  // Those of series that do not ascend, each with its line.
  SeriesSet out_of_order_;
  // The series_[last_]. Not side by side: as one they would be loaded before
  // they are stored, which takes longer than all the rest.
  uint64_t last_high_ = 0;
  uint32_t last_ = 0;
  uint64_t last_low_ = 0;
};

}  // namespace promfile

#endif  // PROMFILE_CHECK_COMPOUND_SERIES_H_
