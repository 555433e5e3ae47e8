// The C library's allocator, replaced by one that fails when it is told to. It
// serves everything that is linked into the program: operator new, the C++
// runtime before main() and after it, and the C library itself.
//
// $PROMFILE_ALLOCATIONS is "FILE HOW N". FILE is a Board that is shared with
// whoever wants to know; HOW is "once" (allocation N fails, counted from 1),
// "from" (it fails and all after it) or "none". Without the variable nothing
// fails. For programs with one thread.

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

namespace {

struct Board {
  uint64_t asked;   // allocations so far
  uint64_t failed;  // those of them that failed
  uint64_t before;  // those of the C library's start, before any of our code
};

enum class How { kUnknown, kNever, kOnce, kFrom };

// All of it is set up by the first call, which comes before any constructor.
How how = How::kUnknown;
uint64_t number = 0;
Board unwatched;
Board* board = &unwatched;

constexpr char kVariable[] = "PROMFILE_ALLOCATIONS=";

void Configure() {
  how = How::kNever;
  for (char** variable = environ; variable && *variable; ++variable) {
    if (strncmp(*variable, kVariable, sizeof kVariable - 1) != 0) continue;
    const char* value = *variable + sizeof kVariable - 1;
    const char* end = strchr(value, ' ');
    char path[256] = {};
    if (end == nullptr || end - value >= 256) _exit(99);
    memcpy(path, value, static_cast<size_t>(end - value));
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    void* shared =
        mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED) _exit(99);
    close(fd);
    board = static_cast<Board*>(shared);
    if (strncmp(end, " once ", 6) == 0) how = How::kOnce;
    if (strncmp(end, " from ", 6) == 0) how = How::kFrom;
    for (const char* digit = end + 6; *digit >= '0' && *digit <= '9'; ++digit) {
      number = number * 10 + static_cast<uint64_t>(*digit - '0');
    }
  }
}

bool Fails() {
  if (how == How::kUnknown) Configure();
  const uint64_t now = ++board->asked;
  const bool fails = (how == How::kOnce && now == number) ||
                     (how == How::kFrom && now >= number);
  board->failed += fails;
  return fails;
}

// Nothing is ever given back: the programs are short. A block's size stands
// before it.
constexpr size_t kArena = size_t{1} << 30;
constexpr size_t kHeader = 16;
char* arena = nullptr;
size_t used = 0;

void* Allocate(size_t alignment, size_t size) {
  if (Fails()) {
    errno = ENOMEM;
    return nullptr;
  }
  if (arena == nullptr) {
    void* memory = mmap(nullptr, kArena, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) _exit(99);
    arena = static_cast<char*>(memory);
  }
  alignment = std::max(alignment, kHeader);
  const size_t at = (used + kHeader + alignment - 1) / alignment * alignment;
  if (size > kArena || at + size > kArena) {
    errno = ENOMEM;
    return nullptr;
  }
  used = at + size;
  memcpy(arena + at - kHeader, &size, sizeof size);
  return arena + at;
}

// Before every other constructor, those of the C++ runtime included.
__attribute__((constructor(101))) void NoteBegin() {
  board->before = board->asked;
}

size_t SizeOf(const void* block) {
  size_t size;
  memcpy(&size, static_cast<const char*>(block) - kHeader, sizeof size);
  return size;
}

}  // namespace

extern "C" {

void* malloc(size_t size) { return Allocate(kHeader, size); }

void free(void*) {}

// Memory of the arena is fresh, and so zero.
void* calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    errno = ENOMEM;
    return nullptr;
  }
  return Allocate(kHeader, bytes);
}

void* realloc(void* block, size_t size) {
  void* fresh = Allocate(kHeader, size);
  if (fresh != nullptr && block != nullptr) {
    memcpy(fresh, block, std::min(size, SizeOf(block)));
  }
  return fresh;
}

void* memalign(size_t alignment, size_t size) {
  return Allocate(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) {
  return Allocate(alignment, size);
}

int posix_memalign(void** block, size_t alignment, size_t size) {
  *block = Allocate(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

size_t malloc_usable_size(void* block) {
  return block == nullptr ? 0 : SizeOf(block);
}

// No books are kept: promfile has to ask for memory to know whether there is
// some.
struct mallinfo2 mallinfo2() {
  return {};
}

}  // extern "C"
