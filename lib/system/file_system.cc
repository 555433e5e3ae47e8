#include "promfile/system/file_system.h"

namespace promfile {

absl::string_view KindName(FileInfo::Kind kind) {
  switch (kind) {
    case FileInfo::Kind::kRegular:
      return "a plain file";
    case FileInfo::Kind::kDirectory:
      return "a directory";
    case FileInfo::Kind::kSymlink:
      return "a symbolic link";
    case FileInfo::Kind::kFifo:
      return "a FIFO";
    case FileInfo::Kind::kSocket:
      return "a socket";
    case FileInfo::Kind::kDevice:
      return "a device";
  }
  return "an unknown kind of file";
}

}  // namespace promfile
