#ifndef PROMFILE_STORE_PUBLISH_H_
#define PROMFILE_STORE_PUBLISH_H_

#include <string>

#include "absl/strings/string_view.h"
#include "promfile/check/finding.h"
#include "promfile/check/validate.h"
#include "promfile/store/replace_file.h"
#include "promfile/system/file_system.h"

namespace promfile {

class TextParser;

// What to do when the text is fine alone but clashes with another file of the
// directory.
enum class OnConflict { kRefuse, kWarn };

struct PublishOptions {
  ReplaceOptions replace;
  Limits limits;  // validation alone decides: see ValidateOptions
  size_t max_bytes = 16 << 20;
  const NamePolicy* names = nullptr;
  TextParser* parser = nullptr;  // see ValidateOptions
  bool allow_empty = false;
  // Refuses `text` for warnings and advice too, and asks for all of them:
  // bad style, and histograms that contradict themselves.
  bool strict = false;
  OnConflict on_conflict = OnConflict::kRefuse;
  // Does everything but change the directory; needs no lock.
  bool dry_run = false;
};

struct PublishResult {
  // True if findings of severity error (or, if strict, any) kept the text from
  // being published; `replace` then says InvalidArgument at stage kDecide.
  bool refused = false;
  Findings findings;
  ReplaceResult replace;
  // Of Update: what it has made of the old text. True of the file only if that
  // is replaced.
  std::string text;
};

// The library's main verb: replaces `name` (as TargetName gives it) in
// `directory` by `text`, if every collector accepts `text`, loses nothing of it
// and survives it, alone and beside the other files of the directory.
//
// Only clashes that `text` takes part in count; what is wrong between other
// files is not its business. Everything that ReplaceFile says holds here.
PublishResult Publish(FileSystem& files, Directory& directory,
                      const std::string& name, absl::string_view text,
                      const PublishOptions& options);

}  // namespace promfile

#endif  // PROMFILE_STORE_PUBLISH_H_
