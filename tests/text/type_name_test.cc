#include "promfile/text/type_name.h"

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(ParseTypeNameTest, KnowsTheTypesInAnyCase) {
  const struct {
    const char* token;
    MetricType type;
  } kCases[] = {
      {"counter", MetricType::kCounter},
      {"gauge", MetricType::kGauge},
      {"untyped", MetricType::kUntyped},
      {"summary", MetricType::kSummary},
      {"histogram", MetricType::kHistogram},
      {"gauge_histogram", MetricType::kGaugeHistogram},
      {"COUNTER", MetricType::kCounter},
      {"GaUgE", MetricType::kGauge},
      {"Gauge_Histogram", MetricType::kGaugeHistogram},
      // Backslashes are dropped.
      {"co\\unt\\er", MetricType::kCounter},
      {"\\gauge\\", MetricType::kGauge},
      {"\\\\\\\\gauge", MetricType::kGauge},
      // U+017F LATIN SMALL LETTER LONG S is an S in upper case, U+0131 LATIN
      // SMALL LETTER DOTLESS I is an I.
      {"\u017Fummary", MetricType::kSummary},
      {"hi\u017Ftogram", MetricType::kHistogram},
      {"h\u0131stogram", MetricType::kHistogram},
      {"H\u0131\u017FTOGRAM", MetricType::kHistogram},
      {"gauge_h\u0131\u017Ftogram", MetricType::kGaugeHistogram},
      {"h\\\u0131\\\u017F\\togram", MetricType::kHistogram},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(absl::StrCat("token: ", c.token));
    EXPECT_EQ(ParseTypeName(c.token), c.type);
  }
}

TEST(ParseTypeNameTest, KnowsNothingElse) {
  const absl::string_view kCases[] = {
      "",
      "\\",
      "unknown",
      "info",
      "stateset",
      "gaugehistogram",
      "gauges",
      "gaug",
      " gauge",
      "gauge ",
      "gauge\r",
      "gauge\t",
      "gauge # x",
      "counter,gauge",
      "untyped\xFF",
      "hi\xC5stogram",   // half of U+017F
      "hi\xBFtogram",    // the other half
      "\u0130stogram",   // CAPITAL I WITH DOT ABOVE
      "h\u0130stogram",  // the same
      "hi\u1E9Btogram",  // LONG S WITH DOT ABOVE
      "\uFF47auge",      // FULLWIDTH SMALL G
      "co\u00FCnter",    // U WITH DIAERESIS
      absl::string_view("gauge\0", 6),
  };
  for (const absl::string_view token : kCases) {
    SCOPED_TRACE(absl::StrCat("token: ", absl::CHexEscape(token)));
    EXPECT_EQ(ParseTypeName(token), absl::nullopt);
  }
}

TEST(ParseTypeNameTest, TakesTokensOfAnyLength) {
  EXPECT_EQ(ParseTypeName(std::string(1 << 20, 'x')), absl::nullopt);
  EXPECT_EQ(ParseTypeName(absl::StrCat("gauge", std::string(1 << 20, '\\'))),
            MetricType::kGauge);
}

}  // namespace
}  // namespace promfile
