// In-process benchmarks over corpora of the project's own. Each checks its own
// answer: what fails early would look fast.
//
//   bazel run -c opt //tests/bench:benchmarks

#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "promfile/check/validate.h"
#include "promfile/directory/check_directory.h"
#include "promfile/store/publish.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_parser.h"
#include "promfile/text/text_writer.h"
#include "tests/bench/corpora.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

constexpr uint64_t kSeries = 100000;

const Corpus& CorpusOf(const benchmark::State& state) {
  static const auto* const corpora =
      new Corpus[4]{MakeCorpus("node", kSeries), MakeCorpus("small", kSeries),
                    MakeCorpus("gauge", kSeries), MakeCorpus("hist", kSeries)};
  return corpora[state.range(0)];
}

void Count(benchmark::State& state) {
  const Corpus& corpus = CorpusOf(state);
  const auto runs = static_cast<int64_t>(state.iterations());
  state.SetBytesProcessed(runs * static_cast<int64_t>(corpus.text.size()));
  state.SetItemsProcessed(runs * static_cast<int64_t>(corpus.samples));
  constexpr const char* kNames[] = {"node", "small", "gauge", "hist"};
  state.SetLabel(kNames[state.range(0)]);
}

class Counter final : public TextVisitor {
 public:
  void OnSample(const SampleLine&) override { ++samples; }
  void OnHelp(const HelpLine&) override {}
  void OnType(const TypeLine&) override {}
  void OnSyntaxError(const SyntaxError&) override { std::abort(); }
  uint64_t samples = 0;
};

// The floor: every line feed, found by memchr.
void FindLines(benchmark::State& state) {
  const std::string& text = CorpusOf(state).text;
  for (auto _ : state) {
    uint64_t lines = 0;
    const char* p = text.data();
    const char* const end = p + text.size();
    while ((p = static_cast<const char*>(
                memchr(p, '\n', static_cast<size_t>(end - p)))) != nullptr) {
      ++p;
      ++lines;
    }
    if (lines < CorpusOf(state).samples) std::abort();
  }
  Count(state);
}

void Parse(benchmark::State& state) {
  for (auto _ : state) {
    Counter counter;
    ParseText(CorpusOf(state).text, counter);
    if (counter.samples != CorpusOf(state).samples) std::abort();
  }
  Count(state);
}

void RunValidate(benchmark::State& state, bool find_duplicates) {
  ValidateOptions options;
  options.coherence = true;
  options.find_duplicates = find_duplicates;
  options.hash_key[0] = 42;
  for (auto _ : state) {
    const FileReport report = ValidateText(CorpusOf(state).text, options);
    if (report.samples != CorpusOf(state).samples ||
        !report.findings.list.empty()) {
      std::abort();
    }
  }
  Count(state);
}

void Validate(benchmark::State& state) { RunValidate(state, true); }
void ValidateWithoutDuplicates(benchmark::State& state) {
  RunValidate(state, false);
}

void Serialize(benchmark::State& state) {
  const absl::StatusOr<Families> families = ParseFamilies(CorpusOf(state).text);
  if (!families.ok()) std::abort();
  for (auto _ : state) {
    const absl::StatusOr<std::string> text = WriteText(*families);
    if (!text.ok() || text->size() < CorpusOf(state).samples) std::abort();
  }
  Count(state);
}

// 1,000 files of 18 series, in memory: what is measured is not the disk.
void CheckDirectoryOf1000(benchmark::State& state) {
  constexpr int kFiles = 1000;
  MemoryFileSystem files;
  files.MakeDirectory("/d");
  for (int i = 0; i < kFiles; ++i) {
    std::string text = absl::StrCat("# HELP m_", i, " Text.\n");
    for (int k = 0; k < 18; ++k) {
      absl::StrAppend(&text, "m_", i, "{step=\"", k, "\"} ", k, ".5\n");
    }
    files.Put(absl::StrCat("/d/", i, ".prom"), text);
  }
  const auto directory = files.OpenDirectory("/d");
  if (!directory.ok()) std::abort();
  for (auto _ : state) {
    const absl::StatusOr<DirectoryReport> report =
        CheckDirectory(**directory, ValidateOptions());
    if (!report.ok() || report->files != kFiles ||
        report->samples != kFiles * 18 || !report->findings.list.empty()) {
      std::abort();
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations()) * kFiles);
}

// The corpus becomes a file of a directory in memory that has another one.
void PublishText(benchmark::State& state) {
  MemoryFileSystem files;
  files.MakeDirectory("/d");
  files.Put("/d/other.prom", "other 1\n");
  PublishOptions options;
  options.limits = NoLimits();
  options.max_bytes = CorpusOf(state).text.size();
  const auto directory = files.OpenDirectory("/d");
  if (!directory.ok()) std::abort();
  for (auto _ : state) {
    const PublishResult result =
        Publish(files, **directory, "x.prom", CorpusOf(state).text, options);
    if (result.refused || !result.replace.status.ok()) std::abort();
  }
  if (files.Get("/d/x.prom") != CorpusOf(state).text) std::abort();
  Count(state);
}

BENCHMARK(FindLines)->DenseRange(0, 3);
BENCHMARK(Parse)->DenseRange(0, 3);
BENCHMARK(Validate)->DenseRange(0, 3);
BENCHMARK(ValidateWithoutDuplicates)->DenseRange(0, 3);
BENCHMARK(Serialize)->DenseRange(0, 3);
BENCHMARK(PublishText)->DenseRange(0, 3);
BENCHMARK(CheckDirectoryOf1000);

}  // namespace
}  // namespace promfile

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
