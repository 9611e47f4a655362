#include "slots/tsne.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "core/rng.h"

namespace divisi::slots {
namespace {

/// Three clusters far apart in ten dimensions.
std::vector<float> three_clusters(int each) {
  core::Rng rng(3);
  std::vector<float> vectors;
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < each; ++i) {
      for (int d = 0; d < 10; ++d)
        vectors.push_back(static_cast<float>((d == c ? 3.0 : 0.0) + rng.uniform(-0.1, 0.1)));
    }
  }
  return vectors;
}

TEST(Tsne, KeepsClustersApart) {
  const auto places = flatten_by_tsne(three_clusters(15), 10, 5.0);
  ASSERT_EQ(places.size(), 45u);
  const auto distance = [&](std::size_t a, std::size_t b) {
    return std::hypot(places[a][0] - places[b][0], places[a][1] - places[b][1]);
  };
  for (std::size_t i = 0; i < 45; ++i) {
    double within = 0.0, nearest_other = 1e9;
    for (std::size_t j = 0; j < 45; ++j) {
      if (j / 15 == i / 15) within = std::max(within, distance(i, j));
      if (j / 15 != i / 15) nearest_other = std::min(nearest_other, distance(i, j));
    }
    EXPECT_GT(nearest_other, within) << i;
  }
}

TEST(Tsne, IsTheSameEachTime) {
  EXPECT_EQ(flatten_by_tsne(three_clusters(4), 10), flatten_by_tsne(three_clusters(4), 10));
}

TEST(Tsne, FewOrEqualVectorsGiveNumbers) {
  EXPECT_TRUE(flatten_by_tsne({}, 3).empty());
  EXPECT_EQ(flatten_by_tsne({1.0f, 2.0f, 3.0f}, 3).size(), 1u);
  for (const auto& place : flatten_by_tsne(std::vector<float>(24, 1.0f), 3)) {
    EXPECT_TRUE(std::isfinite(place[0]));
    EXPECT_TRUE(std::isfinite(place[1]));
  }
}

}  // namespace
}  // namespace divisi::slots
