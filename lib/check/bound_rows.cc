#include "promfile/check/bound_rows.h"

namespace promfile {

void BoundRows::Part(Row* row, double next) {
  begin_ = static_cast<uint32_t>(bounds_.size());
  for (uint32_t i = 0; i < row->count; ++i) {
    const double same = bounds_[row->bounds + i];
    bounds_.push_back(same);
  }
  bounds_.push_back(next);
  row->bounds = begin_;
}

}  // namespace promfile
