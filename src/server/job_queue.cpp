#include "server/job_queue.h"

#include <algorithm>

namespace divisi::server {

JobQueue::JobQueue(Work work) : work_(std::move(work)), thread_([this] { run(); }) {}

JobQueue::~JobQueue() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
    stop_running_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void JobQueue::push(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (std::find(waiting_.begin(), waiting_.end(), id) == waiting_.end()) waiting_.push_back(id);
  changed_.notify_all();
}

JobQueue::Place JobQueue::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (std::erase(waiting_, id) > 0) return Place::waiting;
  if (running_ != id) return Place::nowhere;
  stop_running_ = true;
  return Place::running;
}

void JobQueue::cancel_and_wait(const std::string& id) {
  if (cancel(id) != Place::running) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return running_ != id; });
}

std::size_t JobQueue::waiting_count() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void JobQueue::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return ends_ || !waiting_.empty(); });
    if (ends_) return;
    running_ = waiting_.front();
    waiting_.pop_front();
    stop_running_ = false;
    const std::string id = running_;
    lock.unlock();
    work_(id, stop_running_);
    lock.lock();
    running_.clear();
    changed_.notify_all();
  }
}

}  // namespace divisi::server
