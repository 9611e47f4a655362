#include "data/mat_file.h"

#include <gtest/gtest.h>

#include <string>

#include "core/rng.h"
#include "miniature_tree.h"

namespace divisi::data {
namespace {

TEST(MatFile, MatricesAndCellsPackedOrNot) {
  const std::string inner = mat_cell_element("", {mat_matrix_element("", 1, 2, {5, 6})});
  const std::string element =
      mat_cell_element("C", {mat_matrix_element("", 2, 2, {1, 2, 3, 4}), inner});
  for (const bool compressed : {false, true}) {
    const auto variables = parse_mat(mat_file_of(element, compressed), "a.mat");
    ASSERT_TRUE(variables) << variables.error().message;
    ASSERT_EQ(variables->size(), 1U);
    const MatArray& cells = variables->front();
    EXPECT_EQ(cells.name, "C");
    ASSERT_EQ(cells.cells.size(), 2U);
    EXPECT_EQ(cells.cells[0].at(0, 1), 3.0) << "column by column";
    EXPECT_EQ(cells.cells[1].cells[0].at(0, 1), 6.0);
  }
}

TEST(MatFile, EmptyMatrixAndEmptyFile) {
  const auto empty = parse_mat(mat_matrix("E", 0, 0, {}), "a.mat");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->front().numbers.empty());
  const auto none = parse_mat(mat_file_of("", false), "a.mat");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(MatFile, WrongFilesAreNamed) {
  EXPECT_EQ(parse_mat("", "a.mat").error().message,
            "a.mat: found no MATLAB header, expected a level 5 MAT-file");
  EXPECT_EQ(parse_mat(mat_matrix("E", 2, 2, {1, 2, 3}), "a.mat").error().message,
            "a.mat: found 3 numbers, expected 2 x 2");
  std::string big_endian = mat_matrix("E", 1, 1, {1});
  std::swap(big_endian[126], big_endian[127]);
  EXPECT_EQ(parse_mat(big_endian, "a.mat").error().code, ErrorCode::unsupported);
}

TEST(MatFile, NestingIsLimited) {
  std::string element = mat_matrix_element("", 1, 1, {1});
  for (int depth = 0; depth < 100; ++depth) element = mat_cell_element("", {element});
  EXPECT_EQ(parse_mat(mat_file_of(element, true), "a.mat").error().message,
            "a.mat: nested too deep");
}

TEST(MatFile, NoBytesCanCrashIt) {
  core::Rng rng(5);
  const std::string element =
      mat_cell_element("C", {mat_matrix_element("", 2, 2, {1, 2, 3, 4}),
                             mat_cell_element("", {mat_matrix_element("", 1, 2, {5, 6})})});
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bytes = mat_file_of(element, round % 8 == 0);
    bytes.resize(static_cast<std::size_t>(rng.integer(100, static_cast<int>(bytes.size()))));
    for (int change = rng.integer(0, 4); change > 0; --change) {
      bytes[static_cast<std::size_t>(rng.integer(0, static_cast<int>(bytes.size()) - 1))] =
          static_cast<char>(rng.integer(0, 255));
    }
    const auto variables = parse_mat(bytes, "fuzz.mat");
    refused += variables ? 0 : 1;
  }
  EXPECT_GT(refused, 10000);
}

}  // namespace
}  // namespace divisi::data
