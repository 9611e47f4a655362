#include "core/drums.h"

#include <gtest/gtest.h>

#include <map>

namespace divisi::core {
namespace {

TEST(Drums, EveryKeyOfTheMapIsOfOneDrum) {
  std::map<int, int> times;
  std::size_t number = 0;
  for (const DrumFacts& drum : all_drums()) {
    EXPECT_EQ(static_cast<std::size_t>(drum.drum), number++) << drum.name;
    for (const int key : drum.keys) {
      ++times[key];
      EXPECT_EQ(drum_of(key), drum.drum);
    }
  }
  EXPECT_EQ(number, kDrumCount);
  EXPECT_EQ(times.size(), kDrumKeyCount);
  for (const auto& [key, count] : times) EXPECT_EQ(count, 1) << key;
  for (int key = 35; key <= 82; ++key) EXPECT_TRUE(times.count(key)) << key;
  EXPECT_FALSE(drum_of(34));
}

}  // namespace
}  // namespace divisi::core
