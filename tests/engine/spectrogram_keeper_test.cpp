#include "engine/spectrogram_keeper.h"

#include <gtest/gtest.h>

namespace divisi::engine {
namespace {

constexpr FrameGrid kFrames{0.02, 1.0};

/// One frame of features: silence but for `bin` of the first map.
std::vector<float> frame_with(const features::FeatureSpec& spec, std::size_t bin, float level) {
  std::vector<float> cells(static_cast<std::size_t>(spec.cell_count()));
  cells[bin * static_cast<std::size_t>(spec.map_count())] = level;
  return cells;
}

TEST(SpectrogramKeeper, KeepsNothingUnlessWanted) {
  const features::FeatureSpec spec;
  SpectrogramKeeper keeper(spec, false);
  keeper.add(frame_with(spec, 3, 1.0f).data(), 1);
  EXPECT_EQ(keeper.finish(kFrames).level_db.rows, 0u);
}

TEST(SpectrogramKeeper, IsEmptyWithoutFrames) {
  SpectrogramKeeper keeper(features::FeatureSpec{}, true);
  EXPECT_EQ(keeper.finish(kFrames).level_db.rows, 0u);
}

TEST(SpectrogramKeeper, KeepsAShortRecordingFrameByFrame) {
  const features::FeatureSpec spec;
  SpectrogramKeeper keeper(spec, true);
  for (const std::size_t bin : {5u, 6u, 7u}) keeper.add(frame_with(spec, bin, 0.5f).data(), 1);
  const Spectrogram kept = keeper.finish(kFrames);
  ASSERT_EQ(kept.level_db.rows, 3u);
  EXPECT_EQ(kept.level_db.columns, 288u);
  EXPECT_EQ(kept.frames.origin_s, 1.0);
  EXPECT_EQ(kept.level_db.at(1, 6), 0.0f);
  // Silence is as far below as the scale says: half of 19.3 nepers of energy.
  EXPECT_NEAR(kept.level_db.at(1, 5), -0.5 * spec.log_energy.scale * 4.342945, 1e-3);
  // Bin 1 is the centre of A0, MIDI 21.
  EXPECT_NEAR(kept.lowest_midi + 1.0 / kept.bins_per_semitone, 21.0, 1e-6);
}

TEST(SpectrogramKeeper, PoolsALongOneWithoutLosingItsPeaks) {
  const features::FeatureSpec spec;
  SpectrogramKeeper keeper(spec, true, 8);
  for (std::size_t frame = 0; frame < 101; ++frame) {
    keeper.add(frame_with(spec, frame, frame == 77 ? 0.9f : 0.4f).data(), 1);
  }
  const Spectrogram kept = keeper.finish(kFrames);
  ASSERT_LE(kept.level_db.rows, 8u);
  const double pooled = kept.frames.hop_s / kFrames.hop_s;
  const auto row = static_cast<std::size_t>(77.0 / pooled);
  EXPECT_EQ(kept.level_db.at(row, 77), 0.0f);
  // Row r covers pooled frames, and its time is their middle.
  EXPECT_NEAR(kept.frames.time_s(0), 1.0 + 0.02 * (pooled - 1.0) / 2.0, 1e-12);
  EXPECT_GE(static_cast<double>(kept.level_db.rows) * pooled, 101.0);
}

}  // namespace
}  // namespace divisi::engine
