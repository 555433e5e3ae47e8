// Counts what parsing allocates, and how much memory a long text needs.

#include <sys/resource.h>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/text/text_parser.h"
#include "tests/support/allocation_count.h"

namespace promfile {
namespace {

class Counter final : public TextVisitor {
 public:
  void OnSample(const SampleLine& sample) override {
    ++samples_;
    for (size_t i = 0; i < sample.labels.size(); ++i) {
      bytes_ += sample.labels[i].value.size();
    }
  }
  void OnHelp(const HelpLine&) override { ++comments_; }
  void OnType(const TypeLine&) override { ++comments_; }
  void OnSyntaxError(const SyntaxError&) override { ++errors_; }

  uint64_t samples() const { return samples_; }
  uint64_t comments() const { return comments_; }
  uint64_t errors() const { return errors_; }

 private:
  uint64_t samples_ = 0;
  uint64_t comments_ = 0;
  uint64_t errors_ = 0;
  uint64_t bytes_ = 0;
};

// `samples` lines of a family with six labels, some of them escaped.
std::string Block(int first, int samples) {
  std::string text = absl::StrCat(
      "# HELP m", first, " Help \\n text.\n# TYPE m", first, " gauge\n");
  for (int i = 0; i < samples; ++i) {
    absl::StrAppend(&text, "m", first, "{host=\"h", i, "\",path=\"C:\\\\x",
                    i % 7, "\",zone=\"\xC3\xA4\",a=\"\",b=\"", i % 3,
                    "\",le=\"+Inf\"} ", i, ".5\n");
  }
  return text;
}

uint64_t AllocationsOf(absl::string_view text, size_t chunk, int* samples) {
  Counter counter;
  const uint64_t before = AllocationCount();
  {
    TextParser parser(counter);
    while (!text.empty()) {
      const absl::string_view piece = text.substr(0, chunk);
      parser.Feed(piece);
      text.remove_prefix(piece.size());
    }
    parser.Finish();
  }
  EXPECT_EQ(counter.errors(), 0u);
  *samples = static_cast<int>(counter.samples());
  return AllocationCount() - before;
}

TEST(TextMemoryTest, NothingIsAllocatedPerSample) {
  const std::string few = Block(1, 100);
  const std::string many = Block(1, 100) + Block(2, 20000);
  for (const size_t chunk : {many.size(), size_t{65536}, size_t{1000}}) {
    SCOPED_TRACE(absl::StrCat("pieces of ", chunk));
    int samples = 0;
    const uint64_t of_few = AllocationsOf(few, chunk, &samples);
    EXPECT_EQ(samples, 100);
    const uint64_t of_many = AllocationsOf(many, chunk, &samples);
    EXPECT_EQ(samples, 20100);
    // The parser, its table of labels, the buffer of a cut line.
    EXPECT_LE(of_few, 20u);
    EXPECT_LE(of_many, of_few + 3);
  }
}

uint64_t PeakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

// 64 MiB, or 1 GiB if PROMFILE_LONG is set.
TEST(TextMemoryTest, ALongTextNeedsNoMoreMemoryThanAShortOne) {
  const uint64_t size = uint64_t{std::getenv("PROMFILE_LONG") ? 1024u : 64u}
                        << 20;
  const std::string block = Block(1, 20000);
  Counter counter;
  TextParser parser(counter);
  uint64_t fed = 0;
  uint64_t blocks = 0;
  uint64_t peak_before = 0;
  for (; fed < size; fed += block.size(), ++blocks) {
    for (size_t at = 0; at < block.size(); at += 100000) {
      parser.Feed(absl::string_view(block).substr(at, 100000));
    }
    if (blocks == 0) peak_before = PeakBytes();
  }
  parser.Finish();
  EXPECT_EQ(counter.errors(), 0u);
  EXPECT_EQ(counter.samples(), 20000 * blocks);
  EXPECT_EQ(counter.comments(), 2 * blocks);
  EXPECT_LT(PeakBytes() - peak_before, uint64_t{1} << 20);
}

// A line that never ends is not kept.
TEST(TextMemoryTest, ALineWithoutEndNeedsNoMoreMemoryThanItsBound) {
  const uint64_t size = uint64_t{std::getenv("PROMFILE_LONG") ? 1024u : 64u}
                        << 20;
  const std::string piece(1 << 16, 'x');
  Counter counter;
  TextParser parser(counter, 1 << 20);
  const uint64_t peak_before = PeakBytes();
  for (uint64_t fed = 0; fed < size; fed += piece.size()) parser.Feed(piece);
  parser.Finish();
  EXPECT_EQ(counter.errors(), 1u);
  EXPECT_LT(PeakBytes() - peak_before, uint64_t{8} << 20);
}

}  // namespace
}  // namespace promfile
