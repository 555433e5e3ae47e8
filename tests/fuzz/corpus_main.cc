// Holds the law to every file that is named, without libFuzzer.

#include <cstdio>
#include <string>

#include "tests/fuzz/law.h"

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::FILE* const file = std::fopen(argv[i], "rb");
    if (file == nullptr) {
      std::perror(argv[i]);
      return 1;
    }
    std::string text;
    char block[4096];
    size_t size = 0;
    while ((size = std::fread(block, 1, sizeof block, file)) > 0) {
      text.append(block, size);
    }
    std::fclose(file);
    std::fprintf(stderr, "%s\n", argv[i]);
    promfile::HoldLaw(text);
  }
  std::printf("the law holds for %d inputs\n", argc - 1);
  return argc > 20 ? 0 : 1;
}
