#ifndef PROMFILE_TESTS_SUPPORT_FORGETFUL_FILE_SYSTEM_H_
#define PROMFILE_TESTS_SUPPORT_FORGETFUL_FILE_SYSTEM_H_

#include <map>
#include <string>
#include <vector>

#include "tests/support/memory_file_system.h"

namespace promfile {

// What a directory may hold after a power cut: names and contents.
using Remains = std::map<std::string, std::string>;

// Everything that a power cut now may leave of `directory`, duplicates removed.
// Names and contents are forgotten separately:
//   - names: as they were at the directory's last Sync(), or after any later
//     change, changes being kept in the order they were made in;
//   - contents: what the file's last Sync() saw; a file that was changed since,
//     or never synced, also empty, cut in the middle, all there, or as many
//     zero bytes.
// Syncing a file makes no name durable: a journal often does, none must.
std::vector<Remains> AfterPowerCut(const MemoryFileSystem& disk,
                                   const std::string& directory);

}  // namespace promfile

#endif  // PROMFILE_TESTS_SUPPORT_FORGETFUL_FILE_SYSTEM_H_
