#include "tools/exporter_flags.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/read_file.h"

namespace promfile {
namespace {

constexpr absl::string_view kFlag = "--collector.textfile.directory";

// As /proc/PID/comm has them: cut to 15 bytes, so the second one is what the
// program of Debian's package, prometheus-node-exporter, is called.
constexpr absl::string_view kProgramNames[] = {"node_exporter",
                                               "prometheus-node"};

// The first uid that is a person's.
constexpr uint32_t kFirstPersonalUser = 1000;

// Longer than any real command line of an exporter.
constexpr size_t kMaxProcFileBytes = 256 << 10;

bool IsExporterName(absl::string_view comm) {
  comm = absl::StripSuffix(comm, "\n");
  return std::find(std::begin(kProgramNames), std::end(kProgramNames), comm) !=
         std::end(kProgramNames);
}

// `status` is the text of /proc/PID/status. All four user ids count: whoever
// starts a set-uid program under this name is its real user only.
bool IsTrusted(absl::string_view status, uint32_t own_user) {
  for (absl::string_view line : absl::StrSplit(status, '\n')) {
    if (!absl::ConsumePrefix(&line, "Uid:")) continue;
    int users = 0;
    for (const absl::string_view word :
         absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty())) {
      uint32_t user;
      if (!absl::SimpleAtoi(word, &user)) return false;
      if (user >= kFirstPersonalUser && user != own_user) return false;
      ++users;
    }
    return users == 4;
  }
  return false;
}

// The words of `text` as a shell splits them: blanks part words, quotes keep
// them together, a backslash takes the next byte as it is. Expands nothing.
std::vector<std::string> SplitWords(absl::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word.push_back(text[++i]);
      in_word = true;
    } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
      quote = quote != 0 ? '\0' : c;
      in_word = true;
    } else if (quote == 0 && absl::ascii_isspace(c)) {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else {
      word.push_back(c);
      in_word = true;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

}  // namespace

std::vector<ExporterProcess> RunningExporters(FileSystem& files) {
  const auto proc = files.OpenDirectory("/proc");
  if (!proc.ok()) return {};
  const auto entries = (*proc)->List();
  if (!entries.ok()) return {};
  std::vector<ExporterProcess> found;
  for (const DirectoryEntry& entry : *entries) {
    ExporterProcess process;
    if (!absl::SimpleAtoi(entry.name, &process.pid)) continue;
    const std::string folder = absl::StrCat("/proc/", entry.name);
    // A process may end between these: then it is not running.
    const auto comm = ReadFile(files, folder + "/comm", kMaxProcFileBytes);
    if (!comm.ok() || !IsExporterName(*comm)) continue;
    const auto status = ReadFile(files, folder + "/status", kMaxProcFileBytes);
    if (!status.ok() || !IsTrusted(*status, files.User())) continue;
    const auto line = ReadFile(files, folder + "/cmdline", kMaxProcFileBytes);
    if (!line.ok()) continue;
    process.arguments = absl::StrSplit(
        absl::StripSuffix(*line, absl::string_view("\0", 1)), '\0');
    found.push_back(std::move(process));
  }
  std::sort(found.begin(), found.end(),
            [](const ExporterProcess& a, const ExporterProcess& b) {
              return a.pid < b.pid;
            });
  return found;
}

std::vector<std::string> TextfileDirectoryFlags(
    absl::Span<const std::string> arguments) {
  std::vector<std::string> values;
  for (size_t i = 0; i < arguments.size(); ++i) {
    absl::string_view argument = arguments[i];
    if (argument == "--") break;
    if (!absl::ConsumePrefix(&argument, kFlag)) continue;
    if (absl::ConsumePrefix(&argument, "=")) {
      values.emplace_back(argument);
    } else if (argument.empty() && i + 1 < arguments.size()) {
      values.push_back(arguments[++i]);
    }
  }
  return values;
}

std::vector<std::string> ArgsOfDefaultsFile(absl::string_view text) {
  std::string value;
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    absl::string_view line = absl::StripLeadingAsciiWhitespace(lines[i]);
    if (!absl::ConsumePrefix(&line, "ARGS=")) continue;
    value = std::string(line);
    // A backslash at the end of a line goes on with the next one.
    while (absl::EndsWith(value, "\\") && i + 1 < lines.size()) {
      value.pop_back();
      absl::StrAppend(&value, lines[++i]);
    }
  }
  // Once for the file's own quotes, once for those inside of the value.
  const std::vector<std::string> values = SplitWords(value);
  if (values.empty()) return {};
  return SplitWords(values[0]);
}

}  // namespace promfile
