#ifndef PROMFILE_TOOLS_EXPORTER_FLAGS_H_
#define PROMFILE_TOOLS_EXPORTER_FLAGS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "promfile/system/file_system.h"

namespace promfile {

// A node_exporter that runs on this machine.
struct ExporterProcess {
  uint32_t pid = 0;
  std::vector<std::string> arguments;  // argv, the program's name first
};

// Every running node_exporter, by rising pid, from /proc. Anybody can start a
// process of that name and so send other users' metrics elsewhere: only those
// that root, a system user (uid below 1000) or the user of this process started
// and runs are believed. Empty if there is none or /proc cannot be read.
std::vector<ExporterProcess> RunningExporters(FileSystem& files);

// The values of --collector.textfile.directory among `arguments`, in order:
// newer exporters take several. Pure.
std::vector<std::string> TextfileDirectoryFlags(
    absl::Span<const std::string> arguments);

// The words of the variable ARGS in a file such as
// /etc/default/prometheus-node-exporter, as systemd's EnvironmentFile= and a
// shell that sources it take it; of several assignments the last. Pure.
std::vector<std::string> ArgsOfDefaultsFile(absl::string_view text);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_EXPORTER_FLAGS_H_
