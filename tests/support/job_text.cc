#include "tests/support/job_text.h"

#include <utility>

#include "gtest/gtest.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_writer.h"

namespace promfile {

absl::StatusOr<JobState> ReadJobText(absl::string_view text) {
  JobStateReader reader;
  TextParser parser;
  absl::StatusOr<Families> others = ParseFamilies(
      text, parser,
      [&](absl::string_view family) { return reader.Takes(family); },
      [&](const Sample& sample) { reader.Take(sample); });
  if (!others.ok()) return others.status();
  return std::move(reader).Finish(*std::move(others));
}

std::string JobText(const JobState& state, const std::string& name,
                    const LabelSet& labels) {
  std::string text;
  state.TellFamilies(name, labels, [&](const MetricFamily& family) {
    const absl::Status status = AppendText(family, &text);
    EXPECT_TRUE(status.ok()) << status;
  });
  return text;
}

}  // namespace promfile
