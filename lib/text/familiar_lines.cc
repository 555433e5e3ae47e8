#include "promfile/text/familiar_lines.h"

#include <algorithm>

#include "promfile/exposition/value.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

// AVX2 does not pay for less, and some processors take a while to wake it up.
constexpr uint64_t kManyBytes = 16 << 10;
// A line with more before the end of its labels is not worth a copy.
constexpr size_t kMostToldBytes = 1000;

// 32 bytes at `p` may be read, and the token ends at a line feed.
bool IsNumber(const char* p, size_t size, const char* limit) {
  return IsDecimal(p, size) || ScanPlainNumber(p, limit) == p + size ||
         ClassifyNumber(absl::string_view(p, size)) == NumberKind::kNumber;
}

}  // namespace

void FamiliarLines::Restart() {
  last_ = nullptr;
  kinds_ = 0;
  if (known_ == nullptr) return;
  for (Known& known : *known_) known.kind = 0;
}

void FamiliarLines::Enter(const char* begin) {
  bytes_ += static_cast<uint64_t>(line_.limit - begin);
  index_ = bytes_ < kManyBytes ? IndexSpecials : FastestIndex();
  window_ = Window();
}

void FamiliarLines::Leave() {
  if (last_ == nullptr || told_line_ == told_copy_.data()) return;
  if (told_end_ > kMostToldBytes) return Forget();
  told_copy_.reserve(kMostToldBytes + kScanRoom);
  // With the quote behind the last value, which is compared as well.
  told_copy_.assign(told_line_, told_end_ == 0 ? 0 : told_end_ + 1);
  told_copy_.append(kScanRoom, '\0');
  told_line_ = told_copy_.data();
}

FamiliarLines::Window FamiliarLines::Index(const char* p) {
  if (specials_ == nullptr) {
    static_assert(kBehind <= kIndexSlack, "there is room for them");
    specials_.reset(new uint16_t[kWindowBlocks * kIndexBlock + kIndexSlack]);
  }
  const size_t readable = static_cast<size_t>(line_.limit - p);
  const size_t blocks = std::min(readable / kIndexBlock, kWindowBlocks);
  Window window;
  window.begin = p;
  window.next = specials_.get();
  const size_t count = index_(p, blocks, specials_.get());
  std::fill_n(&specials_[count], kBehind, kNoPlace);
  window.last = std::min<size_t>(
      std::max(readable, LineShape::kReach) - LineShape::kReach, kNoPlace - 1);
  return window;
}

void FamiliarLines::Introduce(const Known& known, SampleLine* sample) const {
  sample->repeated_bound = {};
  sample->kind = known.kind;
  sample->label_kind = known.label_kind;
  sample->same_name = true;
  sample->same_label_names = known.shape.label_count();
  sample->same_begin = known.shape.first_gap_size();
  sample->labels = RawLabels(nullptr, known.shape.names(), nullptr,
                             known.shape.label_count());
}

void FamiliarLines::Unlink(const Known* known) {
  for (Known& other : *known_) {
    if (other.next == known) other.next = nullptr;
  }
}

bool FamiliarLines::Rename(const Window& window, const char* p, Known* known) {
  LineShape& shape = known->shape;
  const size_t gap_before = shape.first_gap_size();
  if (!window.Has(shape.special_count()) ||
      !shape.Rename(window.begin, p, window.next, line_.limit)) {
    return false;
  }
  known->kind = ++kinds_;
  if (known->head != 0) {
    known->head += static_cast<uint32_t>(shape.first_gap_size() - gap_before);
  }
  known->next = nullptr;
  Unlink(known);
  return true;
}

const char* FamiliarLines::PlainEnd(const char* p) {
  SkipTo(p, &window_);
  if (*window_.next == kNoPlace) return nullptr;
  const char* const special = window_.begin + *window_.next;
  return *special == '\n' ? special : nullptr;
}

const char* FamiliarLines::Read(const char* p, bool behind_comment,
                                SampleLine* sample) {
  Known* known = last_;
  // A line for which no window is large enough stands beside others, as a rule.
  if (known == nullptr || told_end_ > kMostIndexedBytes) return p;
  const char* const limit = line_.limit;
  const size_t max_line_bytes = line_.max_line_bytes;
  TextVisitor& visitor = *line_.visitor;
  Window window = window_;
  uint32_t number = line_.number;
  const char* line = told_line_;
  SkipTo(p, &window);
  const Known* introduced = nullptr;
  while (true) {
    if (!window.Fits(p, known->shape)) {
      if (!window.Has(known->shape.special_count()) && p != window.begin) {
        sample->labels.MoveTo(values_.data());
        window = Index(p);
        continue;
      }
      if (known->next != nullptr && window.Fits(p, known->next->shape)) {
        known = known->next;
      } else if (behind_comment && line == told_line_ &&
                 Rename(window, p, known)) {
        last_ = nullptr;
      } else {
        break;
      }
    }
    const LineShape& shape = known->shape;
    const size_t count = shape.label_count();
    const uint16_t* const line_feed = window.next + 2 * count;
    const char* const end = window.begin + *line_feed;
    const char* const value =
        (count == 0 ? p : window.begin + line_feed[-1]) + shape.last_gap_size();
    const size_t value_size = static_cast<size_t>(end - value);
    const size_t size = static_cast<size_t>(end - p);
    if (size > max_line_bytes || !IsNumber(value, value_size, limit)) break;
    sample->before = line;
    if (known != introduced) {
      Introduce(*known, sample);
      if (known != last_) {
        sample->before = nullptr;
        // A renamed one has all but the name in common with the one before.
        sample->same_name = last_ != nullptr && last_->next_same_name;
        if (last_ != nullptr) {
          sample->same_label_names = last_->next_same_label_names;
        }
      }
    }
    sample->line = {absl::string_view(p, size), ++number};
    sample->name = absl::string_view(p + shape.name_begin(), shape.name_size());
    sample->labels.GoOnTo(p, window.begin, window.next);
    sample->is_plain = !LineShape::AnyIsEmpty(window.next, count);
    sample->labels_end =
        count == 0 ? 0 : static_cast<size_t>(window.begin + line_feed[-1] - p);
    sample->value = absl::string_view(value, value_size);
    window.next = line_feed + 1;
    line = p;
    p = end + 1;
    visitor.OnSample(*sample);
    if (known == introduced) continue;
    introduced = last_ = known;
    sample->same_name = true;
    sample->same_label_names = count;
  }
  window_ = window;
  line_.number = number;
  if (line == told_line_) return p;
  line_.line = told_line_ = line;
  told_end_ = sample->labels_end;
  told_head_ = introduced->head;
  return p;
}

void FamiliarLines::Learn(uint32_t head, SampleLine* told) {
  SampleLine& sample = *told;
  if (known_ == nullptr) known_.reset(new std::array<Known, kShapes>);
  Known* const before = last_;
  Known* known = &(*known_)[spare_];
  last_ = nullptr;
  if (!known->shape.Learn(sample)) return;
  Known* const same =
      std::find_if(known_->begin(), known_->end(), [&](const Known& other) {
        return &other != known && other.kind != 0 &&
               other.shape == known->shape;
      });
  if (same != known_->end()) {
    known = same;
  } else {
    known->kind = known->label_kind = ++kinds_;
    known->head = head;
    known->next = nullptr;
    spare_ = (spare_ + 1) % kShapes;
    // What was learned longest ago is forgotten.
    Known* const spare = &(*known_)[spare_];
    spare->kind = 0;
    Unlink(spare);
  }
  last_ = known;
  sample.kind = known->kind;
  sample.label_kind = known->label_kind;
  const char* const line = sample.line.text.data();
  const size_t count = sample.labels.size();
  size_t labels_end = 0;
  if (count > 0) {
    const absl::string_view value = sample.labels.value(count - 1);
    labels_end = static_cast<size_t>(value.data() + value.size() - line);
  }
  sample.before = nullptr;
  if (known == before) {
    sample.before = told_line_;
    sample.same_begin = known->shape.first_gap_size();
    sample.labels_end = labels_end;
  }
  told_line_ = line;
  told_end_ = labels_end;
  if (before == nullptr || before->kind == 0 || before == known) return;
  before->next = known;
  before->next_same_name = sample.same_name;
  before->next_same_label_names = sample.same_label_names;
}

}  // namespace promfile
