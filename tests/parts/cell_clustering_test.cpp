#include "parts/cell_clustering.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "made_items.h"

namespace divisi::parts {
namespace {

struct MadeCells {
  nn::Map map;
  std::vector<Cell> cells;
  std::vector<int> truth;
};

MadeCells made_cells(int frames, int groups, double noise) {
  const auto made = testing::made_items(static_cast<std::size_t>(frames) * 3, groups, noise, 21);
  MadeCells result{nn::Map(frames, 84, testing::kDimensions), {}, made.truth};
  for (std::size_t i = 0; i < made.truth.size(); ++i) {
    const Cell cell{static_cast<int>(i) / 3, 20 + 10 * (static_cast<int>(i) % 3)};
    std::copy_n(made.vectors.row(i), testing::kDimensions, result.map.at(cell.frame, cell.pitch));
    result.cells.push_back(cell);
  }
  return result;
}

TEST(CellClustering, NoCellsNoLabels) {
  EXPECT_TRUE(cluster_cells(nn::Map(0, 84, 12), {}, 2).empty());
}

TEST(CellClustering, FindsGroupsAtOnceAndBySample) {
  const MadeCells made = made_cells(100, 4, 0.12);
  EXPECT_TRUE(testing::same_groups(cluster_cells(made.map, made.cells, 4, 300), made.truth));
  EXPECT_TRUE(testing::same_groups(cluster_cells(made.map, made.cells, 4, 60), made.truth));
}

TEST(CellClustering, FewerCellsThanGroups) {
  const MadeCells made = made_cells(1, 1, 0.1);
  EXPECT_EQ(cluster_cells(made.map, made.cells, 4), (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace divisi::parts
