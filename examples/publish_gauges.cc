// Publishes two gauges of a backup as DIRECTORY/backup.prom:
//
//   publish_gauges /var/lib/prometheus/node-exporter

#include <cstdio>

#include "promfile/promfile.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: publish_gauges DIRECTORY\n");
    return 64;
  }
  promfile::MetricFamily size =
      promfile::Gauge("backup_size_bytes", "Size of the newest backup.");
  size.Add(4096, {{"target", "db01"}});
  size.Add(123456789, {{"target", "C:\\data"}});  // escaped for you

  promfile::MetricFamily finished = promfile::Gauge(
      "backup_last_completion_timestamp_seconds", "When it was finished.");
  finished.Add(1.7e9);

  promfile::PosixFileSystem files;
  const absl::Status status = promfile::PublishFamilies(
      files, argv[1], "backup", {size, finished}, promfile::PublishOptions());
  if (!status.ok()) {
    std::fprintf(stderr, "publish_gauges: %s\n", status.ToString().c_str());
    return 1;
  }
  return 0;
}
