#include "tools/out_of_memory.h"

#include <algorithm>
#include <new>

#include "absl/strings/ascii.h"

namespace promfile {
namespace {

constexpr size_t kMostForeign = 300;

void Print(Console& console, const FixedText& text) {
  try {
    console.Error(text.view());
  } catch (const std::bad_alloc&) {
    // Of the status that says why it could not be written.
  }
}

}  // namespace

void FixedText::Add(absl::string_view text) {
  const size_t count = std::min(text.size(), sizeof text_ - size_);
  std::copy_n(text.data(), count, text_ + size_);
  size_ += count;
}

void FixedText::AddForeign(absl::string_view text) {
  for (const char byte : text.substr(0, kMostForeign)) {
    const bool plain = absl::ascii_isprint(static_cast<unsigned char>(byte));
    Add(plain ? absl::string_view(&byte, 1) : "?");
  }
  if (text.size() > kMostForeign) Add("...");
}

void TellOutOfMemory(Console& console, int argc, char* const* argv,
                     absl::string_view consequence) {
  FixedText text;
  text.Add("promfile: cannot finish '");
  for (int i = 1; i < argc; ++i) {
    if (i > 1) text.Add(" ");
    if (text.view().size() > kMostForeign) {
      text.Add("...");
      break;
    }
    text.AddForeign(argv[i]);
  }
  text.Add("'");
  text.Add(kMemoryRemedy);
  text.Add("\n");
  if (!consequence.empty()) {
    text.Add("promfile: ");
    text.Add(consequence);
    text.Add("\n");
  }
  Print(console, text);
}

void TellJobOutOfMemory(Console& console, absl::string_view job) {
  FixedText text;
  text.Add("promfile: cannot publish the metrics of job '");
  text.AddForeign(job);
  text.Add("'");
  text.Add(kMemoryRemedy);
  text.Add("\n");
  Print(console, text);
}

}  // namespace promfile
