#include "parts/average_linkage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

#include "core/rng.h"
#include "nn/isa.h"

namespace divisi::parts {
namespace {

const auto kWhileAlike = [](double best, std::size_t) { return best >= 0.0; };

TEST(AverageLinkage, NothingAndOneItem) {
  EXPECT_TRUE(average_linkage({}, kWhileAlike).empty());
  EXPECT_EQ(average_linkage({{0.0F}, {1.0}}, kWhileAlike), (std::vector<int>{0}));
}

TEST(AverageLinkage, StopsWhereItIsTold) {
  // Two pairs, alike within (2), unlike across (-1).
  const std::vector<float> similarity = {0, 2, -1, -1, 2, 0, -1, -1, -1, -1, 0, 2, -1, -1, 2, 0};
  const LinkageItems items{similarity, {1, 1, 1, 1}};
  EXPECT_EQ(average_linkage(LinkageItems(items), kWhileAlike), (std::vector<int>{0, 0, 1, 1}));
  EXPECT_EQ(
      average_linkage(LinkageItems(items), [](double, std::size_t groups) { return groups > 1; }),
      (std::vector<int>{0, 0, 0, 0}));
  EXPECT_EQ(average_linkage(LinkageItems(items), [](double, std::size_t) { return false; }),
            (std::vector<int>{0, 1, 2, 3}));
}

/// 0 and 1 join; the pair is then as far from 2 as its weighted mean: (3 * 1 + 1 * -2) / 4 > 0.
TEST(AverageLinkage, WeighsWhatItemsStandFor) {
  const std::vector<float> similarity = {0, 5, 1, 5, 0, -2, 1, -2, 0};
  EXPECT_EQ(average_linkage({similarity, {3, 1, 1}}, kWhileAlike), (std::vector<int>{0, 0, 0}));
  EXPECT_EQ(average_linkage({similarity, {1, 3, 1}}, kWhileAlike), (std::vector<int>{0, 0, 1}));
}

/// The same algorithm written as its definition: all pairs of all groups, each time.
std::vector<int> by_definition(const std::vector<float>& similarity, std::size_t count) {
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < count; ++i) groups.push_back({i});
  while (true) {
    double best = -1e9;
    std::size_t a = 0;
    std::size_t b = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (std::size_t j = i + 1; j < groups.size(); ++j) {
        double sum = 0.0;
        for (const std::size_t x : groups[i]) {
          for (const std::size_t y : groups[j]) sum += similarity[x * count + y];
        }
        const double mean = sum / static_cast<double>(groups[i].size() * groups[j].size());
        if (mean > best) std::tie(best, a, b) = std::tuple(mean, i, j);
      }
    }
    if (best < 0.0) break;
    groups[a].insert(groups[a].end(), groups[b].begin(), groups[b].end());
    groups.erase(groups.begin() + static_cast<long>(b));
  }
  std::vector<std::size_t> first(count);
  for (const auto& group : groups) {
    for (const std::size_t x : group) first[x] = *std::min_element(group.begin(), group.end());
  }
  std::vector<std::size_t> order(first);
  std::sort(order.begin(), order.end());
  order.erase(std::unique(order.begin(), order.end()), order.end());
  std::vector<int> result;
  for (const std::size_t x : first)
    result.push_back(
        static_cast<int>(std::lower_bound(order.begin(), order.end(), x) - order.begin()));
  return result;
}

TEST(AverageLinkage, ComesToAnEndWhateverTheNumbers) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const float endless = std::numeric_limits<float>::infinity();
  const auto all = [](double, std::size_t) { return true; };
  for (const float value : {none, endless, -endless, 3e38F, 0.0F}) {
    for (const double weight : {0.0, 1.0, 1e300, std::numeric_limits<double>::infinity()}) {
      const std::size_t count = 9;
      LinkageItems items{std::vector<float>(count * count, value),
                         std::vector<double>(count, weight)};
      items.similarity[1] = items.similarity[count] = 1.0F;
      EXPECT_EQ(average_linkage(LinkageItems(items), all), std::vector<int>(count, 0))
          << value << ", " << weight;
    }
  }
}

/// With every set of instructions there is.
class LinkageTest : public ::testing::TestWithParam<nn::Isa> {
 protected:
  void SetUp() override { nn::use_isa(GetParam()); }
  void TearDown() override { nn::use_isa(usual_); }

 private:
  nn::Isa usual_ = nn::active_isa();
};

TEST_P(LinkageTest, IsItsDefinition) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    core::Rng rng(seed);
    const std::size_t count = seed == 1 ? 140 : seed % 2 == 0 ? 14 : 40;
    std::vector<float> similarity(count * count);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        similarity[i * count + j] = similarity[j * count + i] =
            static_cast<float>(rng.uniform(-1.2, 1.0));
      }
    }
    const auto fast = average_linkage({similarity, std::vector<double>(count, 1.0)}, kWhileAlike);
    EXPECT_EQ(fast, by_definition(similarity, count)) << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Isas, LinkageTest, ::testing::ValuesIn(nn::supported_isas()),
                         [](const auto& isa) { return std::string(nn::isa_name(isa.param)); });

}  // namespace
}  // namespace divisi::parts
