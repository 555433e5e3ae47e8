#include "promfile/job/publish_failures.h"

#include "gtest/gtest.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_writer.h"

namespace promfile {
namespace {

TEST(PublishFailuresTest, CountsByFileAndReasonAndKeepsTheRest) {
  Families families = ParseFamilies("other 1\n").value();
  CountPublishFailure("a.prom", "refused", &families);
  CountPublishFailure("b.prom", "no_space", &families);
  CountPublishFailure("a.prom", "refused", &families);
  const std::string text = WriteText(families).value();
  EXPECT_EQ(text,
            "other 1\n"
            "# HELP promfile_publish_failures_total How often promfile could "
            "not publish a file as it was told to, by the name of the file and "
            "the reason.\n"
            "# TYPE promfile_publish_failures_total counter\n"
            "promfile_publish_failures_total{file=\"a.prom\","
            "reason=\"refused\"} 2\n"
            "promfile_publish_failures_total{file=\"b.prom\","
            "reason=\"no_space\"} 1\n");
  EXPECT_EQ(WriteText(ParseFamilies(text).value()).value(), text);
}

}  // namespace
}  // namespace promfile
