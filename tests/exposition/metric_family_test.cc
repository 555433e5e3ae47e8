#include "promfile/exposition/metric_family.h"

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(MetricFamilyTest, GaugeAndCounterHaveTypeAndHelpAndNoSample) {
  const MetricFamily gauge = Gauge("temperature_celsius", "Of the room.");
  EXPECT_EQ(gauge.name, "temperature_celsius");
  EXPECT_EQ(gauge.type, MetricType::kGauge);
  EXPECT_EQ(gauge.help, "Of the room.");
  EXPECT_TRUE(gauge.samples.empty());
  EXPECT_EQ(Counter("runs_total", "Runs.").type, MetricType::kCounter);
}

TEST(MetricFamilyTest, AddAppendsSamplesCalledLikeTheFamily) {
  MetricFamily family = Gauge("m", "Help.");
  family.Add(1).Add(2, {{"a", "x"}});
  ASSERT_EQ(family.samples.size(), 2u);
  EXPECT_EQ(family.samples[0], (Sample{"m", {}, 1}));
  EXPECT_EQ(family.samples[1], (Sample{"m", {{"a", "x"}}, 2}));
}

TEST(MetricFamilyTest, AddPartAppendsTheSuffixToTheName) {
  MetricFamily family;
  family.name = "h";
  family.type = MetricType::kHistogram;
  family.AddPart("_bucket", 2, {{"le", "+Inf"}})
      .AddPart("_sum", 0.5)
      .AddPart("_count", 2);
  ASSERT_EQ(family.samples.size(), 3u);
  EXPECT_EQ(family.samples[0], (Sample{"h_bucket", {{"le", "+Inf"}}, 2}));
  EXPECT_EQ(family.samples[1], (Sample{"h_sum", {}, 0.5}));
  EXPECT_EQ(family.samples[2], (Sample{"h_count", {}, 2}));
}

TEST(MetricFamilyTest, SamplesAreEqualByNameLabelsInOrderAndValue) {
  const double nan = std::nan("");
  const struct {
    const char* what;
    Sample a;
    Sample b;
    bool equal;
  } kCases[] = {
      {"same", {"m", {{"a", "b"}}, 1}, {"m", {{"a", "b"}}, 1}, true},
      {"name", {"m", {}, 1}, {"n", {}, 1}, false},
      {"value", {"m", {}, 1}, {"m", {}, 2}, false},
      {"NaN is NaN", {"m", {}, nan}, {"m", {}, -nan}, true},
      {"NaN is no number", {"m", {}, nan}, {"m", {}, 0}, false},
      {"the zeros differ", {"m", {}, 0.0}, {"m", {}, -0.0}, false},
      {"label value", {"m", {{"a", "b"}}, 1}, {"m", {{"a", "c"}}, 1}, false},
      {"label name", {"m", {{"a", "b"}}, 1}, {"m", {{"c", "b"}}, 1}, false},
      {"an empty label is a label", {"m", {{"a", ""}}, 1}, {"m", {}, 1}, false},
      {"order of labels",
       {"m", {{"a", "x"}, {"b", "y"}}, 1},
       {"m", {{"b", "y"}, {"a", "x"}}, 1},
       false},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.what);
    EXPECT_EQ(c.a == c.b, c.equal);
    EXPECT_EQ(c.b == c.a, c.equal);
  }
}

TEST(MetricFamilyTest, FamiliesAreEqualByEverythingThatTheyHold) {
  const MetricFamily family = MetricFamily(Gauge("m", "Help.")).Add(1);
  EXPECT_TRUE(family == family);
  MetricFamily other = family;
  other.name = "n";
  EXPECT_FALSE(family == other);
  other = family;
  other.type = absl::nullopt;
  EXPECT_FALSE(family == other);
  other = family;
  other.help = "";
  EXPECT_FALSE(family == other);
  other = family;
  other.samples[0].value = 2;
  EXPECT_FALSE(family == other);
}

TEST(MetricTypeTest, HasTheNameOfATypeLine) {
  const struct {
    MetricType type;
    const char* name;
  } kCases[] = {
      {MetricType::kCounter, "counter"},
      {MetricType::kGauge, "gauge"},
      {MetricType::kUntyped, "untyped"},
      {MetricType::kSummary, "summary"},
      {MetricType::kHistogram, "histogram"},
      {MetricType::kGaugeHistogram, "gauge_histogram"},
  };
  for (const auto& c : kCases) {
    EXPECT_STREQ(MetricTypeName(c.type), c.name);
  }
}

}  // namespace
}  // namespace promfile
