#include "promfile/job/run_marker.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace promfile {
namespace {

constexpr absl::string_view kPrefix = "# promfile run boot=";
constexpr absl::string_view kProcess = " process=";

}  // namespace

std::string RunMarkerLines(const std::vector<RunMarker>& markers) {
  std::string lines;
  for (const RunMarker& marker : markers) {
    absl::StrAppend(&lines, kPrefix, marker.boot, kProcess, marker.process,
                    "\n");
  }
  return lines;
}

std::vector<RunMarker> ParseRunMarkers(absl::string_view text) {
  std::vector<RunMarker> markers;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    absl::string_view line = text.substr(0, end);
    text.remove_prefix(end == absl::string_view::npos ? text.size() : end + 1);
    if (!absl::ConsumePrefix(&line, kPrefix)) continue;
    const size_t at = line.find(kProcess);
    if (at == 0 || at == absl::string_view::npos) continue;
    RunMarker marker = {std::string(line.substr(0, at)),
                        std::string(line.substr(at + kProcess.size()))};
    const std::string both = marker.boot + marker.process;
    if (marker.process.empty() || both.find(' ') != std::string::npos) continue;
    markers.push_back(std::move(marker));
  }
  return markers;
}

}  // namespace promfile
