#include "parts/spectral_clustering.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "made_items.h"

namespace divisi::parts {
namespace {

using testing::made_items;
using testing::same_groups;

TEST(SpectralClustering, NoItemsNoLabels) {
  EXPECT_TRUE(cluster_items(Map2d(0, 12), 1).empty());
  EXPECT_TRUE(cluster_items(Map2d(0, 12), 3).empty());
}

TEST(SpectralClustering, OneItem) {
  EXPECT_EQ(cluster_items(Map2d(1, 12, 0.5f), 1), std::vector<int>{0});
  EXPECT_EQ(cluster_items(Map2d(1, 12, 0.5f), 4), std::vector<int>{0});
}

TEST(SpectralClustering, MoreGroupsThanItemsGivesEachItsOwn) {
  const auto made = made_items(3, 1, 0.1, 1);
  EXPECT_EQ(cluster_items(made.vectors, 5), (std::vector<int>{0, 1, 2}));
}

TEST(SpectralClustering, OneGroupHoldsAll) {
  EXPECT_EQ(cluster_items(made_items(5, 3, 0.1, 1).vectors, 1), std::vector<int>(5, 0));
}

TEST(SpectralClustering, EqualItemsGetLabelsInRange) {
  for (const float value : {0.0f, 0.3f}) {
    const std::vector<int> labels = cluster_items(Map2d(20, 12, value), 3);
    ASSERT_EQ(labels.size(), 20u);
    for (const int label : labels) {
      EXPECT_GE(label, 0);
      EXPECT_LT(label, 3);
    }
  }
}

TEST(SpectralClustering, ItemsLikeNoOtherAreNoDivisionByZero) {
  DenseMatrix affinity(6, 6);  // two pairs and two loners
  affinity.at(0, 1) = affinity.at(1, 0) = 1.0;
  affinity.at(2, 3) = affinity.at(3, 2) = 1.0;
  const std::vector<int> labels = cluster_affinity(affinity, 2);
  ASSERT_EQ(labels.size(), 6u);
  EXPECT_EQ(labels[0], labels[1]);
  EXPECT_EQ(labels[2], labels[3]);
  EXPECT_NE(labels[0], labels[2]);
}

struct Made {
  std::size_t count;
  int groups;
};

class WellSeparated : public ::testing::TestWithParam<Made> {};

TEST_P(WellSeparated, GroupsAreFound) {
  const auto made = made_items(GetParam().count, GetParam().groups, 0.12, 7);
  EXPECT_TRUE(same_groups(cluster_items(made.vectors, GetParam().groups), made.truth));
}

// Below and above the size at which eigenvectors are found step by step.
INSTANTIATE_TEST_SUITE_P(Sizes, WellSeparated,
                         ::testing::Values(Made{4, 2}, Made{5, 3}, Made{40, 2}, Made{61, 4},
                                           Made{300, 10}, Made{450, 2}, Made{700, 4}),
                         [](const auto& made) {
                           return std::to_string(made.param.count) + "in" +
                                  std::to_string(made.param.groups);
                         });

/// Also where the groups are not clear: the rule itself does not look at the order.
TEST(SpectralClustering, AnotherOrderGivesTheSameGroups) {
  for (const std::size_t count : {50u, 420u}) {
    const auto made = made_items(count, 3, 0.45, 11);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    core::Rng(5).shuffle(order);
    Map2d shuffled(count, made.vectors.columns);
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(made.vectors.row(order[i]), made.vectors.columns, shuffled.row(i));
    }
    const std::vector<int> labels = cluster_items(made.vectors, 3);
    std::vector<int> expected;
    for (const std::size_t i : order) expected.push_back(labels[i]);
    EXPECT_TRUE(same_groups(cluster_items(shuffled, 3), expected)) << count;
  }
}

TEST(SpectralClustering, UnequalGroupsAreFound) {
  auto made = made_items(60, 2, 0.1, 3);
  // Only three of the second group stay.
  Map2d few(33, made.vectors.columns);
  std::vector<int> truth;
  std::size_t seconds = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    if (made.truth[i] == 1 && ++seconds > 3) continue;
    std::copy_n(made.vectors.row(i), made.vectors.columns, few.row(truth.size()));
    truth.push_back(made.truth[i]);
  }
  ASSERT_EQ(truth.size(), 33u);
  EXPECT_TRUE(same_groups(cluster_items(few, 2), truth));
}

TEST(Affinity, IsTheExponentialOfTheCosine) {
  Map2d items(2, 2);
  items.at(0, 0) = 1.0f;
  items.at(1, 1) = -1.0f;
  const DenseMatrix affinity = exponential_affinity(items);
  EXPECT_DOUBLE_EQ(affinity.at(0, 0), std::exp(1.0));
  EXPECT_DOUBLE_EQ(affinity.at(0, 1), 1.0);
  EXPECT_DOUBLE_EQ(affinity.at(1, 0), 1.0);
}

TEST(ClusterQr, RowsOfARotatedIdentityKeepTheirColumns) {
  // Three groups as rows e1, e2, e3, turned by a rotation: cluster-QR turns them back.
  const double c = std::cos(0.7);
  const double s = std::sin(0.7);
  const double turn[3][3] = {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
  const std::vector<int> truth = {2, 0, 1, 1, 0, 2, 2};
  DenseMatrix vectors(truth.size(), 3);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    for (std::size_t j = 0; j < 3; ++j) vectors.at(i, j) = turn[truth[i]][j];
  }
  EXPECT_TRUE(same_groups(cluster_qr(vectors), truth));
}

}  // namespace
}  // namespace divisi::parts
