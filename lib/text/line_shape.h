#ifndef PROMFILE_TEXT_LINE_SHAPE_H_
#define PROMFILE_TEXT_LINE_SHAPE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "promfile/text/text_visitor.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace promfile {

// What the lines of a metric have in common, byte for byte: everything but the
// label values and the value.
//
//   node_cpu_seconds_total{cpu="0",mode="idle"} 1.5
//   [        gap 0            ] [gap 1 ]    [ 2]
//
// A gap begins with the quote that closes the value before it and ends with the
// one that opens the next value; the last one ends where the value begins.
class LineShape {
 public:
  static constexpr size_t kMostLabels = 15;
  // How many bytes behind its line feed Fits may read.
  static constexpr size_t kReach = 128;

  // Learns the shape of a sample line that the parser has accepted. Returns
  // false if it is too long to be worth it, and is of no use then.
  bool Learn(const SampleLine& sample);

  // Whether the line at `line` has this shape. `specials` are the places of its
  // special bytes (special_index.h) relative to `text`, special_count() of them
  // at least. True means that they are the quotes around the label values and
  // the line feed: there is no backslash, and no byte that is not ASCII.
  bool Fits(const char* text, const char* line,
            const uint16_t* specials) const {
    if (text[specials[2 * label_count_]] != '\n') return false;
    Difference difference;
    const Piece* piece = first_pieces_.data();
    for (size_t i = 0; i < first_gap_size_; i += kPieceBytes) {
      difference.Add(line + i, *piece++);
    }
    AddGaps(text, specials, &difference);
    return difference.IsNone();
  }
  // Whether lines of this shape stand in rows that differ in the value of their
  // last label alone, and in their own: those of the buckets of a histogram.
  bool is_of_rows() const { return is_of_rows_; }
  // As Fits, and whether the line has the first `size` bytes of `before`, which
  // has this shape and the last of its label values behind those. The shape is
  // one of rows, and `size` kLeastOfRow at least.
  bool FitsRow(const char* text, const char* line, const uint16_t* specials,
               const char* before, size_t size) const {
    const uint16_t* const last_value = specials + 2 * (label_count_ - 1);
    // Its last value begins there, too, or the text may end before.
    if (text + *last_value + 1 != line + size || text[last_value[2]] != '\n') {
      return false;
    }
    Difference difference;
    difference.Add(text + last_value[1], pieces_[label_count_ - 1]);
    // Two pieces at a time: the last ones overlap.
    const size_t last = size - 2 * kPieceBytes;
    for (size_t i = 0; i < last; i += 2 * kPieceBytes) {
      difference.Add(line + i, before + i);
      difference.Add(line + i + kPieceBytes, before + i + kPieceBytes);
    }
    difference.Add(line + last, before + last);
    difference.Add(line + last + kPieceBytes, before + last + kPieceBytes);
    return difference.IsNone();
  }
  static constexpr size_t kLeastOfRow = 32;
  // Becomes the shape of the line at `line`, which begins with a metric name of
  // `name_size` bytes, and returns true, if that line has this one but for the
  // name.
  bool Rename(const char* text, const char* line, size_t name_size,
              const uint16_t* specials);

  // Whether any of the values between the first `count` pairs of quotes is
  // empty. May say so wrongly of a line that is followed by an empty value.
  // kQuoteRoom more places may be read.
  static bool AnyIsEmpty(const uint16_t* quotes, size_t count) {
#if defined(__SSE2__)
    __m128i empty = _mm_setzero_si128();
    for (size_t i = 0; i < count; i += 4) {
      const __m128i pairs =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(quotes + 2 * i));
      // In the place of each first quote how far the second one is from it; in
      // that of the second one never 1.
      const __m128i distance = _mm_sub_epi16(_mm_srli_epi32(pairs, 16), pairs);
      empty = _mm_or_si128(empty, _mm_cmpeq_epi16(distance, _mm_set1_epi16(1)));
    }
    return _mm_movemask_epi8(empty) != 0;
#else
    bool empty = false;
    for (size_t i = 0; i < count; ++i) {
      empty |= quotes[2 * i + 1] - quotes[2 * i] == 1;
    }
    return empty;
#endif
  }
  static constexpr size_t kQuoteRoom = 6;

  bool operator==(const LineShape& other) const;

  size_t label_count() const { return label_count_; }
  // The quotes and the line feed.
  size_t special_count() const { return 2 * label_count_ + 1; }
  const NameSpan* names() const { return names_.data(); }
  size_t first_gap_size() const { return first_gap_size_; }
  uint32_t last_gap_size() const { return last_gap_size_; }
  uint32_t name_begin() const { return name_begin_; }
  uint32_t name_size() const { return name_size_; }

 private:
  static constexpr size_t kPieceBytes = 16;
  static constexpr size_t kMostFar = 8;
  // So that what is read behind the line feed is within kReach.
  static constexpr size_t kMostFirstGap = kReach - kPieceBytes;

  // Some bytes of a gap.
  struct alignas(16) Piece {
    std::array<uint8_t, kPieceBytes> bytes;
    std::array<uint8_t, kPieceBytes> counts;  // 0xFF: this byte counts
  };
  // Where a piece stands that is not the beginning of a gap, nor in gap 0.
  struct Place {
    size_t gap = 0;
    size_t offset = 0;
  };

#if defined(__SSE2__)
  class Difference {
   public:
    void Add(const char* at, const Piece& piece) {
      const __m128i bytes =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      bits_ = _mm_or_si128(
          bits_, _mm_and_si128(_mm_xor_si128(bytes, Load(piece.bytes)),
                               Load(piece.counts)));
    }
    void Add(const char* a, const char* b) {
      bits_ = _mm_or_si128(
          bits_,
          _mm_xor_si128(_mm_loadu_si128(reinterpret_cast<const __m128i*>(a)),
                        _mm_loadu_si128(reinterpret_cast<const __m128i*>(b))));
    }
    void Add(const Piece& a, const Piece& b) {
      bits_ = _mm_or_si128(
          bits_, _mm_or_si128(_mm_xor_si128(Load(a.bytes), Load(b.bytes)),
                              _mm_xor_si128(Load(a.counts), Load(b.counts))));
    }
    bool IsNone() const {
      return _mm_movemask_epi8(_mm_cmpeq_epi8(bits_, _mm_setzero_si128())) ==
             0xFFFF;
    }

   private:
    static __m128i Load(const std::array<uint8_t, kPieceBytes>& array) {
      return _mm_load_si128(reinterpret_cast<const __m128i*>(array.data()));
    }

    __m128i bits_ = _mm_setzero_si128();
  };
#else
  // Compilers make vector instructions of this where there are some.
  class Difference {
   public:
    void Add(const char* at, const Piece& piece) {
      std::array<uint8_t, kPieceBytes> bytes;
      memcpy(bytes.data(), at, kPieceBytes);
      for (size_t i = 0; i < kPieceBytes; ++i) {
        bits_[i] |= (bytes[i] ^ piece.bytes[i]) & piece.counts[i];
      }
    }
    void Add(const char* a, const char* b) {
      for (size_t i = 0; i < kPieceBytes; ++i) {
        bits_[i] |= static_cast<uint8_t>(a[i] ^ b[i]);
      }
    }
    void Add(const Piece& a, const Piece& b) {
      for (size_t i = 0; i < kPieceBytes; ++i) {
        bits_[i] |= (a.bytes[i] ^ b.bytes[i]) | (a.counts[i] ^ b.counts[i]);
      }
    }
    bool IsNone() const { return bits_ == std::array<uint8_t, kPieceBytes>(); }

   private:
    std::array<uint8_t, kPieceBytes> bits_ = {};
  };
#endif

  // Those behind the first value.
  void AddGaps(const char* text, const uint16_t* specials,
               Difference* difference) const {
    const Piece* piece = pieces_.data();
    for (size_t i = 0; i < label_count_; ++i) {
      difference->Add(text + specials[2 * i + 1], *piece++);
    }
    for (size_t i = 0; i < far_count_; ++i) {
      difference->Add(text + specials[2 * far_[i].gap - 1] + far_[i].offset,
                      *piece++);
    }
  }
  // Sets the piece to those of `gap` from `offset` on.
  static void Fill(absl::string_view gap, size_t offset, Piece* piece);

  size_t label_count_ = 0;
  size_t first_gap_size_ = 0;
  size_t far_count_ = 0;
  uint32_t name_begin_ = 0;
  uint32_t name_size_ = 0;
  uint32_t last_gap_size_ = 0;
  bool is_of_rows_ = false;
  std::array<NameSpan, kMostLabels> names_;
  std::array<Place, kMostFar> far_;
  std::array<Piece, kReach / kPieceBytes> first_pieces_;  // of gap 0
  // The first one of each other gap, and the far ones.
  std::array<Piece, kMostLabels + kMostFar> pieces_;
};

}  // namespace promfile

#endif  // PROMFILE_TEXT_LINE_SHAPE_H_
