#include "promfile/text/line_shape.h"

#include <algorithm>
#include <cstring>

namespace promfile {

void LineShape::AddPiece(absl::string_view gap, size_t offset) {
  Piece& piece = pieces_[piece_count_++];
  const size_t size = std::min(kPieceBytes, gap.size() - offset);
  piece.bytes.fill(0);
  piece.counts.fill(0);
  memcpy(piece.bytes.data(), gap.data() + offset, size);
  memset(piece.counts.data(), 0xFF, size);
}

bool LineShape::Learn(const SampleLine& sample) {
  const char* const line = sample.line.text.data();
  if (sample.labels.size() > kMostLabels) return false;
  label_count_ = sample.labels.size();
  piece_count_ = far_count_ = 0;
  name_begin_ = static_cast<uint32_t>(sample.name.data() - line);
  name_size_ = static_cast<uint32_t>(sample.name.size());
  std::array<absl::string_view, kMostLabels + 1> gaps;
  const char* gap = line;
  for (size_t i = 0; i < label_count_; ++i) {
    const RawLabel label = sample.labels[i];
    const char* const value = label.value.data();
    names_[i] = {static_cast<uint32_t>(label.name.data() - gap),
                 static_cast<uint32_t>(label.name.size())};
    gaps[i] = absl::string_view(gap, static_cast<size_t>(value - gap));
    gap = value + label.value.size();
  }
  last_gap_size_ = static_cast<uint32_t>(sample.value.data() - gap);
  // There is one more gap than there can be labels.
  // cppcheck-suppress containerOutOfBounds
  gaps[label_count_] = absl::string_view(gap, last_gap_size_);

  first_gap_size_ = gaps[0].size();
  // So that what is read behind the line feed is within kReach.
  if (first_gap_size_ > kReach - kPieceBytes) return false;
  for (size_t at = 0; at < first_gap_size_; at += kPieceBytes) {
    AddPiece(gaps[0], at);
  }
  for (size_t i = 1; i <= label_count_; ++i) AddPiece(gaps[i], 0);
  for (size_t i = 1; i <= label_count_; ++i) {
    if (gaps[i].size() > kReach - kPieceBytes) return false;
    for (size_t at = kPieceBytes; at < gaps[i].size(); at += kPieceBytes) {
      if (far_count_ == kMostFar) return false;
      far_[far_count_++] = {i, at};
      AddPiece(gaps[i], at);
    }
  }
  return true;
}

bool LineShape::operator==(const LineShape& other) const {
  if (name_size_ != other.name_size_ || label_count_ != other.label_count_ ||
      piece_count_ != other.piece_count_ ||
      first_gap_size_ != other.first_gap_size_ ||
      last_gap_size_ != other.last_gap_size_) {
    return false;
  }
  Difference difference;
  for (size_t i = 0; i < piece_count_; ++i) {
    difference.Add(pieces_[i], other.pieces_[i]);
  }
  return difference.IsNone();
}

}  // namespace promfile
