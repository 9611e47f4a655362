/// Work on all cores: divisi's own threads, as many as the caller asks for.
#pragma once

#include <cstddef>
#include <functional>

namespace divisi::core {

/// Number of cores this process may use, at least 1.
int available_threads();

/// Calls `work(i)` once for each i in [0, count), on up to `threads` threads, in rising order of
/// start. Returns when all are done. An exception thrown by `work` is rethrown here (first one).
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace divisi::core
