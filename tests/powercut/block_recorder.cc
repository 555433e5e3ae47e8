// block_recorder IMAGE LOG MOUNTPOINT
//
// Shows the file IMAGE as MOUNTPOINT/image and writes to LOG, in order, what is
// done to it: a disk that remembers. A loop device over MOUNTPOINT/image turns
// a file system's block writes into writes here and its flushes into fsync.
// What is written to MOUNTPOINT/marks goes to LOG as well, so that a test can
// say what it knew at that moment.
//
// MOUNTPOINT is mounted for this process only; others find it below
// /proc/PID/root. In a mount namespace that it shared, the recorder could be
// the last process to die, and its exit would unmount the file systems that
// wait for it: for ever.
//
// LOG is a sequence of records, each a line and perhaps bytes after it:
//   write OFFSET LENGTH\n<LENGTH bytes>
//   zero OFFSET LENGTH\n         (a discard, or zeroes that were not sent)
//   flush\n                      what came before it is on the disk
//   mark LENGTH\n<LENGTH bytes>
//
// One thread: a request is answered before the next one is read, so that a
// record's place in LOG is its place in time. Runs until it is unmounted or
// gets a signal. A LOG that cannot be written makes the disk fail.

#define FUSE_USE_VERSION 31

#include <fcntl.h>
#include <fuse.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

constexpr char kImage[] = "/image";
constexpr char kMarks[] = "/marks";

struct Recorder {
  int image = -1;
  int log = -1;
};

Recorder& Self() {
  return *static_cast<Recorder*>(fuse_get_context()->private_data);
}

bool Is(const char* path, const char* name) {
  return std::strcmp(path, name) == 0;
}

// Returns 0, or a negative errno if not all of it is in the log.
int Record(const std::string& line, const char* bytes = nullptr,
           size_t size = 0) {
  std::string record = line + "\n";
  if (bytes != nullptr) record.append(bytes, size);
  const ssize_t written = write(Self().log, record.data(), record.size());
  return written == static_cast<ssize_t>(record.size()) ? 0 : -EIO;
}

std::string Line(const char* kind, off_t offset, size_t size) {
  return std::string(kind) + " " + std::to_string(offset) + " " +
         std::to_string(size);
}

void* Init(fuse_conn_info*, fuse_config* config) {
  config->direct_io = 1;  // Nothing waits in a page cache above the log.
  return &Self();
}

int GetAttributes(const char* path, struct stat* info, fuse_file_info*) {
  if (Is(path, "/")) {
    info->st_mode = S_IFDIR | 0700;
    info->st_nlink = 2;
    return 0;
  }
  if (Is(path, kImage)) return fstat(Self().image, info) == 0 ? 0 : -errno;
  if (!Is(path, kMarks)) return -ENOENT;
  info->st_mode = S_IFREG | 0600;
  info->st_nlink = 1;
  return 0;
}

int Open(const char* path, fuse_file_info*) {
  return Is(path, kImage) || Is(path, kMarks) ? 0 : -ENOENT;
}

int Read(const char* path, char* bytes, size_t size, off_t offset,
         fuse_file_info*) {
  if (!Is(path, kImage)) return 0;
  const ssize_t got = pread(Self().image, bytes, size, offset);
  return got >= 0 ? static_cast<int>(got) : -errno;
}

int Write(const char* path, const char* bytes, size_t size, off_t offset,
          fuse_file_info*) {
  if (Is(path, kMarks)) {
    const int error = Record("mark " + std::to_string(size), bytes, size);
    return error != 0 ? error : static_cast<int>(size);
  }
  const int error = Record(Line("write", offset, size), bytes, size);
  if (error != 0) return error;
  const ssize_t written = pwrite(Self().image, bytes, size, offset);
  return written >= 0 ? static_cast<int>(written) : -errno;
}

int Flush(const char* path, int, fuse_file_info*) {
  return Is(path, kImage) ? Record("flush") : 0;
}

int Zero(const char* path, int mode, off_t offset, off_t size,
         fuse_file_info*) {
  const int kind = mode & ~FALLOC_FL_KEEP_SIZE;
  if (!Is(path, kImage) ||
      (kind != FALLOC_FL_PUNCH_HOLE && kind != FALLOC_FL_ZERO_RANGE)) {
    return -EOPNOTSUPP;
  }
  if (fallocate(Self().image, mode, offset, size) != 0) return -errno;
  return Record(Line("zero", offset, static_cast<size_t>(size)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s IMAGE LOG MOUNTPOINT\n", argv[0]);
    return 64;
  }
  Recorder recorder;
  recorder.image = open(argv[1], O_RDWR | O_CLOEXEC);
  recorder.log =
      open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  if (recorder.image < 0 || recorder.log < 0) {
    std::perror(argv[recorder.image < 0 ? 1 : 2]);
    return 74;
  }
  if (unshare(CLONE_NEWNS) != 0) {
    std::perror("a mount namespace");
    return 77;
  }
  fuse_operations operations = {};
  operations.init = Init;
  operations.getattr = GetAttributes;
  operations.open = Open;
  operations.read = Read;
  operations.write = Write;
  operations.fsync = Flush;
  operations.fallocate = Zero;
  char foreground[] = "-f";
  char one_thread[] = "-s";
  char* arguments[] = {argv[0], foreground, one_thread, argv[3], nullptr};
  return fuse_main(4, arguments, &operations, &recorder);
}
