#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <sched.h>

namespace divisi::core {

int available_threads() {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) {
    return std::max(1, CPU_COUNT(&allowed));
  }
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  const std::size_t helpers =
      std::min<std::size_t>(count, static_cast<std::size_t>(std::max(1, threads)));
  std::vector<std::thread> pool;
  for (std::size_t i = 1; i < helpers; ++i) pool.emplace_back(run);
  run();
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
}

Expected<void> parallel_try(std::size_t count, int threads,
                            const std::function<Expected<void>(std::size_t)>& work,
                            const GoOn& go_on) {
  std::mutex mutex;
  std::optional<Error> failure;
  std::size_t done = 0;
  parallel_for(count, threads, [&](std::size_t i) {
    {
      const std::lock_guard lock(mutex);
      if (failure) return;
    }
    const Expected<void> one = work(i);
    const std::lock_guard lock(mutex);
    if (failure) return;
    if (!one) {
      failure = one.error();
    } else if (++done; go_on && !go_on(done, count)) {
      failure = Error{ErrorCode::cancelled, "interrupted", {}};
    }
  });
  if (failure) return *failure;
  return {};
}

}  // namespace divisi::core
