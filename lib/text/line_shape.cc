#include "promfile/text/line_shape.h"

#include <algorithm>
#include <cstring>

namespace promfile {
namespace {

// From 16 - n on, n bytes that count and others that do not.
constexpr uint8_t kCounts[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                 0xFF, 0xFF, 0xFF, 0xFF};

}  // namespace

void LineShape::Fill(absl::string_view gap, size_t offset, Piece* piece) {
  const size_t size = std::min(kPieceBytes, gap.size() - offset);
  piece->bytes.fill(0);
  piece->counts.fill(0);
  memcpy(piece->bytes.data(), gap.data() + offset, size);
  memset(piece->counts.data(), 0xFF, size);
}

bool LineShape::Learn(const SampleLine& sample) {
  const char* const line = sample.line.text.data();
  if (sample.labels.size() > kMostLabels) return false;
  label_count_ = sample.labels.size();
  far_count_ = 0;
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
  is_of_rows_ = label_count_ > 1 && last_gap_size_ <= kPieceBytes &&
                sample.labels.name(label_count_ - 1) == "le";
  // There is one more gap than there can be labels.
  // cppcheck-suppress containerOutOfBounds
  gaps[label_count_] = absl::string_view(gap, last_gap_size_);

  if (gaps[0].size() > kMostFirstGap) return false;
  first_gap_size_ = gaps[0].size();
  for (size_t at = 0; at < first_gap_size_; at += kPieceBytes) {
    Fill(gaps[0], at, &first_pieces_[at / kPieceBytes]);
  }
  Piece* piece = pieces_.data();
  for (size_t i = 1; i <= label_count_; ++i) Fill(gaps[i], 0, piece++);
  for (size_t i = 1; i <= label_count_; ++i) {
    if (gaps[i].size() > kMostFirstGap) return false;
    for (size_t at = kPieceBytes; at < gaps[i].size(); at += kPieceBytes) {
      if (far_count_ == kMostFar) return false;
      far_[far_count_++] = {i, at};
      Fill(gaps[i], at, piece++);
    }
  }
  return true;
}

bool LineShape::Rename(const char* text, const char* line, size_t name_size,
                       const uint16_t* specials) {
  const absl::string_view gap(line, name_size + first_gap_size_ - name_size_);
  if (text[specials[2 * label_count_]] != '\n' || name_begin_ != 0 ||
      gap.size() > kMostFirstGap ||
      (label_count_ > 0 && text + specials[0] + 1 != line + gap.size())) {
    return false;
  }
  const char* behind_name = line + name_size;
  for (size_t at = name_size_; at < first_gap_size_; ++at) {
    const Piece& piece = first_pieces_[at / kPieceBytes];
    if (static_cast<char>(piece.bytes[at % kPieceBytes]) != *behind_name++) {
      return false;
    }
  }
  Difference difference;
  AddGaps(text, specials, &difference);
  if (!difference.IsNone()) return false;
  names_[0].behind += static_cast<uint32_t>(name_size) - name_size_;
  name_size_ = static_cast<uint32_t>(name_size);
  first_gap_size_ = gap.size();
  for (size_t at = 0; at < first_gap_size_; at += kPieceBytes) {
    Piece& piece = first_pieces_[at / kPieceBytes];
    const size_t size = std::min(kPieceBytes, first_gap_size_ - at);
    // As Fill does, without steps that depend on the size.
    memcpy(piece.counts.data(), &kCounts[kPieceBytes - size], kPieceBytes);
    memcpy(piece.bytes.data(), gap.data() + at, kPieceBytes);
    for (size_t i = 0; i < kPieceBytes; ++i) piece.bytes[i] &= piece.counts[i];
  }
  if (label_count_ == 0) last_gap_size_ = static_cast<uint32_t>(gap.size());
  return true;
}

bool LineShape::operator==(const LineShape& other) const {
  if (name_size_ != other.name_size_ || label_count_ != other.label_count_ ||
      far_count_ != other.far_count_ ||
      first_gap_size_ != other.first_gap_size_ ||
      last_gap_size_ != other.last_gap_size_) {
    return false;
  }
  Difference difference;
  for (size_t i = 0; i * kPieceBytes < first_gap_size_; ++i) {
    difference.Add(first_pieces_[i], other.first_pieces_[i]);
  }
  for (size_t i = 0; i < label_count_ + far_count_; ++i) {
    difference.Add(pieces_[i], other.pieces_[i]);
  }
  return difference.IsNone();
}

}  // namespace promfile
