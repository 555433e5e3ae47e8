#include "promfile/job/run_marker.h"

#include "gtest/gtest.h"

namespace promfile {
namespace {

TEST(RunMarkerTest, ReadsWhatItHasWritten) {
  const std::vector<RunMarker> markers = {{"b00t-1d", "314-159-265"},
                                          {"-", "-"}};
  const std::string lines = RunMarkerLines(markers);
  EXPECT_EQ(lines,
            "# promfile run boot=b00t-1d process=314-159-265\n"
            "# promfile run boot=- process=-\n");
  EXPECT_EQ(ParseRunMarkers(lines + "# HELP a b\na 1\n"), markers);
}

TEST(RunMarkerTest, IsNothingElse) {
  for (const char* text :
       {"", "# promfile run", "# promfile run boot= process=1\n",
        "# promfile run boot=1 process=\n", "# promfile run boot=1\n",
        " # promfile run boot=1 process=2\n",
        "# promfile run boot=1 process=2 3\n",
        "m{l=\"# promfile run boot=1 process=2\"} 1\n"}) {
    EXPECT_TRUE(ParseRunMarkers(text).empty()) << text;
  }
}

}  // namespace
}  // namespace promfile
