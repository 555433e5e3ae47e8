#include <functional>
#include <memory>

#include "absl/functional/function_ref.h"
#include "promfile/check/validator_impl.h"

namespace promfile {
namespace {

// A few samples are hashed in no time, and so are those before an order that is
// none after all.
constexpr uint32_t kFewSamples = 4;

// Reads samples of one family once more, all of which are good.
class SeriesReader final : public TextVisitor {
 public:
  using OnSeries = absl::FunctionRef<void(Hash128 series, uint32_t line)>;

  // Borrows all of them; `on_series` too.
  SeriesReader(const KeyedHash& hash, LabelOrders& orders, const Limits& limits,
               OnSeries on_series)
      : labels_(hash, orders, limits), on_series_(on_series) {}

  void OnSample(const SampleLine& sample) override {
    const bool same_kind = sample.kind != 0 && sample.kind == kind_;
    if (same_kind && labels_.IsFamiliar(sample)) {
      labels_.ReadFamiliar(sample);
    } else {
      labels_.Read(sample, "",
                   same_kind ? sample.labels.size() : sample.same_label_names);
    }
    kind_ = sample.kind;
    on_series_(labels_.value(), sample.line.number);
  }
  void OnHelp(const HelpLine&) override {}
  void OnType(const TypeLine&) override {}
  // It has been told.
  void OnSyntaxError(const SyntaxError&) override {}

 private:
  LabelSetHash labels_;
  uint32_t kind_ = 0;
  OnSeries on_series_;
};

}  // namespace

// Begins a row of samples that stay unhashed with this one, if it may be.
bool Validator::Impl::BeginUnhashed(const SampleLine& sample) {
  if (order_.length() < kFewSamples || options_.compared) return false;
  // Not a copy of it, which goes away.
  const char* const line = sample.line.text.data();
  const std::less<const char*> before;
  if (before(line, whole_.data()) ||
      !before(line, whole_.data() + whole_.size())) {
    return false;
  }
  unhashed_.begin = line;
  unhashed_.line = sample.line.number;
  if (!has_gauge_histogram_ && sample.kind != 0 &&
      now_->labels.IsFamiliar(sample)) {
    quick_kind_ = sample.kind;
  }
  return true;
}

void Validator::Impl::HashUnhashed(Unhashed* samples) {
  const Unhashed range = *samples;
  *samples = Unhashed();
  quick_kind_ = kNoKind;
  const auto add = [&](Hash128 series, uint32_t line) {
    line += range.line - 1;
    if (!seen_.AddNew(series, line)) seen_.FindOrAdd(series, line);
  };
  SeriesReader reader(hash_, label_orders_, options_.limits, add);
  if (rereader_ == nullptr) rereader_ = std::make_unique<TextParser>();
  rereader_->Begin(reader, options_.limits.line_bytes);
  rereader_->Feed(absl::string_view(
      range.begin, static_cast<size_t>(range.end - range.begin)));
}

}  // namespace promfile
