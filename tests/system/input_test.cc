#include "promfile/system/input.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace promfile {
namespace {

class Pipe {
 public:
  Pipe() { EXPECT_EQ(pipe2(ends_, O_CLOEXEC), 0); }
  ~Pipe() {
    close(ends_[0]);
    CloseWriteEnd();
  }
  int read_end() const { return ends_[0]; }
  void Write(const std::string& text) {
    EXPECT_EQ(write(ends_[1], text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  void CloseWriteEnd() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

void Sleep(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

TEST(ReadToEndTest, ReadsUpToTheLimitAndNotMore) {
  const struct {
    size_t size;
    size_t limit;
    bool ok;
  } kCases[] = {
      {0, 0, true},           {1, 0, false},        {5, 5, true},
      {6, 5, false},          {8192, 8192, true},   {8193, 8192, false},
      {8193, 8193, true},     {60000, 60000, true}, {60000, 59999, false},
      {60000, 1 << 20, true},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(testing::Message() << c.size << " bytes, limit " << c.limit);
    Pipe pipe;
    pipe.Write(std::string(c.size, 'x'));
    pipe.CloseWriteEnd();
    const auto text = ReadToEnd(*ReadDescriptor(pipe.read_end()), c.limit);
    if (c.ok) {
      ASSERT_THAT(text, IsOk());
      EXPECT_EQ(text->size(), c.size);
    } else {
      EXPECT_THAT(
          text, StatusIs(absl::StatusCode::kOutOfRange,
                         "longer than " + std::to_string(c.limit) + " bytes"));
    }
  }
}

TEST(ReadDescriptorTest, WaitsForAnInputThatDoesNotBlock) {
  Pipe pipe;
  ASSERT_EQ(fcntl(pipe.read_end(), F_SETFL, O_NONBLOCK), 0);
  std::thread writer([&] {
    for (const char* part : {"one ", "two ", "three"}) {
      Sleep(20);
      pipe.Write(part);
    }
    pipe.CloseWriteEnd();
  });
  const auto text = ReadToEnd(*ReadDescriptor(pipe.read_end()), 100);
  writer.join();
  ASSERT_THAT(text, IsOk());
  EXPECT_EQ(*text, "one two three");
  EXPECT_EQ(fcntl(pipe.read_end(), F_GETFL) & O_NONBLOCK, O_NONBLOCK)
      << "the flag belongs to others too";
}

TEST(ReadDescriptorTest, TimesOutOnSilence) {
  for (const int flags : {0, O_NONBLOCK}) {
    Pipe pipe;
    ASSERT_EQ(fcntl(pipe.read_end(), F_SETFL, flags), 0);
    pipe.Write("a beginning");
    EXPECT_THAT(
        ReadToEnd(*ReadDescriptor(pipe.read_end(), absl::Milliseconds(50)),
                  100),
        StatusIs(absl::StatusCode::kDeadlineExceeded, "timed out"));
  }
}

TEST(ReadDescriptorTest, TimesOutOnAStreamThatNeverEnds) {
  const int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(zero, 0);
  const auto file = ReadDescriptor(zero, absl::Milliseconds(50));
  char buffer[4096];
  absl::StatusOr<size_t> count = 0;
  while (count.ok()) count = file->Read(buffer, sizeof buffer);
  EXPECT_THAT(count,
              StatusIs(absl::StatusCode::kDeadlineExceeded, "timed out"));
  close(zero);
}

TEST(ReadDescriptorTest, ReportsWhatCannotBeRead) {
  const TemporaryDirectory scratch;
  const int directory = open(scratch.path().c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_THAT(
      ReadToEnd(*ReadDescriptor(directory), 100),
      StatusIs(absl::StatusCode::kFailedPrecondition, "is a directory"));
  close(directory);
  EXPECT_THAT(ReadToEnd(*ReadDescriptor(directory), 100),
              StatusIs(absl::StatusCode::kUnknown, "bad file descriptor"));
  EXPECT_THAT(
      ReadToEnd(*ReadDescriptor(directory, absl::Milliseconds(50)), 100),
      StatusIs(absl::StatusCode::kUnknown, "bad file descriptor"));
}

TEST(ReadDescriptorTest, GoesOnAfterASignal) {
  struct sigaction interrupt {};
  struct sigaction before {};
  interrupt.sa_handler = [](int) {};  // Without SA_RESTART.
  sigaction(SIGALRM, &interrupt, &before);
  itimerval often{{0, 5000}, {0, 5000}};
  setitimer(ITIMER_REAL, &often, nullptr);
  for (const absl::Duration timeout :
       {absl::InfiniteDuration(), absl::Duration(absl::Seconds(30))}) {
    Pipe pipe;
    const pid_t child = fork();
    if (child == 0) {
      usleep(100000);
      pipe.Write("late");
      _exit(0);
    }
    pipe.CloseWriteEnd();
    const auto text = ReadToEnd(*ReadDescriptor(pipe.read_end(), timeout), 100);
    ASSERT_THAT(text, IsOk());
    EXPECT_EQ(*text, "late");
  }
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
  sigaction(SIGALRM, &before, nullptr);
}

}  // namespace
}  // namespace promfile
