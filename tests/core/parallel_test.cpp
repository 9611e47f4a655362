#include "core/parallel.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace divisi::core {
namespace {

TEST(ParallelFor, CallsEachOnceForAnyNumberOfThreads) {
  for (const int threads : {-1, 1, 2, 7, 100}) {
    for (const std::size_t count : {0u, 1u, 50u}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](std::size_t i) { ++calls[i]; });
      for (const auto& number : calls) EXPECT_EQ(number, 1) << threads << " threads";
    }
  }
}

TEST(ParallelFor, HandsOnAnException) {
  for (const int threads : {1, 4}) {
    EXPECT_THROW(parallel_for(20, threads,
                              [](std::size_t i) {
                                if (i == 3) throw std::runtime_error("three");
                              }),
                 std::runtime_error);
  }
}

TEST(AvailableThreads, IsAtLeastOne) { EXPECT_GE(available_threads(), 1); }

}  // namespace
}  // namespace divisi::core
