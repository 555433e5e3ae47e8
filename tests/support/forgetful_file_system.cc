#include "tests/support/forgetful_file_system.h"

#include <set>

namespace promfile {
namespace {

std::set<std::string> PossibleContents(const MemoryFile& file) {
  if (file.synced.has_value() && *file.synced == file.content) {
    return {file.content};
  }
  std::set<std::string> contents = {
      "", file.content, file.content.substr(0, file.content.size() / 2),
      std::string(file.content.size(), '\0')};
  if (file.synced.has_value()) contents.insert(*file.synced);
  return contents;
}

// Adds to `all` every choice of contents for `names`.
void AddChoices(const MemoryNames& names, std::set<Remains>* all) {
  std::vector<Remains> choices = {Remains()};
  for (const auto& name : names) {
    std::vector<Remains> longer;
    for (const Remains& choice : choices) {
      for (const std::string& content : PossibleContents(*name.second)) {
        longer.push_back(choice);
        longer.back()[name.first] = content;
      }
    }
    choices = std::move(longer);
  }
  all->insert(choices.begin(), choices.end());
}

}  // namespace

std::vector<Remains> AfterPowerCut(const MemoryFileSystem& disk,
                                   const std::string& directory) {
  std::set<Remains> all;
  for (const MemoryNames& names : disk.Find(directory)->history) {
    AddChoices(names, &all);
  }
  return std::vector<Remains>(all.begin(), all.end());
}

}  // namespace promfile
