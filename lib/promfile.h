#ifndef PROMFILE_PROMFILE_H_
#define PROMFILE_PROMFILE_H_

// The public face: build or parse metric families, validate them as
// node_exporter's textfile collector would, and publish them as one file that a
// scrape sees whole.
//
//   promfile::MetricFamily family = promfile::Gauge("backup_size_bytes",
//   "..."); family.Add(4096, {{"target", "db01"}}); promfile::PosixFileSystem
//   files; promfile::PublishFamilies(files,
//   "/var/lib/prometheus/node-exporter",
//                             "backup", {family}, {});

#include "promfile/check/validate.h"
#include "promfile/directory/check_directory.h"
#include "promfile/exposition/metric_family.h"
#include "promfile/exposition/value.h"
#include "promfile/store/publish.h"
#include "promfile/store/publish_families.h"
#include "promfile/store/target_name.h"
#include "promfile/system/posix_file_system.h"
#include "promfile/text/family_builder.h"
#include "promfile/text/text_parser.h"
#include "promfile/text/text_writer.h"

#endif  // PROMFILE_PROMFILE_H_
