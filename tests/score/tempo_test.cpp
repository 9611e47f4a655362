#include "score/tempo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"
#include "score/onset_list.h"
#include "score/tick_ruler.h"

namespace divisi::score {
namespace {

/// A melody of quarters and eighths over a bass on every bar, played unevenly.
Score performance(double beats_per_minute, double unevenness_s, std::uint64_t seed,
                  int beats_per_bar = 4, int bars = 16, double start_s = 0.73) {
  core::Rng rng(seed);
  Score score;
  Part part{"Piano", 0, false, {}};
  const double beat_s = 60.0 / beats_per_minute;
  for (int beat = 0; beat < bars * beats_per_bar; ++beat) {
    const double time_s = start_s + beat * beat_s;
    const auto play = [&](double onset_s, double length_s, int pitch, int velocity) {
      const double played_s = std::max(0.0, onset_s + unevenness_s * rng.normal());
      part.notes.push_back({played_s, played_s + length_s, pitch, velocity, 1.0});
    };
    const bool bar = beat % beats_per_bar == 0;
    if (bar) play(time_s, beat_s * beats_per_bar * 0.9, 40 + rng.integer(0, 7), 100);
    play(time_s, beat_s * 0.8, 64 + rng.integer(0, 12), bar ? 100 : 70);
    if (rng.chance(0.4)) play(time_s + beat_s / 2.0, beat_s * 0.4, 64 + rng.integer(0, 12), 60);
  }
  score.parts = {part};
  return score;
}

struct Tempo {
  double beats_per_minute;
  double unevenness_s;
};

class EveryTempo : public ::testing::TestWithParam<Tempo> {};

TEST_P(EveryTempo, IsFoundWithItsBeats) {
  const auto [bpm, unevenness_s] = GetParam();
  const BeatGrid grid = estimate_beats(performance(bpm, unevenness_s, 3));
  EXPECT_FALSE(grid.is_guess) << grid.confidence;
  EXPECT_NEAR(grid.beats_per_minute, bpm, bpm * 0.02);
  double worst_s = 0.0;
  for (int beat = 4; beat < 60; ++beat) {
    const double time_s = 0.73 + beat * 60.0 / bpm;
    const double position = grid.position(time_s);
    worst_s = std::max(worst_s, std::fabs(position - std::round(position)) * 60.0 / bpm);
  }
  EXPECT_LT(worst_s, 0.02 + 3.5 * unevenness_s);
  EXPECT_LE(grid.beats_s.front(), 0.74);
  EXPECT_NEAR(grid.position(0.73 + 8 * 60.0 / bpm) - grid.position(0.73), 8.0, 0.3);
}

INSTANTIATE_TEST_SUITE_P(Tempi, EveryTempo,
                         ::testing::Values(Tempo{72, 0.0}, Tempo{96.5, 0.01}, Tempo{120, 0.0},
                                           Tempo{120, 0.015}, Tempo{133, 0.01}, Tempo{160, 0.005}));

TEST(Tempo, BarsAreFound) {
  for (const int beats : {3, 4}) {
    const BeatGrid grid = estimate_beats(performance(110.0, 0.008, 5, beats));
    EXPECT_EQ(grid.beats_per_bar, beats);
    const double first_bar = grid.position(0.73) - grid.first_downbeat;
    EXPECT_NEAR(std::fabs(std::remainder(first_bar, beats)), 0.0, 0.2);
  }
}

TEST(Tempo, SlowDriftIsFollowed) {
  Score score;
  Part part{"", 0, false, {}};
  std::vector<double> beats_s;
  double time_s = 1.0;
  for (int beat = 0; beat < 100; ++beat) {
    part.notes.push_back({time_s, time_s + 0.3, 60 + beat % 5, 80, 1.0});
    beats_s.push_back(time_s);
    time_s += 0.5 * (1.0 + 0.1 * std::sin(beat / 12.0));
  }
  score.parts = {part};
  const BeatGrid grid = estimate_beats(score);
  ASSERT_FALSE(grid.is_guess);
  for (std::size_t i = 5; i + 5 < beats_s.size(); ++i) {
    EXPECT_NEAR(grid.position(beats_s[i + 1]) - grid.position(beats_s[i]), 1.0, 0.1);
  }
}

TEST(Tempo, NoBeatIsSaidToBeAGuess) {
  int guesses = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    core::Rng rng(seed);
    Score score;
    score.parts.resize(1);
    for (int i = 0; i < 200; ++i) {
      const double onset_s = rng.uniform(0.0, 60.0);
      score.parts[0].notes.push_back({onset_s, onset_s + 0.3, rng.integer(40, 80), 80, 1.0});
    }
    const BeatGrid grid = estimate_beats(score);
    guesses += grid.is_guess ? 1 : 0;
    EXPECT_LT(grid.confidence, 0.45);
  }
  EXPECT_EQ(guesses, 20);
}

TEST(Tempo, FewOrNoNotesAreSurvived) {
  const BeatGrid none = estimate_beats(Score{});
  EXPECT_TRUE(none.is_guess);
  EXPECT_GE(none.beats_s.size(), 2U);
  Score one;
  one.parts = {{"", 0, false, {{3.3, 4.0, 60, 64, 1.0}}}};
  const BeatGrid grid = estimate_beats(one);
  EXPECT_TRUE(grid.is_guess);
  EXPECT_DOUBLE_EQ(grid.beats_per_minute, 120.0);
  EXPECT_DOUBLE_EQ(grid.position(3.3), std::round(grid.position(3.3)));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Score wild;
  wild.parts = {{"",
                 0,
                 false,
                 {{nan, 1.0, 60, 64, 1.0},
                  {1.0, 1e300, 60, 64, 1.0},
                  {1e300, 2e300, 60, 64, 1.0},
                  {0.0, 9e6, 60, 64, 1.0}}}};
  EXPECT_TRUE(estimate_beats(wild).is_guess);
}

TEST(TempoMap, PutsBeatsOnQuarters) {
  for (const double bpm : {72.0, 96.5, 133.0}) {
    for (const double start_s : {0.0, 0.1, 0.73, 5.0}) {
      const BeatGrid grid = estimate_beats(performance(bpm, 0.004, 9, 4, 16, start_s));
      const std::vector<TempoChange> tempo = tempo_map(grid);
      ASSERT_FALSE(tempo.empty());
      EXPECT_DOUBLE_EQ(tempo.front().time_s, 0.0);
      const TickRuler ruler(tempo);
      for (std::size_t i = 2; i < grid.beats_s.size(); ++i) {
        if (grid.beats_s[i] < 60.0 / bpm) continue;
        const double quarters = static_cast<double>(ruler.tick_at(grid.beats_s[i])) / 960.0;
        EXPECT_NEAR(std::fabs(quarters - std::round(quarters)) * 60.0 / bpm, 0.0, 0.03);
      }
    }
  }
}

TEST(TempoMap, EvenBeatsNeedNoChanges) {
  const std::vector<TempoChange> tempo =
      tempo_map(estimate_beats(performance(120.0, 0.0, 1, 4, 16, 0.0)));
  EXPECT_LE(tempo.size(), 3U);
  EXPECT_NEAR(tempo.back().beats_per_minute, 120.0, 1.0);
}

TEST(OnsetList, ChordsAreOneOnset) {
  Score score;
  score.parts = {
      {"", 0, false, {{1.0, 2.0, 60, 64, 1.0}, {1.02, 2.0, 64, 64, 1.0}, {1.5, 2.0, 67, 64, 1.0}}}};
  const std::vector<Onset> onsets = collect_onsets(score);
  ASSERT_EQ(onsets.size(), 2U);
  EXPECT_NEAR(onsets[0].time_s, 1.01, 0.001);
}

}  // namespace
}  // namespace divisi::score
