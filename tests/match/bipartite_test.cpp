#include "match/bipartite.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/rng.h"

namespace divisi::match {
namespace {

TEST(MaximumMatching, NoEdgesNoPairs) { EXPECT_TRUE(maximum_matching({}).empty()); }

TEST(MaximumMatching, OneEdgeIsItsOwnMatching) {
  EXPECT_EQ(maximum_matching({{7, 3}}), (std::vector<Edge>{{7, 3}}));
}

TEST(MaximumMatching, GreedyChoiceIsUndoneWhereItMustBe) {
  // Left 0 takes right 0 first; then left 1, which knows only right 0, must push it away.
  const auto pairs = maximum_matching({{0, 0}, {0, 1}, {1, 0}});
  EXPECT_EQ(pairs, (std::vector<Edge>{{1, 0}, {0, 1}}));
}

TEST(MaximumMatching, TiesGoToTheFirstEdge) {
  EXPECT_EQ(maximum_matching({{4, 0}, {2, 0}}), (std::vector<Edge>{{4, 0}}));
}

TEST(MaximumMatching, RepeatedEdgesChangeNothing) {
  EXPECT_EQ(maximum_matching({{0, 0}, {0, 0}, {1, 0}, {1, 0}}).size(), 1U);
}

TEST(MaximumMatching, LongAlternatingPathNeedsNoCallStack) {
  // Each left i knows i and i + 1, taken greedily as i; the last knows only 0, so all must shift.
  constexpr int kCount = 200000;
  std::vector<Edge> edges;
  for (int i = 0; i < kCount; ++i) {
    edges.push_back({i, i});
    edges.push_back({i, i + 1});
  }
  edges.push_back({kCount, 0});
  EXPECT_EQ(maximum_matching(edges).size(), static_cast<std::size_t>(kCount) + 1);
}

/// Size of the largest matching, by trying everything.
std::size_t largest_by_force(const std::vector<Edge>& edges, std::size_t at, std::set<int> lefts,
                             std::set<int> rights) {
  if (at == edges.size()) return lefts.size();
  const Edge& edge = edges[at];
  const std::size_t without = largest_by_force(edges, at + 1, lefts, rights);
  if (lefts.contains(edge.left) || rights.contains(edge.right)) return without;
  lefts.insert(edge.left);
  rights.insert(edge.right);
  return std::max(without, largest_by_force(edges, at + 1, lefts, rights));
}

TEST(MaximumMatching, IsLargestAndValidOnRandomGraphs) {
  core::Rng rng(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<Edge> edges;
    const int count = rng.integer(0, 12);
    for (int i = 0; i < count; ++i) edges.push_back({rng.integer(0, 5), rng.integer(0, 5)});
    const auto pairs = maximum_matching(edges);
    std::set<int> lefts;
    std::set<int> rights;
    for (const Edge& pair : pairs) {
      EXPECT_TRUE(lefts.insert(pair.left).second);
      EXPECT_TRUE(rights.insert(pair.right).second);
      EXPECT_NE(std::find(edges.begin(), edges.end(), pair), edges.end());
    }
    EXPECT_EQ(pairs.size(), largest_by_force(edges, 0, {}, {})) << "round " << round;
  }
}

}  // namespace
}  // namespace divisi::match
