#ifndef PROMFILE_CHECK_VALIDATE_H_
#define PROMFILE_CHECK_VALIDATE_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "promfile/check/file_report.h"
#include "promfile/check/limits.h"
#include "promfile/check/name_pattern.h"
#include "promfile/text/keyed_hash.h"

namespace promfile {

class LabelOrders;
class TextParser;

struct ValidateOptions {
  Limits limits = NoLimits();
  // Findings kept in the report; more are only counted.
  size_t max_findings = 1000;
  // Keeps what reports of several files are compared by: FileReport::families,
  // with 16 bytes a series.
  bool compared = false;
  // Also says what is bad style, as promlint does: see lint.h. Nothing is said
  // of a text with lines that cannot be read.
  bool lint = false;
  // Also says where histograms and summaries contradict themselves: see
  // coherence.h. Nothing is said of a text with lines that cannot be read.
  bool coherence = false;
  // False: what is there twice is not found, series and bounds, nor is anything
  // said of coherence; nothing may be concluded from the report but how long it
  // took. For measuring what it costs to tell series apart.
  bool find_duplicates = true;
  // Key of the hash that tells series apart. Whoever chooses the input must not
  // know it, or can make series that look equal.
  uint64_t hash_key[2] = {0, 0};
  // Remembers the order in which labels are hashed; nullptr: the validator
  // does. FamilySummary::series can be compared with those of reports that come
  // from the same key and the same orders. Borrowed, and written to.
  LabelOrders* label_orders = nullptr;
  // Reads the text, and may read others before and after; nullptr: the
  // validator has its own. Borrowed; nobody else uses it meanwhile.
  TextParser* parser = nullptr;
  // Families that may be published; nullptr: all. Borrowed.
  const NamePolicy* names = nullptr;
};

// Holds texts, one after the other, each against all rules for a single file.
// Text arrives in pieces of any size. Memory: a line, 16 bytes a series, and
// the families; of that a line is kept for the next text. Not thread-safe. The
// core is pure: no file, no clock, nothing global.
class Validator {
 public:
  explicit Validator(const ValidateOptions& options);
  ~Validator();
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;

  void Feed(absl::string_view text);
  // The text has ended. What is fed afterwards is another one.
  FileReport Finish();
  // The same for a text that is in memory as a whole; faster, because series
  // that stand in order are hashed only if one comes that does not. None may
  // have been begun.
  FileReport Validate(absl::string_view text);

 private:
  class Impl;
  struct Text;

  // What is known of the text being read.
  Impl& Begin();

  const ValidateOptions options_;
  const KeyedHash hash_;
  std::unique_ptr<Text> text_;
};

// The same for a text that is in memory as a whole.
FileReport ValidateText(absl::string_view text, const ValidateOptions& options);

}  // namespace promfile

#endif  // PROMFILE_CHECK_VALIDATE_H_
