/// Jobs on several threads, finished in the order in which they were given.
///
/// The caller's thread is one of the crew: when the oldest job is not begun yet, waiting for it
/// means doing it. With one thread there are no others, and each job is done when it is waited for.
///
/// Thread    all members from the one thread that made the crew.
/// Errors    none; a job must not throw.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace divisi::engine {

class OrderedCrew {
 public:
  /// Gets the number of the worker it runs on, in [0, threads): for memory that workers keep.
  using Job = std::function<void(int worker)>;

  /// Requires: threads >= 1.
  explicit OrderedCrew(int threads);
  /// Drops the jobs nobody has begun and waits for the others.
  ~OrderedCrew();
  OrderedCrew(const OrderedCrew&) = delete;
  OrderedCrew& operator=(const OrderedCrew&) = delete;

  void submit(Job job);

  /// Jobs given and not yet taken back with finish_oldest().
  std::size_t pending_count() const { return pending_.size(); }

  /// True when finish_oldest() would return at once.
  bool is_oldest_done();

  /// Waits for the oldest pending job, or does it. Requires: pending_count() > 0.
  void finish_oldest();

 private:
  enum class Stage { waiting, running, done };
  struct Task {
    Job job;
    Stage stage = Stage::waiting;
  };

  void help(int worker);
  void run_task(Task& task, int worker, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable work_given_;
  std::condition_variable task_done_;
  std::deque<std::shared_ptr<Task>>
      pending_;  ///< changed by the caller's thread only, under mutex_
  bool is_ending_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace divisi::engine
