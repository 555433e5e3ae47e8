#ifndef PROMFILE_STORE_LEFTOVERS_H_
#define PROMFILE_STORE_LEFTOVERS_H_

#include <vector>

#include "promfile/system/file_system.h"

namespace promfile {

// Removes from `directory`, whose lock the caller holds and whose names are
// `entries`, the temporary files that killed writers of this user have left.
//
// No age is asked for and none is needed: a temporary file exists only while
// its writer holds the directory's lock, so one that is there while we hold it
// has no writer. Only plain files with a name of our own pattern and of our own
// user are removed; the name alone goes, nothing is opened or followed. What
// cannot be removed stays for the next call, and is no reason to fail this one.
void RemoveLeftovers(FileSystem& files, Directory& directory,
                     const std::vector<DirectoryEntry>& entries);

}  // namespace promfile

#endif  // PROMFILE_STORE_LEFTOVERS_H_
