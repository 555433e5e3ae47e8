#ifndef PROMFILE_CHECK_MERGING_FAMILIES_H_
#define PROMFILE_CHECK_MERGING_FAMILIES_H_

#include "absl/strings/string_view.h"
#include "promfile/exposition/metric_type.h"

namespace promfile {

// A family of the exporter's own whose meeting with a file's family is no
// matter of chance: it always comes before all files, or always after them.
struct MergingFamily {
  const char* name;
  MetricType type;
  const char* label;  // the one label of its series; "": they have none
  bool before_files;  // else it comes after them
  const char* help;
};

// The family of this name, or nullptr.
const MergingFamily* FindMergingFamily(absl::string_view name);

// True if a file's family of this type and help (unescaped) keeps all of its
// series beside `own`, and takes none of the exporter's: the same type and
// help, and other label names. `has_label` says whether the file's family has
// the exporter's label as its only one. Values are not compared, but the
// exporter's paths in node_textfile_mtime_seconds are taken to be others.
bool Merges(const MergingFamily& own, MetricType type, absl::string_view help,
            size_t label_names, bool has_label);

}  // namespace promfile

#endif  // PROMFILE_CHECK_MERGING_FAMILIES_H_
