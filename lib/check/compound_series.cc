#include "promfile/check/compound_series.h"

#include <cstring>

namespace promfile {

void CompoundSeries::Enter(uint64_t high, uint64_t low, uint32_t family) {
  last_high_ = high;
  last_low_ = low;
  last_ = static_cast<uint32_t>(series_.size());
  const uint32_t* const known = numbers_.FindOrAdd({high, low}, last_);
  if (known != nullptr) {
    last_ = *known;
    return;
  }
  series_.emplace_back();
  series_.back().family = family;
}

// Of the series that was found last.
uint32_t* CompoundSeries::FindOrAdd(double bound, uint32_t line) {
  uint64_t bits = 0;
  static_assert(sizeof(bits) == sizeof(bound), "a double has 64 bits");
  memcpy(&bits, &bound, sizeof(bits));
  return out_of_order_.FindOrAdd(hash_.Mix({last_, 0}, bits), line);
}

uint32_t CompoundSeries::Append(const Bound& bound, Series* series) {
  const uint32_t added = bounds_.size();
  bounds_.Add(bound);
  if (series->last_bound == kNone) {
    series->first_bound = added;
  } else {
    bounds_[series->last_bound].next = added;
  }
  series->last_bound = added;
  return added;
}

void CompoundSeries::LeaveRow(Series* series) {
  for (uint32_t i = 0; i < series->row.count; ++i) {
    Append(InRow(series->row, i), series);
  }
  series->row = BoundRows::Row();
}

uint32_t CompoundSeries::AddBound(Hash128 series, uint32_t family, double bound,
                                  double value, uint32_t line) {
  Series& of = SeriesOf(series, family);
  if (!HasBounds(of)) {
    if (of.line == 0) of.line = line;
    of.row = rows_.Begin(bound, value, line);
    return 0;
  }
  if (rows_.Extend(&of.row, bound, value, line, &of.falls)) return 0;
  LeaveRow(&of);
  const Bound last = bounds_[of.last_bound];
  const uint32_t added = Append({bound, value, line, kNone}, &of);
  of.falls |= value < last.value;
  if (bound < last.bound && of.disorder_line == 0) of.disorder_line = line;
  if (of.ascends && !(bound > last.bound)) {
    of.ascends = false;
    // From here on they are looked for; there is none twice yet.
    for (uint32_t i = of.first_bound; i != added; i = bounds_[i].next) {
      FindOrAdd(bounds_[i].bound, bounds_[i].line);
    }
  }
  if (of.ascends) return 0;
  const uint32_t* const known = FindOrAdd(bound, line);
  return known == nullptr ? 0 : *known;
}

CompoundSeries::Bound CompoundSeries::Last(const Series& series) const {
  return series.row.count > 0 ? InRow(series.row, series.row.count - 1)
                              : bounds_[series.last_bound];
}

void CompoundSeries::AppendBounds(const Series& series,
                                  std::vector<Bound>* bounds) const {
  for (uint32_t i = 0; i < series.row.count; ++i) {
    bounds->push_back(InRow(series.row, i));
  }
  for (uint32_t i = series.first_bound; i != kNone; i = bounds_[i].next) {
    bounds->push_back(bounds_[i]);
  }
}

uint32_t CompoundSeries::AddSum(Hash128 series, uint32_t family,
                                uint32_t line) {
  Series& of = SeriesOf(series, family);
  if (of.sum_line != 0) return of.sum_line;
  of.sum_line = line;
  return 0;
}

uint32_t CompoundSeries::AddCount(Hash128 series, uint32_t family, double value,
                                  uint32_t line) {
  Series& of = SeriesOf(series, family);
  if (of.line == 0) of.line = line;
  of.count = value;
  of.last_count_line = line;
  if (of.count_line != 0) return of.count_line;
  of.count_line = line;
  return 0;
}

}  // namespace promfile
