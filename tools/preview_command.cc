#include "tools/preview_command.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "promfile/directory/preview_directory.h"
#include "tools/exit_code.h"
#include "tools/message_text.h"
#include "tools/option_values.h"
#include "tools/textfile_directory.h"
#include "tools/usage.h"

namespace promfile {
namespace {

constexpr char kCommand[] = "preview";
constexpr absl::string_view kCollectors[] = {
    CollectorName(Collector::kNodeExporter150)};

struct PreviewOptions {
  std::string directory;
  std::string path;  // empty: the textfile directory
  bool quiet = false;
};

absl::StatusOr<PreviewOptions> ParsePreviewOptions(const Arguments& arguments) {
  PreviewOptions options;
  if (!arguments.operands.empty()) options.path = arguments.operands[0];
  for (const GivenOption& option : arguments.options) {
    if (option.name == "quiet") options.quiet = true;
    if (option.name == "directory") options.directory = option.value;
    if (option.name == "collector") {
      const auto choice = ParseChoice(option.name, option.value, kCollectors);
      if (!choice.ok()) return choice.status();
    }
  }
  return options;
}

// What a scrape serves of `path`, which is not empty.
absl::StatusOr<ScrapeResult> PreviewPath(const std::string& path,
                                         FileSystem& files) {
  const absl::StatusOr<FileInfo> info = files.Stat(path);
  if (!info.ok()) return info.status();
  if (info->kind == FileInfo::Kind::kDirectory) {
    const auto directory = files.OpenDirectory(path);
    if (!directory.ok()) return directory.status();
    return PreviewDirectory(**directory);
  }
  // Opening it would wait for a writer, as the exporter does.
  if (info->kind == FileInfo::Kind::kFifo) {
    ScrapeResult result;
    result.effect = Effect::kHang;
    return result;
  }
  const auto file = files.OpenForReading(path);
  if (!file.ok()) return file.status();
  return PreviewFile(**file, path);
}

int Print(const ScrapeResult& result, const PreviewOptions& options,
          Console& console) {
  console.Out(result.text);
  if (result.effect == Effect::kCrash) {
    console.Problem("the exporter would die of this; promfile check says why");
    return kExitRefused;
  }
  if (result.effect == Effect::kHang) {
    console.Problem("the exporter would never answer: there is a FIFO");
    return kExitRefused;
  }
  if (options.quiet) return kExitOk;
  for (const std::string& name : result.left_to_chance) {
    console.Problem(absl::StrCat("metric family '", name,
                                 "' is left out: chance decides what of it is "
                                 "served"));
  }
  if (result.effect != Effect::kAccept) {
    console.Problem(
        "not everything would be served; promfile check says what and why");
  }
  return kExitOk;
}

}  // namespace

int RunPreview(const Arguments& arguments, Edges& edges) {
  const absl::StatusOr<PreviewOptions> options = ParsePreviewOptions(arguments);
  if (!options.ok()) return WrongUse(edges.console, kCommand, options.status());
  if (options->path.empty()) {
    const auto directory = OpenTextfileDirectory(
        options->directory, edges.environment, edges.files);
    if (!directory.ok()) {
      edges.console.Problem(directory.status().message());
      return ExitCodeForDirectory(directory.status());
    }
    const auto result = PreviewDirectory(**directory);
    if (result.ok()) return Print(*result, *options, edges.console);
    edges.console.Problem(absl::StrCat("cannot read ",
                                       QuotedWhole((*directory)->path()), ": ",
                                       result.status().message()));
    return ExitCodeForDirectory(result.status());
  }
  const auto result = PreviewPath(options->path, edges.files);
  if (result.ok()) return Print(*result, *options, edges.console);
  edges.console.Problem(absl::StrCat("cannot read ", QuotedWhole(options->path),
                                     ": ", result.status().message()));
  return ExitCodeForInput(result.status());
}

}  // namespace promfile
