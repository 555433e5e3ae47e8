#include "promfile/check/bound_rows.h"

namespace promfile {

void BoundRows::Part(Row* row, double next) {
  begin_ = static_cast<uint32_t>(bounds_.size());
  tokens_.resize(begin_);
  for (uint32_t i = 0; i < row->count; ++i) {
    const double same = bounds_[row->bounds + i];
    const uint64_t spelled_so = tokens_[row->bounds + i];
    bounds_.push_back(same);
    tokens_.push_back(spelled_so);
  }
  bounds_.push_back(next);
  row->bounds = begin_;
}

}  // namespace promfile
