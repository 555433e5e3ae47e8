// A sample costs no allocation, whatever is asked about it.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "promfile/directory/check_directory.h"
#include "tests/bench/corpora.h"
#include "tests/support/allocation_count.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

constexpr uint64_t kFew = 4000;
constexpr uint64_t kMany = 32000;
// Eight times the samples: tables, and the lists of each of up to 25 families,
// are doubled three times, and there are a few more blocks of 4,096 series.
constexpr uint64_t kGrowth = 100;

ValidateOptions EveryRule() {
  ValidateOptions options;
  options.lint = true;
  options.coherence = true;
  return options;
}

uint64_t Validate(const Corpus& corpus, const ValidateOptions& options) {
  const uint64_t before = AllocationCount();
  EXPECT_EQ(ValidateText(corpus.text, options).samples, corpus.samples);
  return AllocationCount() - before;
}

uint64_t CheckOneFile(const Corpus& corpus) {
  MemoryFileSystem files;
  files.MakeDirectory("/d");
  files.Put("/d/a.prom", corpus.text);
  const absl::StatusOr<std::unique_ptr<Directory>> directory =
      files.OpenDirectory("/d");
  EXPECT_TRUE(directory.ok());
  const uint64_t before = AllocationCount();
  const absl::StatusOr<DirectoryReport> report =
      CheckDirectory(**directory, EveryRule());
  const uint64_t after = AllocationCount();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report->samples, corpus.samples);
  return after - before;
}

TEST(AllocationsTest, ASampleCostsNone) {
  for (const char* const name : {"node", "gauge", "hist"}) {
    SCOPED_TRACE(name);
    const Corpus few = MakeCorpus(name, kFew);
    const Corpus many = MakeCorpus(name, kMany);
    ASSERT_GT(many.samples, 7 * few.samples);

    const uint64_t plain = Validate(few, ValidateOptions());
    EXPECT_LE(Validate(many, ValidateOptions()), plain + kGrowth);
    const uint64_t full = Validate(few, EveryRule());
    EXPECT_LE(Validate(many, EveryRule()), full + kGrowth);
    const uint64_t whole = CheckOneFile(few);
    EXPECT_LE(CheckOneFile(many), whole + kGrowth);
  }
}

}  // namespace
}  // namespace promfile
