#include "promfile/directory/in_order.h"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <vector>

#include "gtest/gtest.h"

namespace promfile {
namespace {

using Worker = InOrder<size_t>::Worker;

TEST(InOrderTest, GivesEveryResultInItsOrder) {
  for (const size_t threads : {0, 1, 2, 5}) {
    for (const size_t count : {0, 1, 7, 8, 9, 32, 33, 1000}) {
      std::atomic<size_t> done{0};
      InOrder<size_t> squares(count, threads, [&] {
        return [&](size_t i) {
          ++done;
          return i * i;
        };
      });
      for (size_t i = 0; i < count; ++i) {
        ASSERT_EQ(squares.left(), count - i);
        ASSERT_EQ(squares.Next(), i * i) << threads << " threads, " << count;
      }
      EXPECT_EQ(squares.left(), 0u);
      EXPECT_EQ(done, count);
    }
  }
}

// The first thread takes its time, and the others do the rest meanwhile.
TEST(InOrderTest, OtherThreadsGoOn) {
  std::atomic<size_t> others{0};
  const std::thread::id own = std::this_thread::get_id();
  InOrder<size_t> items(16, 2, [&] {
    return [&](size_t i) {
      if (std::this_thread::get_id() == own) {
        while (others == 0) std::this_thread::yield();
      } else {
        ++others;
      }
      return i;
    };
  });
  for (size_t i = 0; i < 16; ++i) EXPECT_EQ(items.Next(), i);
  EXPECT_GT(others, 0u);
}

TEST(InOrderTest, EveryThreadHasAWorkerOfItsOwn) {
  InOrder<std::thread::id> items(1000, 3, [] {
    const auto own = std::make_shared<std::thread::id>();
    return [own](size_t) {
      // No lock: a thread sanitizer sees it if two threads have one worker.
      if (*own == std::thread::id()) *own = std::this_thread::get_id();
      EXPECT_EQ(*own, std::this_thread::get_id());
      return *own;
    };
  });
  while (items.left() > 0) items.Next();
}

// Results may be large, and nobody may ever ask for them.
TEST(InOrderTest, GoesNotFarAhead) {
  std::atomic<size_t> done{0};
  {
    InOrder<size_t> items(100000, 3, [&] {
      return [&](size_t i) {
        ++done;
        return i;
      };
    });
    EXPECT_EQ(items.Next(), 0u);
  }
  EXPECT_LE(done, 5 * 8u);
}

TEST(InOrderTest, ThrowsWhatAWorkerThrows) {
  for (const size_t threads : {1, 2, 4}) {
    for (const size_t bad : {0, 9, 500, 999}) {
      InOrder<size_t> items(1000, threads, [&] {
        return [&](size_t i) {
          if (i == bad) throw std::runtime_error("bad");
          return i;
        };
      });
      size_t got = 0;
      EXPECT_THROW(
          while (items.left() > 0) {
            ASSERT_EQ(items.Next(), got);
            ++got;
          },
          std::runtime_error);
      EXPECT_LE(got, bad);
    }
  }
  InOrder<size_t> items(
      1000, 2, []() -> Worker { throw std::runtime_error("no worker"); });
  EXPECT_THROW(items.Next(), std::runtime_error);
}

}  // namespace
}  // namespace promfile
