/// Work on all cores: divisi's own threads, as many as the caller asks for.
#pragma once

#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "divisi/error.h"

namespace divisi::core {

/// Number of cores this process may use, at least 1.
int available_threads();

/// Calls `work(i)` once for each i in [0, count), on up to `threads` threads, in rising order of
/// start. Returns when all are done. An exception thrown by `work` is rethrown here (first one).
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

/// Told after each that succeeded, one call at a time, of how many are done; false: stop.
using GoOn = std::function<bool(std::size_t done, std::size_t of)>;

/// As parallel_for(), for work that can fail: nothing is begun after the first error, which is
/// returned. `go_on` may be empty. Errors: those of `work`; cancelled, when `go_on` says so.
Expected<void> parallel_try(std::size_t count, int threads,
                            const std::function<Expected<void>(std::size_t)>& work,
                            const GoOn& go_on = {});

/// What `make(i)`, an Expected of something, gives for each i in [0, count), in that order; errors
/// as parallel_try().
template <class Make>
auto parallel_collect(std::size_t count, int threads, const Make& make, const GoOn& go_on = {}) {
  using Made = std::decay_t<decltype(*make(std::size_t{}))>;
  std::vector<Made> all(count);
  const Expected<void> done = parallel_try(
      count, threads,
      [&](std::size_t i) -> Expected<void> {
        Expected<Made> made = make(i);
        if (!made) return made.error();
        all[i] = std::move(*made);
        return {};
      },
      go_on);
  return done ? Expected<std::vector<Made>>(std::move(all))
              : Expected<std::vector<Made>>(done.error());
}

}  // namespace divisi::core
