// What promfile predicts for the cases that oracle.go reads, answered in the
// same form: the verdict that check gives for node_exporter 1.5.0, and the
// preview. Besides, a third string: the families that the preview leaves to
// chance, one a line, and the verdict of the preview behind them.

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "promfile/check/scrape_preview.h"
#include "promfile/directory/check_directory.h"
#include "tests/support/memory_file_system.h"

namespace promfile {
namespace {

bool ReadNumber(int64_t* number) {
  return fread(number, sizeof(*number), 1, stdin) == 1;
}

bool ReadString(std::string* text) {
  int64_t size = 0;
  if (!ReadNumber(&size)) return false;
  text->resize(static_cast<size_t>(size));
  return size == 0 || fread(&(*text)[0], text->size(), 1, stdin) == 1;
}

void WriteString(const std::string& text) {
  const int64_t size = static_cast<int64_t>(text.size());
  fwrite(&size, sizeof(size), 1, stdout);
  fwrite(text.data(), 1, text.size(), stdout);
}

bool Answer() {
  int64_t count = 0;
  if (!ReadNumber(&count)) return false;
  MemoryFileSystem files;
  ScrapePreview preview;
  std::string directory_path = "/d";
  files.MakeDirectory(directory_path);
  for (int64_t i = 0; i < count; ++i) {
    std::string path, content;
    int64_t modified = 0;
    if (!ReadString(&path) || !ReadString(&content) || !ReadNumber(&modified)) {
      return false;
    }
    files.Put(path, content);
    preview.AddFile(path, content, modified);
  }
  const auto directory = files.OpenDirectory(directory_path);
  ValidateOptions options;
  const auto report = CheckDirectory(**directory, options);
  const ScrapeResult result = preview.Finish();
  WriteString(EffectName(report->verdict[0]));
  WriteString(result.text);
  std::string chance;
  for (const std::string& name : result.left_to_chance) {
    absl::StrAppend(&chance, name, "\n");
  }
  WriteString(absl::StrCat(chance, EffectName(result.effect)));
  return true;
}

}  // namespace
}  // namespace promfile

int main() {
  while (promfile::Answer()) {
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
