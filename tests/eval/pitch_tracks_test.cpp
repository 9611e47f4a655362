#include "eval/pitch_tracks.h"

#include <gtest/gtest.h>

#include "eval/clip_score.h"

namespace divisi::eval {
namespace {

/// A4 + 30 cents, then silence, then A4 - 10 cents, of a second each.
core::PitchTrack track() {
  core::PitchTrack made{"voice", {}, {}};
  for (int i = 0; i < 300; ++i) {
    made.time_s.push_back(0.005 + 0.01 * i);
    const double pitch = i < 100 ? 69.3 : 68.9;
    made.f0_hz.push_back(i >= 100 && i < 200 ? 0.0 : hz_of_pitch(pitch));
  }
  return made;
}

Score score_of(std::vector<int> bend_cents, double tuning_hz = 440.0) {
  Score score;
  score.tuning_hz = tuning_hz;
  Note note{0.0, 3.0, 69, 64};
  note.bend_cents = std::move(bend_cents);
  score.parts = {{"Voice", 53, false, {note}}, {"Piano", 0, false, {{0.0, 3.0, 57, 64}}}};
  return score;
}

TEST(PitchTracks, MeasureTheDistanceWhereSomethingIsSung) {
  const PitchTrackScore score = score_pitch_tracks({track()}, score_of({}));
  EXPECT_EQ(score.moments, 200);
  EXPECT_NEAR(score.mean_cents, 20.0, 1e-6);
  EXPECT_DOUBLE_EQ(score.within_25_cents, 0.5);
}

TEST(PitchTracks, GoByTheBendsAndTheTuning) {
  const PitchTrackScore bent = score_pitch_tracks({track()}, score_of({30, 30, -10, -10}));
  EXPECT_NEAR(bent.mean_cents, 0.0, 1e-6);
  EXPECT_DOUBLE_EQ(bent.within_25_cents, 1.0);
  const double higher_hz = hz_of_pitch(69.3);
  EXPECT_NEAR(score_pitch_tracks({track()}, score_of({}, higher_hz)).mean_cents, 20.0, 1e-6);
  EXPECT_NEAR(score_pitch_tracks({track()}, score_of({-40}, higher_hz)).mean_cents, 20.0, 1e-6);
}

TEST(PitchTracks, CompareWithNobodyFarAway) {
  Score score = score_of({});
  score.parts.erase(score.parts.begin());
  EXPECT_EQ(score_pitch_tracks({track()}, score).moments, 0);
  EXPECT_EQ(score_pitch_tracks({}, score_of({})).moments, 0);
  Score drums = score_of({});
  drums.parts.front().is_drums = true;
  EXPECT_EQ(score_pitch_tracks({track()}, drums).moments, 0);
}

TEST(PitchTracks, AreFiguresOfClipsThatHaveSome) {
  Estimate estimate;
  estimate.score = score_of({});
  EXPECT_NEAR(score_clip({{}, {track()}}, estimate).figures.at("pitch_cents"), 20.0, 1e-6);
  EXPECT_FALSE(score_clip({{}, {}}, estimate).figures.contains("pitch_cents"));
  EXPECT_FALSE(score_clip({{}, {track()}}, {}).figures.contains("pitch_cents"));
}

}  // namespace
}  // namespace divisi::eval
