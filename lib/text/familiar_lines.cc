#include "promfile/text/familiar_lines.h"

#include <algorithm>

#include "promfile/exposition/names.h"
#include "promfile/exposition/value.h"
#include "promfile/text/scanner.h"

namespace promfile {
namespace {

// AVX2 does not pay for less, and some processors take a while to wake it up.
constexpr uint64_t kManyBytes = 16 << 10;
// Of texts read by one parser, so that no number comes again.
constexpr uint32_t kMostKinds = 0x80000000;
// A line with more before the end of its labels is not worth a copy.
constexpr size_t kMostToldBytes = 1000;
constexpr size_t kCacheLine = 64;

// What IsPlainNumber reads may be read.
bool IsNumber(const char* p, size_t size) {
  return IsPlainNumber(p, size) ||
         ClassifyNumber(absl::string_view(p, size)) == NumberKind::kNumber;
}

// What is `ahead` bytes behind `p` will be read, if it is there.
inline void Announce(const char* p, size_t ahead) {
  const auto address = reinterpret_cast<uintptr_t>(p) + ahead;
  __builtin_prefetch(reinterpret_cast<const void*>(address));
}

}  // namespace

void FamiliarLines::Restart() {
  Forget();
  if (kinds_ < kMostKinds) return;
  kinds_ = 0;
  for (const auto& known : known_) {
    if (known != nullptr) known->kind = 0;
  }
}

void FamiliarLines::Enter(const char* begin) {
  bytes_ += static_cast<uint64_t>(line_.limit - begin);
  index_ = bytes_ < kManyBytes ? IndexSpecials : FastestIndex();
  window_ = Window();
}

void FamiliarLines::Leave() {
  if (last_ == nullptr) return Forget();
  if (told_line_ == told_copy_.data()) return;
  if (told_end_ > kMostToldBytes) return Forget();
  // With the quote behind the last value, which is compared as well.
  told_copy_.assign(told_line_, told_end_ == 0 ? 0 : told_end_ + 1);
  told_copy_.append(kScanRoom, '\0');
  told_line_ = told_copy_.data();
}

FamiliarLines::Window FamiliarLines::Index(const char* p) {
  const size_t readable = static_cast<size_t>(line_.limit - p);
  const size_t blocks = std::min(readable / kIndexBlock, kWindowBlocks);
  if (specials_ == nullptr) {
    static_assert(kBehind <= kIndexSlack && kBehind >= kAdjoinRoom,
                  "there is room for them");
    specials_.reset(new uint16_t[kMostWindowBytes + kIndexSlack]);
  }
  Window window;
  window.begin = p;
  window.next = specials_.get();
  const size_t count = index_(p, blocks, specials_.get());
  std::fill_n(&specials_[count], kBehind, kNoPlace);
  window.any_adjoin = AnyAdjoin(window.next, count);
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
  if (!any_next_) return;
  for (const auto& other : known_) {
    if (other != nullptr && other->next == known) other->next = nullptr;
  }
}

FamiliarLines::Known* FamiliarLines::Rename(const Window& window,
                                            const char* p) {
  if (!IsMetricNameStart(*p)) return nullptr;
  const auto name_size =
      static_cast<size_t>(ScanMetricName(p, line_.limit) - p);
  const auto fits = [&](Known& known) {
    return known.kind != 0 && window.Has(known.shape.special_count()) &&
           known.shape.Rename(window.begin, p, name_size, window.next);
  };
  Known* known = last_;
  size_t size_before = known == nullptr ? 0 : known->shape.first_gap_size();
  if (known == nullptr || !fits(*known)) {
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const auto& other) {
          if (other == nullptr) return false;
          size_before = other->shape.first_gap_size();
          return fits(*other);
        });
    if (found == known_.end()) return nullptr;
    known = found->get();
  }
  known->kind = ++kinds_;
  if (known->head != 0) {
    const size_t size = known->shape.first_gap_size();
    known->head += static_cast<uint32_t>(size - size_before);
  }
  known->next = nullptr;
  Unlink(known);
  return known;
}

FamiliarLines::Alike FamiliarLines::Compare(const SampleLine& told,
                                            const Window& window, const char* p,
                                            const Known& known) const {
  Alike alike;
  if (last_ == nullptr) return alike;
  const LineShape& shape = known.shape;
  const size_t count = shape.label_count();
  if (&known == last_) {
    alike.label_names = count;
    return alike;
  }
  // Nobody knows where the names are of a line that is not there any more.
  if (told_line_ == told_copy_.data()) return alike;
  alike.name = absl::string_view(p, shape.name_size()) == told.name;
  RawLabels labels(nullptr, shape.names(), nullptr, count);
  labels.GoOnTo(p, window.begin, window.next);
  size_t& same = alike.label_names;
  while (same < std::min(count, told.labels.size()) &&
         labels.name(same) == told.labels.name(same)) {
    ++same;
  }
  return alike;
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
  const bool begins_metric = behind_comment && known_[0] != nullptr;
  if (known == nullptr && !begins_metric) return p;
  // A line for which no window is large enough stands beside others, as a rule.
  if (known != nullptr && told_end_ > kMostIndexedBytes) return p;
  const size_t max_line_bytes = line_.max_line_bytes;
  TextVisitor& visitor = *line_.visitor;
  Window window = window_;
  uint32_t number = line_.number;
  const char* line = told_line_;
  SkipTo(p, &window);
  const Known* introduced = nullptr;
  Alike alike;
  // Where the last label value of `line` begins, if a row may go on behind it.
  size_t row = 0;
  while (true) {
    if (row != 0 && window.FitsRow(p, known->shape, line, row)) {
      sample->same_begin = row;
    } else if (known == nullptr || !window.Fits(p, known->shape)) {
      const size_t wanted = known == nullptr ? 1 : known->shape.special_count();
      if (!window.Has(wanted) && p != window.begin) {
        sample->labels.MoveTo(values_.data());
        window = Index(p);
        continue;
      }
      if (known != nullptr && known->next != nullptr &&
          window.Fits(p, known->next->shape)) {
        known = known->next;
      } else {
        if (!begins_metric || introduced != nullptr) break;
        Known* const renamed = Rename(window, p);
        if (renamed == nullptr) break;
        alike = Compare(*sample, window, p, *renamed);
        known = renamed;
        last_ = nullptr;
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
    if (size > max_line_bytes || !IsNumber(value, value_size)) break;
    sample->before = line;
    if (known != introduced) {
      Introduce(*known, sample);
      if (known != last_) {
        if (last_ != nullptr) alike = last_->next_alike;
        sample->before = nullptr;
        sample->same_name = alike.name;
        sample->same_label_names = alike.label_names;
      }
    }
    sample->line = {absl::string_view(p, size), ++number};
    sample->name = absl::string_view(p + shape.name_begin(), shape.name_size());
    sample->labels.GoOnTo(p, window.begin, window.next);
    sample->is_plain =
        !window.any_adjoin || !LineShape::AnyIsEmpty(window.next, count);
    sample->labels_end =
        count == 0 ? 0 : static_cast<size_t>(window.begin + line_feed[-1] - p);
    sample->value = absl::string_view(value, value_size);
    window.next = line_feed + 1;
    // The index of the next window would wait for memory. Two lines of the
    // cache are as much as most lines of a text.
    Announce(end, kMostWindowBytes);
    Announce(end, kMostWindowBytes - kCacheLine);
    line = p;
    p = end + 1;
    visitor.OnSample(*sample);
    if (known != introduced) {
      introduced = last_ = known;
      sample->same_name = true;
      sample->same_label_names = count;
      row = 0;
    }
    if (!shape.is_of_rows()) continue;
    sample->same_begin = shape.first_gap_size();
    row = static_cast<size_t>(window.begin + line_feed[-2] + 1 - line);
    if (!sample->is_plain || row < LineShape::kLeastOfRow) row = 0;
  }
  window_ = window;
  line_.number = number;
  if (introduced == nullptr) return p;
  line_.line = told_line_ = line;
  told_end_ = sample->labels_end;
  told_head_ = introduced->head;
  return p;
}

void FamiliarLines::Learn(uint32_t head, SampleLine* told) {
  SampleLine& sample = *told;
  Known* const before = last_;
  last_ = nullptr;
  std::unique_ptr<Known>& place = known_[spare_];
  if (place == nullptr) place.reset(new Known);
  Known* known = place.get();
  if (!known->shape.Learn(sample)) return;
  const auto same =
      std::find_if(known_.begin(), known_.end(), [&](const auto& other) {
        return other != nullptr && other->kind != 0 &&
               other->shape == known->shape;
      });
  if (same != known_.end()) {
    known = same->get();
  } else {
    known->kind = known->label_kind = ++kinds_;
    known->head = head;
    known->next = nullptr;
    spare_ = (spare_ + 1) % kShapes;
    // What was learned longest ago is forgotten.
    Known* const spare = known_[spare_].get();
    if (spare != nullptr) spare->kind = 0;
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
  any_next_ = true;
  before->next_alike = {sample.same_name, sample.same_label_names};
}

}  // namespace promfile
