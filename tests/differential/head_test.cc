// Verdicts where the newest source differs from node_exporter 1.5.0, after its
// parser, its constructors and the glue of its textfile collector.

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "promfile/check/validate.h"
#include "promfile/directory/check_directory.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

std::string Verdict(const Effects& effects) {
  return absl::StrCat(EffectName(effects[0]), " ", EffectName(effects[1]));
}

TEST(HeadTest, JudgesAFileAsItsParserDoes) {
  const struct {
    const char* text;
    const char* verdict;  // of 1.5.0, of the newest source
  } kCases[] = {
      // Escapes and names in quotes.
      {"# HELP m say \\\"x\\\"\nm 1\n", "reject accept"},
      {"# HELP m say \\\"x\\d\nm 1\n", "reject reject"},
      {"# HELP m \\\"\n# HELP m x\nm 1\n", "reject reject"},
      {"\"m\" 1\n", "reject accept"},
      {"\"m\"{a=\"b\"} 1\n", "reject accept"},
      {"a\"b\" 1\n", "reject accept"},
      {"m{\"a\"=\"b\"} 1\n", "reject accept"},
      {"m{\"a.b\"=\"c\"} 1\n", "reject reject"},
      {"m{\"a\"} 1\n", "reject reject"},
      {"m{\"a\"=\"b\",a=\"c\"} 1\n", "reject reject"},
      {"m{\"__x\"=\"b\"} 1\n", "reject crash"},
      {"m{\"__name__\"=\"b\"} 1\n", "reject reject"},
      {"\"m 1\n", "reject reject"},
      {"\"m\" 1", "reject reject"},
      {"\"m.n\" 1\n", "reject reject"},
      {"\"\" 1\n", "reject reject"},
      {"# HELP \"m\" x\nm 1\n", "reject accept"},
      {"# TYPE \"m\" gauge\n# TYPE m gauge\n", "reject reject"},
      {"\"m\" 1 5\n", "reject reject"},
      {"\"m\" 1\nm 2\n", "reject damage"},
      {"m 1\n\"m\" 2\n\"m\" 3\n", "reject damage"},
      // Names in braces.
      {"{\"m\"} 1\n", "reject accept"},
      {"{m} 1\n", "reject accept"},
      {"{m,} 1\n", "reject accept"},
      {"{\"m\",a=\"b\"} 1\n", "reject accept"},
      {"{a=\"b\",\"m\"} 1\n", "reject accept"},
      {"{\"m\",\"n\"} 1\n", "reject reject"},
      {"{\"m.n\",a=\"b\"} 1\n", "reject reject"},
      {"{\"m\",a=\"b\"} 1\n{\"m\",a=\"b\"} 2\n", "reject damage"},
      {"{\"m\"} 1\nm x\n", "reject reject"},
      {"# TYPE h histogram\n{\"h_bucket\",a=\"1\",le=\"1\"} 1\n",
       "reject accept"},
      {"# TYPE h histogram\nm 1\n{\"h_bucket\",a=\"1\",le=\"1\"} 1\n",
       "reject crash"},
      {"# TYPE h histogram\nm 1\n{\"h_bucket\",le=\"x\"} 1\n", "reject reject"},
      {"# TYPE h histogram\nh_count{a=\"1\"} 1\nm 1\n{\"h_sum\",a=\"1\"} 1\n",
       "reject damage"},
      // No name at all.
      {"{} 1\n", "reject crash"},
      {"{a=\"b\"} 1\n", "reject reject"},
      {"{a=\"b\",} 1\n", "reject crash"},
      {"{\"a\": 1}\n", "reject reject"},
      {"# HELP m x\n{a=\"b\"} 1\n", "reject crash"},
      {"# TYPE m gauge\n{}", "reject crash"},
      {"m 1\n{} 2\n", "reject damage"},
      {"m 1\n{a=\"b\"} 2\n", "reject damage"},
      {"m 1\n{a=\"b\"} x\n", "reject reject"},
      {"m{a=\"c\"} 1\n{a=\"b\"} 2\n", "reject crash"},
      {"m{a=\"c\"} 1\n{a=\"b\"} 2\nm x\n", "reject reject"},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 1\n{le=\"2\"} 2\n",
       "reject accept"},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} 1\n{le=\"2\"} -2\n",
       "reject reject"},
      // The parser stops at the first error, and dies where it comes first.
      {"{} 1\nm x\n", "reject crash"},
      {"m x\n{} 1\n", "reject reject"},
      {"# HELP m \\\"\n{a=\"b\"} 1\nm x\n", "reject crash"},
      {"m 1 5\n# TYPE n gauge\n{\"n\"} 1\n", "reject reject"},
      // Timestamps are looked for when the parser has come to the end.
      {"# TYPE m gauge\n{} 1 5\n", "reject crash"},
      {"m{__a=\"b\"} 1 5\n", "reject reject"},
      // Counts.
      {"# TYPE h histogram\nh_count -1\n", "accept reject"},
      {"# TYPE h histogram\nh_count -0\n", "accept accept"},
      {"# TYPE h histogram\nh_bucket{le=\"1\"} -0.5\n", "accept reject"},
      {"# TYPE h histogram\nh_count 1.5\n", "accept accept"},
      {"# TYPE s summary\ns_count -1\n", "accept accept"},
      // Gauge histograms.
      {"# TYPE m gaugehistogram\n", "reject accept"},
      {"# TYPE m gaugehistogram\nm 1\n", "reject crash"},
      {"# TYPE m gaugehistogram\nm_bucket{le=\"1\"} 1\n", "reject crash"},
      {"# TYPE m gauge_histogram\n", "accept accept"},
      {"# TYPE m gauge_histogram\nm 1\n", "crash crash"},
      {"# TYPE m gauge_histogram\nm_count 1\n", "accept crash"},
      {"# TYPE m gauge_histogram\nm_count -1\n", "accept reject"},
      {"# TYPE m gauge_histogram\nm{le=\"x\"} 1\n", "crash reject"},
      {"# TYPE m gauge_histogram\n# TYPE m_count counter\n", "accept reject"},
      {"# TYPE m gauge_histogram\n# HELP m x\n# HELP m_sum x\n",
       "accept reject"},
      // The same for both.
      {"# TYPE h histogram\nh_bucket{le=\"1\",le=\"2\"} 1\n", "accept accept"},
      {"# TYPE h histogram\nh_bucket{le=\"x\",le=\"2\"} 1\n", "reject reject"},
      {"m{le=\"1\",le=\"2\"} 1\n", "reject reject"},
      {"# TYPE h histogram\nh{le=\"1\",quantile=\"1\",le=\"1\",quantile=\"1\"} "
       "1\n",
       "reject reject"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("text: ", absl::CEscape(c.text)));
    EXPECT_EQ(Verdict(ValidateText(c.text, ValidateOptions()).verdict),
              c.verdict);
  }
}

TEST(HeadTest, JudgesADirectoryByTheFilesThatEachCollectorTakes) {
  const char* const kHelpA = "# HELP m a\nm{f=\"a\"} 1\n";
  const char* const kHelpB = "# HELP m b\nm{f=\"b\"} 1\n";
  const char* const kNoHelp = "m{f=\"c\"} 1\n";
  const struct {
    std::vector<const char*> files;
    const char* verdict;
  } kCases[] = {
      {{kHelpA, kHelpB}, "damage damage"},
      {{kHelpA, kHelpB, kNoHelp}, "damage crash"},
      {{kHelpA, kNoHelp, kHelpB}, "damage damage"},
      {{kNoHelp, kHelpA, kHelpB}, "damage damage"},
      {{kHelpA, kHelpA, kNoHelp}, "damage damage"},
      {{kNoHelp, kNoHelp}, "damage damage"},
      {{kHelpA, "# HELP m a\nm{f=\"x\"} 1\n"}, "accept accept"},
      // Only one of the collectors reads both files.
      {{"m 1\n", "\"m\" 2\n"}, "reject damage"},
      {{"m 1\n", "# TYPE h histogram\nh_count -1\nm 2\n"}, "damage reject"},
      {{"# HELP n \\\"\nm 1\n", "# HELP n x\n# TYPE n gauge\nm 2\n"},
       "reject damage"},
      {{"# HELP m say \\\"x\\\"\nm 1\n", "# HELP m say \"x\"\nm{a=\"b\"} 2\n"},
       "reject accept"},
      {{"# TYPE h histogram\nh_count -1\n", "h_count 1\n"}, "damage reject"},
      {{"m x\n", "m 1\n"}, "reject reject"},
  };
  for (const auto& c : kCases) {
    std::string shown;
    MemoryFileSystem files;
    files.MakeDirectory("/d");
    for (size_t i = 0; i < c.files.size(); ++i) {
      files.Put(absl::StrCat("/d/", i, ".prom"), c.files[i]);
      absl::StrAppend(&shown, absl::CEscape(c.files[i]), " | ");
    }
    SCOPED_TRACE(absl::StrCat("files: ", shown));
    const auto directory = files.OpenDirectory("/d");
    const auto report = CheckDirectory(**directory, ValidateOptions());
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(Verdict(report->verdict), c.verdict);
  }
}

}  // namespace
}  // namespace promfile
