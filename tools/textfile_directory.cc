#include "tools/textfile_directory.h"

#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "promfile/system/remedy.h"
#include "tools/exporter_flags.h"
#include "tools/message_text.h"
#include "tools/read_file.h"

namespace promfile {
namespace {

constexpr const char* kVariables[] = {
    "PROMFILE_DIRECTORY", "TEXTFILE_COLLECTOR_DIR", "COLLECTOR_TEXTFILE_PATH"};

constexpr char kDefaultsFile[] = "/etc/default/prometheus-node-exporter";
constexpr size_t kMaxDefaultsFileBytes = 1 << 20;

constexpr const char* kDefaults[] = {
    "/var/lib/prometheus/node-exporter",
    "/var/lib/node_exporter/textfile_collector",
    "/var/lib/node_exporter",
};

// The search so far: what was tried in vain, one line each.
using Tried = std::vector<std::string>;

// The directory that an exporter's arguments name. A pattern or a path relative
// to where the exporter was started says nothing that could be relied on.
std::string DirectoryOf(const std::string& source,
                        absl::Span<const std::string> arguments, Tried* tried) {
  const std::vector<std::string> values = TextfileDirectoryFlags(arguments);
  for (const std::string& value : values) {
    if (!absl::StartsWith(value, "/")) {
      tried->push_back(absl::StrCat(source, ": ", QuotedWhole(value),
                                    " is not an absolute path"));
    } else if (value.find_first_of("*?[") != std::string::npos) {
      tried->push_back(
          absl::StrCat(source, ": ", QuotedWhole(value), " is a pattern"));
    } else {
      return value;
    }
  }
  if (values.empty()) {
    tried->push_back(
        absl::StrCat(source, ": no --collector.textfile.directory"));
  }
  return "";
}

TextfileDirectory FromEnvironment(Environment& environment, Tried* tried) {
  for (const char* name : kVariables) {
    absl::optional<std::string> value = environment.Get(name);
    if (value.has_value() && !value->empty()) return {*value, name};
    tried->push_back(
        absl::StrCat(name, value.has_value() ? ": empty" : ": not set"));
  }
  return {};
}

TextfileDirectory FromRunningExporter(FileSystem& files, Tried* tried) {
  const std::vector<ExporterProcess> processes = RunningExporters(files);
  for (const ExporterProcess& process : processes) {
    const std::string source =
        absl::StrCat("node_exporter (process ", process.pid, ")");
    const std::string path = DirectoryOf(source, process.arguments, tried);
    if (!path.empty()) return {path, source};
  }
  if (processes.empty()) tried->push_back("running node_exporter: none");
  return {};
}

TextfileDirectory FromDefaultsFile(FileSystem& files, Tried* tried) {
  const auto text = ReadFile(files, kDefaultsFile, kMaxDefaultsFileBytes);
  if (!text.ok()) {
    tried->push_back(
        absl::StrCat(kDefaultsFile, ": ", text.status().message()));
    return {};
  }
  const std::string path =
      DirectoryOf(kDefaultsFile, ArgsOfDefaultsFile(*text), tried);
  if (path.empty()) return {};
  return {path, kDefaultsFile};
}

TextfileDirectory FromDefaults(FileSystem& files, Tried* tried) {
  for (const char* path : kDefaults) {
    const absl::StatusOr<FileInfo> info = files.Stat(path);
    if (info.ok() && info->kind == FileInfo::Kind::kDirectory)
      return {path, ""};
    tried->push_back(absl::StrCat(
        path, ": ", info.ok() ? "not a directory" : info.status().message()));
  }
  return {};
}

}  // namespace

absl::StatusOr<TextfileDirectory> FindTextfileDirectory(
    const std::string& option, Environment& environment, FileSystem& files) {
  if (!option.empty()) return TextfileDirectory{option, "--directory"};
  Tried tried;
  TextfileDirectory found = FromEnvironment(environment, &tried);
  if (found.path.empty()) found = FromRunningExporter(files, &tried);
  if (found.path.empty()) found = FromDefaultsFile(files, &tried);
  if (found.path.empty()) found = FromDefaults(files, &tried);
  if (!found.path.empty()) return found;
  return absl::NotFoundError(
      absl::StrCat("no textfile directory: name one with '--directory'\ntried ",
                   absl::StrJoin(tried, "\ntried ")));
}

absl::StatusOr<std::unique_ptr<Directory>> OpenTextfileDirectory(
    const std::string& option, Environment& environment, FileSystem& files) {
  const absl::StatusOr<TextfileDirectory> found =
      FindTextfileDirectory(option, environment, files);
  if (!found.ok()) return found.status();
  absl::StatusOr<std::unique_ptr<Directory>> directory =
      files.OpenDirectory(found->path);
  if (directory.ok()) return directory;
  const absl::Status& status = directory.status();
  return absl::Status(status.code(),
                      absl::StrCat("cannot open the textfile directory ",
                                   QuotedWhole(found->path),
                                   found->named_by.empty() ? "" : ", named by ",
                                   found->named_by, ": ", WithRemedy(status)));
}

}  // namespace promfile
