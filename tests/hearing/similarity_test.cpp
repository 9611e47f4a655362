#include "hearing/similarity.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace divisi::hearing {
namespace {

/// Notes of two sources, a note of each in turn; the same direction within a source when `told`.
HeardNotes made_piece(bool told) {
  HeardNotes piece;
  piece.tokens.dimensions = 2;
  for (int n = 0; n < 40; ++n) {
    const int source = n % 2;
    const bool first = told ? source == 0 : n / 2 % 2 == 0;
    const float vector[] = {first ? 1.0F : 0.0F, first ? 0.0F : 1.0F};
    piece.tokens.add({0.1 * n, 0.1 * n + 0.1, 60 + n % 5, 64, 1.0}, vector);
    piece.sources.push_back(source);
  }
  return piece;
}

TEST(Similarity, NothingToTellApartIsNought) {
  EXPECT_EQ(judge_pairs({}).all, 0.0);
  HeardNotes alone = made_piece(true);
  for (int& source : alone.sources) source = 3;
  EXPECT_EQ(judge_pairs({alone, HeardNotes{}}).all, 0.0);
}

TEST(Similarity, TellsVectorsThatTellFromThoseThatDoNot) {
  EXPECT_EQ(judge_pairs({made_piece(true)}).all, 1.0);
  EXPECT_EQ(judge_pairs({made_piece(true)}).near, 1.0);
  EXPECT_EQ(judge_pairs({made_piece(true)}).far, 0.0) << "there is no interval beyond an octave";
  EXPECT_NEAR(judge_pairs({made_piece(false)}).all, 0.5, 0.1);
}

TEST(Similarity, DrawsAnyPiece) {
  const auto path = std::filesystem::temp_directory_path() / "divisi_similarity.png";
  ASSERT_TRUE(draw_similarity(HeardNotes{}, HeardNotes{}, "nothing", path));
  ASSERT_TRUE(draw_similarity(made_piece(false), made_piece(true), "two sources", path));
  EXPECT_GT(std::filesystem::file_size(path), 1000u);
  std::filesystem::remove(path);
  EXPECT_FALSE(draw_similarity(HeardNotes{}, HeardNotes{}, "", "/nowhere/at/all.png"));
}

}  // namespace
}  // namespace divisi::hearing
