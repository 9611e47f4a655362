/// Work on projects, one after the other on a thread of its own.
///
/// Thread    safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace divisi::server {

class JobQueue {
 public:
  /// `work` looks at `stop` often and returns soon after it is set.
  using Work = std::function<void(const std::string& id, const std::atomic<bool>& stop)>;

  explicit JobQueue(Work work);
  /// Stops what is running and forgets what waits.
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  /// Nothing happens where it waits already.
  void push(const std::string& id);

  enum class Place { nowhere, waiting, running };
  /// Takes it out where it waits; tells it to stop where it runs. Says where it was.
  Place cancel(const std::string& id);
  /// The same, and returns once it does not run any more.
  void cancel_and_wait(const std::string& id);

  std::size_t waiting_count() const;

 private:
  void run();

  Work work_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  std::string running_;  ///< empty: nothing
  std::atomic<bool> stop_running_ = false;
  bool ends_ = false;
  std::thread thread_;  // last: it sees all of the above
};

}  // namespace divisi::server
