#include "tests/faults/doc_part.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace promfile {
namespace {

struct Page {
  std::string text;
  size_t begin = 0;  // of the part
  size_t end = 0;
};

// "" if `page` is filled in.
std::string Open(const std::string& path, const std::string& name, Page* page) {
  std::ifstream file(path);
  page->text.assign(std::istreambuf_iterator<char>(file), {});
  const size_t head = page->text.find(absl::StrCat("<!-- ", name, ": "));
  const size_t tail =
      page->text.find(absl::StrCat("<!-- end of ", name, " -->"));
  if (head == std::string::npos || tail == std::string::npos || tail < head) {
    return absl::StrCat(path, " has no part '", name, "'");
  }
  page->begin = page->text.find('\n', head) + 1;
  page->end = tail;
  return "";
}

}  // namespace

std::string DifferenceOfPart(const std::string& path, const std::string& name,
                             const std::string& text) {
  Page page;
  const std::string problem = Open(path, name, &page);
  if (!problem.empty()) return problem;
  const std::string written =
      page.text.substr(page.begin, page.end - page.begin);
  if (written == text) return "";
  const std::vector<std::string> a = absl::StrSplit(written, '\n');
  const std::vector<std::string> b = absl::StrSplit(text, '\n');
  const size_t both = std::min(a.size(), b.size());
  size_t line = 0;
  while (line < both && a[line] == b[line]) ++line;
  return absl::StrCat(
      path, ", part '", name,
      "', differs:\n  written:  ", line < a.size() ? a[line] : "(nothing)",
      "\n  observed: ", line < b.size() ? b[line] : "(nothing)");
}

std::string ReplacePart(const std::string& path, const std::string& name,
                        const std::string& text) {
  Page page;
  const std::string problem = Open(path, name, &page);
  if (!problem.empty()) return problem;
  page.text.replace(page.begin, page.end - page.begin, text);
  std::ofstream file(path, std::ios::trunc);
  file << page.text;
  file.close();
  return file.good() ? "" : absl::StrCat("cannot write ", path);
}

}  // namespace promfile
