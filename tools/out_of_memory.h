#ifndef PROMFILE_TOOLS_OUT_OF_MEMORY_H_
#define PROMFILE_TOOLS_OUT_OF_MEMORY_H_

#include "absl/strings/string_view.h"
#include "tools/console.h"

namespace promfile {

// What every message about memory says to do.
inline constexpr absl::string_view kMemoryRemedy =
    ": out of memory; free some, or raise the limit of 'ulimit -v'";

// Of a ReplaceResult that is without words because there was no memory for
// them.
inline constexpr absl::string_view kUnconfirmedWithoutMemory =
    "promfile: the file is replaced, but not confirmed on disk: out of "
    "memory\n";

inline constexpr absl::string_view kPublishedWithoutMemory =
    "promfile: the file is published; out of memory for what there is to say "
    "about it\n";

// A text that is put together without memory; what does not fit is left out.
class FixedText {
 public:
  void Add(absl::string_view text);
  // What others chose: every byte that is not plain ASCII becomes '?'.
  void AddForeign(absl::string_view text);

  absl::string_view view() const { return {text_, size_}; }

 private:
  char text_[1024];
  size_t size_ = 0;
};

// "promfile: cannot finish 'write backup': out of memory; ..." on standard
// error, for the words of a command line, and `consequence` as the next line
// unless it is empty. Asks for no memory; throws nothing.
void TellOutOfMemory(Console& console, int argc, char* const* argv,
                     absl::string_view consequence);

// The same for a job whose metrics are not, or not all, published.
void TellJobOutOfMemory(Console& console, absl::string_view job);

}  // namespace promfile

#endif  // PROMFILE_TOOLS_OUT_OF_MEMORY_H_
