#include "timbre/solo_pieces.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "made_pieces.h"

namespace divisi::timbre {
namespace {

using testing::made_piece;

TEST(SoloPieces, AFolderThatIsNotThereIsNamed) {
  const auto pieces = load_solo_pieces("/nowhere/at/all", 1);
  ASSERT_FALSE(pieces);
  EXPECT_NE(pieces.error().message.find("/nowhere/at/all"), std::string::npos);
}

TEST(SoloPieces, ActiveCellsAreTheNotes) {
  const SoloPiece piece =
      make_solo_piece(std::vector<float>(22050, 0.01f), {{0.2, 0.5, 60}, {0.1, 0.3, 20}}, 3)
          .value();
  EXPECT_EQ(piece.timbre_class, 3);
  EXPECT_EQ(piece.frame_count, 87);
  int active = 0;
  for (const char cell : piece.active) active += cell;
  // 0.2 s is frame 17.2, 0.5 s is 43.07; the pitch below the map is left out.
  EXPECT_EQ(active, 43 - 17);
  EXPECT_EQ(piece.active[20 * 84 + 36], 1);
}

TEST(DrawMixture, LabelsSayWhoSounds) {
  const std::vector<SoloPiece> pieces = {made_piece(0, 3.0, 1), made_piece(1, 3.0, 2),
                                         made_piece(0, 3.0, 3)};
  MixtureOptions options;
  options.crop_frames = 100;
  core::Rng rng(4);
  const Mixture mixture = draw_mixture(pieces, options, rng);
  EXPECT_EQ(mixture.source_count, 2);
  EXPECT_EQ(mixture.energy.rows, 100u);
  EXPECT_EQ(mixture.energy.columns, 288u);
  ASSERT_FALSE(mixture.anchors.empty());
  ASSERT_EQ(mixture.labels.size(), mixture.anchors.size() * 2);
  for (std::size_t i = 0; i < mixture.anchors.size(); ++i) {
    EXPECT_GE(mixture.labels[2 * i] + mixture.labels[2 * i + 1], 1);
    const auto& cell = mixture.anchors[i];
    EXPECT_EQ(
        mixture.mask.at(static_cast<std::size_t>(cell.frame), static_cast<std::size_t>(cell.pitch)),
        1.0f);
  }
}

TEST(DrawMixture, KeepsToItsNumberOfAnchors) {
  const std::vector<SoloPiece> pieces = {made_piece(0, 2.0, 1), made_piece(1, 2.0, 2)};
  MixtureOptions options;
  options.crop_frames = 160;
  options.most_anchors = 10;
  core::Rng rng(4);
  const Mixture mixture = draw_mixture(pieces, options, rng);
  EXPECT_EQ(mixture.anchors.size(), 10u);
  EXPECT_GT(std::count(mixture.mask.cells.begin(), mixture.mask.cells.end(), 1.0f), 10);
}

/// A piece shorter than the crop is followed by silence.
TEST(DrawMixture, ShortPiecesEndInSilence) {
  const std::vector<SoloPiece> pieces = {made_piece(0, 0.6, 1), made_piece(1, 0.6, 2)};
  MixtureOptions options;
  options.crop_frames = 200;
  core::Rng rng(4);
  const Mixture mixture = draw_mixture(pieces, options, rng);
  for (const parts::Cell& cell : mixture.anchors) EXPECT_LT(cell.frame, 52);
  for (const float value : mixture.energy.cells) ASSERT_TRUE(std::isfinite(value));
}

/// The sum of transforms is the transform of the sum.
TEST(DrawMixture, IsTheTransformOfTheMixture) {
  const std::vector<Note> a = testing::made_notes(1.0, 1);
  const std::vector<Note> b = testing::made_notes(1.0, 2);
  std::vector<float> first = testing::made_sound(a, 1.0, 0);
  const std::vector<float> second = testing::made_sound(b, 1.0, 1);
  const SoloPiece one = make_solo_piece(first, a, 0).value();
  const SoloPiece two = make_solo_piece(second, b, 1).value();
  for (std::size_t i = 0; i < first.size(); ++i) first[i] += second[i];
  const SoloPiece both = make_solo_piece(first, a, 0).value();
  double greatest = 0.0;
  for (std::size_t i = 0; i < both.cells.size(); ++i) {
    greatest = std::max<double>(greatest, std::abs(one.cells[i] + two.cells[i] - both.cells[i]));
  }
  EXPECT_LT(greatest, 1e-6);
}

}  // namespace
}  // namespace divisi::timbre
