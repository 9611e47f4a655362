#include "draw/piano_roll.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <limits>

#include "draw/roll_layout.h"

namespace divisi::draw {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Score one_note(double onset_s, double offset_s, int midi, double duration_s) {
  Score score;
  score.duration_s = duration_s;
  score.parts = {{"Piano", 0, false, {{onset_s, offset_s, midi, 127, 1.0}}}};
  return score;
}

bool is_colour(std::uint32_t pixel, const Colour& colour) {
  const auto near = [&](int shift, double c) {
    return std::abs(static_cast<int>(pixel >> shift & 255U) - 255.0 * c) <= 2.0;
  };
  return near(16, colour.red) && near(8, colour.green) && near(0, colour.blue);
}

TEST(PianoRoll, TheNoteIsWhereItsTimeAndPitchSay) {
  const Score score = one_note(4.0, 6.0, 67, 10.0);
  const PianoRollOptions options;
  const RollLayout layout = lay_out_roll(score, options);
  const Canvas canvas = draw_piano_roll(score, {}, options);
  const RollRow& row = layout.rows[0];
  const auto at = [&](double time_s, int midi) {
    return canvas.pixel(static_cast<int>(layout.x_of(row, time_s)),
                        static_cast<int>(layout.y_of(row, midi) + layout.semitone_px / 2.0));
  };
  EXPECT_TRUE(is_colour(at(5.1, 67), pitch_class_colour(67)));
  EXPECT_FALSE(is_colour(at(3.9, 67), pitch_class_colour(67)));
  EXPECT_FALSE(is_colour(at(6.1, 67), pitch_class_colour(67)));
  EXPECT_FALSE(is_colour(at(5.1, 66), pitch_class_colour(67)));
  EXPECT_FALSE(is_colour(at(5.1, 68), pitch_class_colour(67)));
}

TEST(PianoRoll, TheSpectrogramLiesUnderItsNotes) {
  Spectrogram spectrogram;
  spectrogram.frames = {0.1, 0.0};
  spectrogram.lowest_midi = 40.0;
  spectrogram.bins_per_semitone = 3.0;
  spectrogram.level_db = Map2d(100, 180, -60.0f);
  for (std::size_t t = 40; t < 60; ++t) spectrogram.level_db.at(t, 3 * 27) = 0.0f;  // midi 67
  const Score score = one_note(9.0, 9.5, 60, 10.0);
  const RollLayout layout = lay_out_roll(score, {});
  const Canvas canvas = draw_piano_roll(score, spectrogram, {});
  const auto light_at = [&](double time_s, int midi) {
    const std::uint32_t c = canvas.pixel(
        static_cast<int>(layout.x_of(layout.rows[0], time_s)),
        static_cast<int>(layout.y_of(layout.rows[0], midi) + layout.semitone_px / 2.0));
    return static_cast<int>((c >> 16U & 255U) + (c >> 8U & 255U) + (c & 255U));
  };
  EXPECT_GT(light_at(5.05, 67), light_at(3.75, 67) + 150);
  EXPECT_GT(light_at(5.05, 67), light_at(6.25, 67) + 150);
  EXPECT_GT(light_at(5.05, 67), light_at(5.05, 65) + 150);
}

TEST(RollLayout, RowsCoverTheWholeRecordingWithoutGaps) {
  for (const double duration_s : {0.5, 10.0, 29.0, 31.0, 240.0, 3600.0, 36000.0}) {
    const RollLayout layout = lay_out_roll(one_note(0.0, 0.3, 60, duration_s), {});
    ASSERT_FALSE(layout.rows.empty());
    EXPECT_LE(layout.rows.size(), 12U);
    EXPECT_DOUBLE_EQ(layout.rows.front().start_s, 0.0);
    EXPECT_GE(layout.rows.back().end_s, duration_s - 1e-9);
    for (std::size_t i = 1; i < layout.rows.size(); ++i) {
      EXPECT_DOUBLE_EQ(layout.rows[i].start_s, layout.rows[i - 1].end_s);
      EXPECT_GT(layout.rows[i].area.y, layout.rows[i - 1].area.bottom());
    }
    EXPECT_LT(layout.rows.back().area.bottom(), layout.height_px);
  }
}

TEST(RollLayout, StretchStartsWhereItStarts) {
  PianoRollOptions options;
  options.start_s = 100.0;
  const RollLayout layout = lay_out_roll(one_note(101.0, 102.0, 60, 20.0), options);
  EXPECT_DOUBLE_EQ(layout.rows.front().start_s, 100.0);
  EXPECT_NEAR(layout.rows.back().end_s, 120.0, 1e-9);
}

TEST(PianoRoll, AnythingGivesAPicture) {
  Score wild = one_note(kNan, 1.0, 60, kNan);
  wild.title = "bad \xFF title";
  wild.parts[0].notes.insert(wild.parts[0].notes.end(), {{0.0, kNan, 60, 64, 1.0},
                                                         {1.0, 1e300, 60, 64, 1.0},
                                                         {1.0, 2.0, 300, 64, 1.0},
                                                         {1.0, 2.0, -3, 64, 1.0},
                                                         {2.0, 1.0, 60, 64, 1.0},
                                                         {0.0, 1.0, 0, -5, kNan},
                                                         {0.0, 1.0, 127, 999, 1.0}});
  Spectrogram odd;
  odd.level_db = Map2d(3, 2, static_cast<float>(kNan));
  odd.frames = {kNan, kNan};
  odd.bins_per_semitone = kNan;
  for (const Score& score : {wild, Score{}}) {
    for (const NoteColour by :
         {NoteColour::part, NoteColour::pitch_class, NoteColour::confidence}) {
      PianoRollOptions options;
      options.colour = by;
      options.start_s = kNan;
      options.row_s = -1.0;
      options.most_rows = 0;
      EXPECT_GT(draw_piano_roll(score, odd, options).height_px(), 100);
      EXPECT_GT(draw_piano_roll(score, {}, options).height_px(), 100);
    }
  }
  odd.frames = {1e-9, 0.0};
  odd.bins_per_semitone = 1e9;
  EXPECT_GT(draw_piano_roll(wild, odd, {}).height_px(), 100);
}

TEST(PianoRoll, CannotWriteIsSaid) {
  const auto refused = write_piano_roll({}, {}, {}, "/no/such/folder/a.png");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace divisi::draw
