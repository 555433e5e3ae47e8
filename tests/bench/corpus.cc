// corpus NAME SERIES: prints a text to measure on; see corpora.h.

#include <cstdio>
#include <cstdlib>

#include "tests/bench/corpora.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: corpus NAME SERIES\n");
    return 64;
  }
  const promfile::Corpus corpus =
      promfile::MakeCorpus(argv[1], static_cast<uint64_t>(std::atoll(argv[2])));
  std::fwrite(corpus.text.data(), 1, corpus.text.size(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 74;
}
