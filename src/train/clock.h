/// Seconds since some moment, for durations.
#pragma once

#include <chrono>

namespace divisi::train {

inline double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace divisi::train
