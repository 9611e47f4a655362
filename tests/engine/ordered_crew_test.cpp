#include "engine/ordered_crew.h"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace divisi::engine {
namespace {

TEST(OrderedCrew, AloneDoesEachJobWhenItIsWaitedFor) {
  OrderedCrew crew(1);
  int done = 0;
  crew.submit([&](int worker) { done += 1 + worker; });
  EXPECT_EQ(done, 0);
  EXPECT_FALSE(crew.is_oldest_done());
  crew.finish_oldest();
  EXPECT_EQ(done, 1);
  EXPECT_EQ(crew.pending_count(), 0u);
}

TEST(OrderedCrew, FinishesInTheOrderGivenHoweverLongEachTakes) {
  OrderedCrew crew(4);
  std::vector<int> results(64, -1);
  for (int i = 0; i < 64; ++i) {
    crew.submit([&results, i](int) {
      std::this_thread::sleep_for(std::chrono::microseconds((i * 37) % 500));
      results[static_cast<std::size_t>(i)] = i;
    });
  }
  for (int i = 0; i < 64; ++i) {
    crew.finish_oldest();
    EXPECT_EQ(results[static_cast<std::size_t>(i)], i);
  }
}

TEST(OrderedCrew, NeverGivesOneWorkersNumberToTwoJobsAtOnce) {
  OrderedCrew crew(4);
  std::atomic<int> in_use[4] = {};
  std::atomic<int> clashes = 0;
  for (int i = 0; i < 200; ++i) {
    crew.submit([&](int worker) {
      if (in_use[worker]++ != 0) ++clashes;
      std::this_thread::sleep_for(std::chrono::microseconds(50));
      --in_use[worker];
    });
  }
  while (crew.pending_count() > 0) crew.finish_oldest();
  EXPECT_EQ(clashes, 0);
}

TEST(OrderedCrew, EndsWithJobsStillWaiting) {
  std::atomic<int> begun = 0;
  {
    OrderedCrew crew(3);
    for (int i = 0; i < 100; ++i) {
      crew.submit([&](int) {
        ++begun;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      });
    }
  }
  EXPECT_LE(begun, 100);
}

}  // namespace
}  // namespace divisi::engine
