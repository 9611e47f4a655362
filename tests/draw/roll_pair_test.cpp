#include "draw/roll_pair.h"

#include <gtest/gtest.h>

#include <cmath>

#include "draw/colour.h"
#include "draw/piano_roll.h"
#include "draw/roll_layout.h"

namespace divisi::draw {
namespace {

Score score_of(double onset_s, double offset_s, int midi, const std::string& part) {
  Score score;
  score.parts = {{part, 0, false, {{onset_s, offset_s, midi, 127, 1.0}}}};
  return score;
}

bool is_colour(std::uint32_t pixel, const Colour& colour) {
  const auto near = [&](int shift, double c) {
    return std::abs(static_cast<int>(pixel >> shift & 255U) - 255.0 * c) <= 2.0;
  };
  return near(16, colour.red) && near(8, colour.green) && near(0, colour.blue);
}

TEST(RollPair, NothingGivesAPicture) {
  const Canvas canvas = draw_roll_pair({}, {});
  EXPECT_GE(canvas.width_px(), 400);
  EXPECT_GT(canvas.height_px(), 100);
}

TEST(RollPair, BothAreOnTheSameRulers) {
  // Different times and pitches: each alone would have other rulers.
  const Score upper = score_of(1.0, 9.0, 80, "a");
  const Score lower = score_of(2.0, 20.0, 50, "x");
  Score both = upper;
  both.parts.push_back(lower.parts[0]);
  PianoRollOptions options;
  options.most_rows = 1;
  const RollLayout of_both = lay_out_roll(both, options);
  options.pitches_midi = {of_both.lowest_midi, of_both.highest_midi};
  const Canvas canvas = draw_roll_pair(upper, lower);
  options.width_px = canvas.width_px();
  const RollLayout layout = lay_out_roll(both, options);
  ASSERT_EQ(canvas.height_px(), 2 * layout.height_px);
  const auto at = [&](int half, double time_s, int midi) {
    const RollRow& row = layout.rows[0];
    return canvas.pixel(static_cast<int>(layout.x_of(row, time_s)),
                        half * layout.height_px +
                            static_cast<int>(layout.y_of(row, midi) + layout.semitone_px / 2.0));
  };
  EXPECT_TRUE(is_colour(at(0, 8.5, 80), part_colour(0)));
  EXPECT_FALSE(is_colour(at(0, 9.5, 80), part_colour(0)));
  EXPECT_FALSE(is_colour(at(0, 8.5, 50), part_colour(0)));
  EXPECT_TRUE(is_colour(at(1, 19.5, 50), part_colour(0)));
  EXPECT_FALSE(is_colour(at(1, 1.5, 50), part_colour(0)));
  EXPECT_FALSE(is_colour(at(1, 8.5, 80), part_colour(0)));
}

TEST(PianoRoll, WishedPitchesAreBroughtIntoRange) {
  PianoRollOptions options;
  options.pitches_midi = {-5, 300};
  EXPECT_EQ(lay_out_roll({}, options).lowest_midi, 0);
  EXPECT_EQ(lay_out_roll({}, options).highest_midi, 127);
  options.pitches_midi = {60, 50};
  EXPECT_EQ(lay_out_roll({}, options).lowest_midi, 60);
  EXPECT_EQ(lay_out_roll({}, options).highest_midi, 60);
}

}  // namespace
}  // namespace divisi::draw
