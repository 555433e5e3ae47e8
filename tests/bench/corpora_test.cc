#include "tests/bench/corpora.h"

#include "gtest/gtest.h"
#include "promfile/check/validate.h"

namespace promfile {
namespace {

// A corpus with errors would measure something else.
TEST(CorporaTest, EveryCorpusIsValidAndHasTheSamplesThatItSays) {
  for (const char* const name : {"node", "small", "gauge", "hist"}) {
    SCOPED_TRACE(name);
    const Corpus corpus = MakeCorpus(name, 2000);
    const FileReport report = ValidateText(corpus.text, ValidateOptions());
    EXPECT_EQ(report.samples, corpus.samples);
    EXPECT_GT(corpus.samples, 800u);
    EXPECT_TRUE(report.findings.list.empty())
        << report.findings.list[0].message;
  }
}

TEST(CorporaTest, TheSameArgumentsGiveTheSameBytes) {
  EXPECT_EQ(MakeCorpus("gauge", 500).text, MakeCorpus("gauge", 500).text);
}

}  // namespace
}  // namespace promfile
