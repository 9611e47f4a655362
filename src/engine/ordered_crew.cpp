#include "engine/ordered_crew.h"

#include <algorithm>

#include "core/check.h"

namespace divisi::engine {

OrderedCrew::OrderedCrew(int threads) {
  DIVISI_CHECK(threads >= 1, "a crew has at least one thread");
  for (int worker = 1; worker < threads; ++worker) {
    helpers_.emplace_back([this, worker] { help(worker); });
  }
}

OrderedCrew::~OrderedCrew() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  work_given_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void OrderedCrew::submit(Job job) {
  auto task = std::make_shared<Task>();
  task->job = std::move(job);
  {
    const std::lock_guard lock(mutex_);
    pending_.push_back(std::move(task));
  }
  work_given_.notify_one();
}

bool OrderedCrew::is_oldest_done() {
  const std::lock_guard lock(mutex_);
  return !pending_.empty() && pending_.front()->stage == Stage::done;
}

void OrderedCrew::finish_oldest() {
  std::unique_lock lock(mutex_);
  DIVISI_CHECK(!pending_.empty(), "there is a job to finish");
  Task& oldest = *pending_.front();
  if (oldest.stage == Stage::waiting) run_task(oldest, 0, lock);
  task_done_.wait(lock, [&oldest] { return oldest.stage == Stage::done; });
  pending_.pop_front();
}

void OrderedCrew::help(int worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto next = std::find_if(pending_.begin(), pending_.end(),
                                   [](const auto& task) { return task->stage == Stage::waiting; });
    if (is_ending_) return;
    if (next == pending_.end()) {
      work_given_.wait(lock);
      continue;
    }
    const std::shared_ptr<Task> task = *next;
    run_task(*task, worker, lock);
  }
}

void OrderedCrew::run_task(Task& task, int worker, std::unique_lock<std::mutex>& lock) {
  task.stage = Stage::running;
  lock.unlock();
  task.job(worker);
  lock.lock();
  task.stage = Stage::done;
  task_done_.notify_all();
}

}  // namespace divisi::engine
