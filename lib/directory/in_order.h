#ifndef PROMFILE_DIRECTORY_IN_ORDER_H_
#define PROMFILE_DIRECTORY_IN_ORDER_H_

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace promfile {

// Work on items 0 to count - 1, some of it done by other threads ahead of
// whoever asks for the results, who gets them in order. Next may be called by
// one thread only.
template <typename Result>
class InOrder {
 public:
  // What one thread does with an item.
  using Worker = std::function<Result(size_t item)>;

  // Every thread, that of the caller among them, has a worker of its own, which
  // it makes. There are `threads` of them, or less if the system gives no more.
  InOrder(size_t count, size_t threads, std::function<Worker()> make_worker)
      : count_(count), make_worker_(std::move(make_worker)) {
    try {
      while (helpers_.size() + 1 < threads) {
        helpers_.emplace_back([this] { Help(); });
      }
    } catch (const std::system_error&) {
      // So it takes longer.
    }
  }
  // Waits for the other threads, which finish the items that they are at.
  ~InOrder() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& helper : helpers_) helper.join();
  }
  InOrder(const InOrder&) = delete;
  InOrder& operator=(const InOrder&) = delete;

  size_t left() const { return count_ - next_; }
  // The result of the next item; one must be left. Throws what a worker has
  // thrown, and is not called again then.
  Result Next() {
    const size_t at = next_++ % kItems;
    if (at == 0) TakeBatch();
    return std::move(results_[at]);
  }

 private:
  // Items are begun and taken some at a time.
  static constexpr size_t kItems = 8;
  // So many of these batches may wait: results can be large.
  static constexpr size_t kBatches = 4;

  struct Batch {
    std::vector<Result> results;
    bool done = false;
  };

  void TakeBatch() {
    if (worker_ == nullptr) worker_ = make_worker_();
    std::unique_lock<std::mutex> lock(mutex_);
    Batch& batch = batches_[taken_ % kBatches];
    while (!batch.done && thrown_ == nullptr) {
      if (CanBegin()) {
        DoBatch(worker_, lock);
      } else {
        changed_.wait(lock);
      }
    }
    if (thrown_ != nullptr) std::rethrow_exception(thrown_);
    results_ = std::move(batch.results);
    batch.done = false;
    ++taken_;
    changed_.notify_all();
  }

  bool CanBegin() const {
    return begun_ * kItems < count_ && begun_ < taken_ + kBatches;
  }

  // Does the next batch that nobody has begun. Called and returns with the lock
  // held; without it if the worker throws.
  void DoBatch(const Worker& worker, std::unique_lock<std::mutex>& lock) {
    const size_t number = begun_++;
    lock.unlock();
    const size_t end = std::min((number + 1) * kItems, count_);
    std::vector<Result> results;
    results.reserve(kItems);
    for (size_t i = number * kItems; i < end; ++i) results.push_back(worker(i));
    lock.lock();
    batches_[number % kBatches].results = std::move(results);
    batches_[number % kBatches].done = true;
  }

  // What another thread does.
  void Help() {
    std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
    try {
      const Worker worker = make_worker_();
      lock.lock();
      while (!stopping_ && begun_ * kItems < count_) {
        if (CanBegin()) {
          DoBatch(worker, lock);
          changed_.notify_all();
        } else {
          changed_.wait(lock);
        }
      }
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      thrown_ = std::current_exception();
      changed_.notify_all();
    }
  }

  const size_t count_;
  const std::function<Worker()> make_worker_;
  // Of the thread that calls Next.
  Worker worker_;
  size_t next_ = 0;
  std::vector<Result> results_;  // of the batch that next_ is in

  std::mutex mutex_;
  std::condition_variable changed_;
  // By their numbers modulo kBatches. Guarded by mutex_, as all that follows.
  std::array<Batch, kBatches> batches_;
  size_t begun_ = 0;  // batches
  size_t taken_ = 0;
  bool stopping_ = false;
  std::exception_ptr thrown_;

  std::vector<std::thread> helpers_;
};

}  // namespace promfile

#endif  // PROMFILE_DIRECTORY_IN_ORDER_H_
