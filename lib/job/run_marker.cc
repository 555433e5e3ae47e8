#include "promfile/job/run_marker.h"

#include "absl/strings/str_cat.h"

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
  size_t begin = 0;
  while ((begin = text.find(kPrefix, begin)) != absl::string_view::npos) {
    const bool is_line = begin == 0 || text[begin - 1] == '\n';
    begin += kPrefix.size();
    if (!is_line) continue;
    const absl::string_view rest = text.substr(begin);
    const absl::string_view line = rest.substr(0, rest.find('\n'));
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
