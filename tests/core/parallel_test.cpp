#include "core/parallel.h"

#include <atomic>
#include <stdexcept>
#include <string>
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

TEST(ParallelTry, BeginsNothingAfterTheFirstError) {
  int begun = 0;
  const auto failed = parallel_try(20, 1, [&](std::size_t i) -> Expected<void> {
    ++begun;
    if (i >= 3) return Error{ErrorCode::corrupt, "number " + std::to_string(i), {}};
    return {};
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "number 3");
  EXPECT_EQ(begun, 4);
}

TEST(ParallelTry, StopsWhenToldTo) {
  for (const int threads : {1, 4}) {
    std::atomic<int> begun = 0;
    std::vector<std::size_t> told;
    const auto stopped = parallel_try(
        1000, threads,
        [&](std::size_t) -> Expected<void> {
          ++begun;
          return {};
        },
        [&](std::size_t done, std::size_t of) {
          told.push_back(done);
          return of == 1000 && done < 5;
        });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
    EXPECT_EQ(told, (std::vector<std::size_t>{1, 2, 3, 4, 5}));
    EXPECT_LT(begun, 5 + threads);
  }
}

TEST(ParallelCollect, GivesAllInTheirOrder) {
  const auto squares =
      parallel_collect(50, 4, [](std::size_t i) -> Expected<std::size_t> { return i * i; });
  ASSERT_TRUE(squares);
  ASSERT_EQ(squares->size(), 50u);
  for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ((*squares)[i], i * i);
}

TEST(AvailableThreads, IsAtLeastOne) { EXPECT_GE(available_threads(), 1); }

}  // namespace
}  // namespace divisi::core
