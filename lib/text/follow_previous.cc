// What SampleParser does with a line that is like the one before.

#include <algorithm>
#include <cstring>

#include "promfile/text/sample_parser.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

// Whether the `size` bytes at `now` are those at `before`, which comes before
// it; bytes are compared up to `limit`.
inline bool IsSame(const char* now, const char* before, size_t size,
                   const char* limit) {
#if defined(__SSE2__)
  if (size <= 16 && limit - now >= 16) {
    const __m128i equal = _mm_cmpeq_epi8(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(now)),
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(before)));
    const uint32_t differs = ~static_cast<uint32_t>(_mm_movemask_epi8(equal));
    return (differs & ((uint32_t{1} << size) - 1)) == 0;
  }
#endif
  const char* const end =
      static_cast<size_t>(limit - now) < size ? limit : now + size;
  return CommonPrefix(now, before, end) == size;
}

// Whether there is an escape in what has been read from `begin` to `end`.
bool HasEscape(const char* begin, const char* end) {
  return memchr(begin, '\\', static_cast<size_t>(end - begin)) != nullptr;
}

}  // namespace

void SampleParser::FollowFamiliar() {
  behind_familiar_ = false;
  previous_ = sample_.line.text.data();
  const auto offset = [this](absl::string_view token) {
    return static_cast<uint32_t>(token.data() - previous_);
  };
  previous_count_ = sample_.labels.size();
  if (name_spans_.size() < previous_count_) name_spans_.resize(previous_count_);
  if (values_.size() < previous_count_) values_.resize(previous_count_);
  uint32_t before = 0;
  for (size_t i = 0; i < previous_count_; ++i) {
    const RawLabel label = sample_.labels[i];
    name_spans_[i] = {offset(label.name) - before,
                      static_cast<uint32_t>(label.name.size())};
    values_[i] = {offset(label.value),
                  static_cast<uint32_t>(label.value.size())};
    before = values_[i].begin + values_[i].size;
  }
  previous_name_end_ =
      offset(sample_.name) + static_cast<uint32_t>(sample_.name.size());
  previous_head_ = familiar_.head();
  previous_value_ = offset(sample_.value);
}

const char* SampleParser::LimitOfPrevious(const char* p) const {
  // 16 bytes more, so that all that matters is compared 16 at a time.
  const size_t size = size_t{previous_value_} + 16;
  return static_cast<size_t>(line_.limit - p) < size ? line_.limit : p + size;
}

SampleParser::Likeness SampleParser::FollowPrevious(const char** p) {
  const char* const now = line_.line;
  const char* const before = previous_;
  // No further than the value: equal lines would be compared to the end of the
  // text, each of them.
  const size_t equal_to = CommonPrefix(now, before, LimitOfPrevious(now));
  const uint32_t head = previous_head_ == 0 ? previous_value_ : previous_head_;
  if (equal_to < head) return Likeness::kNone;
  *p = now + head;
  if (previous_head_ == 0 && *SkipBlanks(*p) == '{') return Likeness::kNone;

  sample_.name =
      View(now + (sample_.name.data() - before), now + previous_name_end_);
  sample_.same_name = true;
  if (values_.size() < previous_count_) values_.resize(previous_count_);
  Followed at;
  for (; at.count < previous_count_; ++at.count) {
    const ValueSpan value = values_before_[at.count];
    if (value.begin + value.size >= equal_to) break;
    at.before = value.begin + value.size;
    values_[at.count] = value;
  }
  at.now = now + at.before;
  any_escape_ = HasEscape(now, at.now);
  const auto goes_on_to = [&](uint32_t offset) {
    const size_t size = offset - at.before;
    const bool same = IsSame(at.now, before + at.before, size, line_.limit);
    if (same) at.now += size;
    return same;
  };
  piece_ = nullptr;
  while (at.count < previous_count_) {
    if (previous_count_ >= kManyLabels) FollowQuickly(&at);
    if (at.count == previous_count_) break;
    const ValueSpan value_before = values_before_[at.count];
    if (!goes_on_to(value_before.begin)) break;
    const char* const value = at.now;
    at.now = ParseLabelValue(value, LabelsBefore().name(at.count));
    if (at.now == nullptr) {
      *p = nullptr;
      return Likeness::kSomeLabels;
    }
    any_escape_ |= HasEscape(value, at.now);
    at.before = value_before.begin + value_before.size;
    values_[at.count++] = {OffsetOf(value),
                           static_cast<uint32_t>(at.now - value)};
  }
  count_ = sample_.same_label_names = at.count;
  if (count_ > 0) *p = at.now + 1;
  if (count_ < previous_count_) return Likeness::kSomeLabels;
  if (!goes_on_to(previous_value_)) {
    return previous_head_ == 0 ? Likeness::kNone : Likeness::kSomeLabels;
  }
  *p = at.now;
  return Likeness::kUpToValue;
}

void SampleParser::FollowQuickly(Followed* followed) {
  Followed at = *followed;
  const auto skip = [&] {
    while (next_special_ < behind_specials_ &&
           piece_ + *next_special_ <= at.now) {
      ++next_special_;
    }
    return behind_specials_ - next_special_ >= 2;
  };
  while (at.count < previous_count_) {
    if (piece_ == nullptr || !skip()) {
      const size_t readable = static_cast<size_t>(line_.limit - at.now);
      const size_t blocks = std::min(readable / kIndexBlock, kPieceBlocks);
      piece_ = at.now;
      next_special_ = specials_.data();
      behind_specials_ =
          next_special_ + familiar_.index()(piece_, blocks, specials_.data());
      if (!skip()) break;
    }
    const char* const piece = piece_;
    const uint16_t* special = next_special_;
    const uint16_t* const last = behind_specials_ - 1;
    const ValueSpan* value_before = &values_before_[at.count];
    ValueSpan* value = &values_[at.count];
    const ValueSpan* const end = values_before_.data() + previous_count_;
    bool same = true;
    while (special < last && value_before < end) {
      const char* const begin = piece + special[0] + 1;
      const char* const quote = piece + special[1];
      const uint32_t size = value_before->begin - at.before;
      // Of what is the same, the quote before the value is special alone.
      same = *quote == '"' &&
             IsSame(at.now, previous_ + at.before, size, line_.limit);
      if (!same) break;
      *value++ = {OffsetOf(begin), static_cast<uint32_t>(quote - begin)};
      at.before = value_before->begin + value_before->size;
      at.now = quote;
      ++value_before;
      special += 2;
    }
    at.count = static_cast<size_t>(value_before - values_before_.data());
    next_special_ = special;
    if (!same) break;
  }
  *followed = at;
}

}  // namespace promfile
