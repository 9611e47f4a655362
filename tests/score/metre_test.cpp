#include "score/metre.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/rng.h"
#include "score/tempo.h"

namespace divisi::score {
namespace {

constexpr double kBeat_s = 0.5;

BeatGrid even_beats(int count) {
  BeatGrid grid;
  for (int beat = 0; beat < count; ++beat) grid.beats_s.push_back(kBeat_s * beat);
  grid.is_guess = false;
  return grid;
}

Note note_at(double beat, double beats, int pitch_midi, int velocity = 64) {
  return {beat * kBeat_s, (beat + beats) * kBeat_s, pitch_midi, velocity, 1.0};
}

/// Broken chords, a new one in each bar, every note as loud and as long as any other.
Score broken_chords(int beats_per_bar, int bars, int upbeats) {
  constexpr std::array<int, 8> kRoots = {48, 53, 55, 48, 57, 50, 55, 48};
  Score score;
  score.parts = {{"Harp", 46, false, {}}};
  for (int beat = 0; beat < bars * beats_per_bar; ++beat) {
    const int bar = beat / beats_per_bar;
    const int root = kRoots[static_cast<std::size_t>(bar) % kRoots.size()];
    for (const double half : {0.0, 0.5}) {
      for (const int step : {0, 4, 7})
        score.parts[0].notes.push_back(note_at(beat + half + upbeats, 0.5, root + step));
    }
  }
  return score;
}

TEST(Metre, NothingPlayedIsFourFromTheFirstBeat) {
  for (const int beats : {0, 1, 2, 40}) {
    const Metre metre = estimate_metre(Score{}, even_beats(beats));
    EXPECT_EQ(metre.beats_per_bar, 4);
    EXPECT_EQ(metre.first_downbeat, 0);
  }
}

TEST(Metre, HarmonyAloneTellsThreeFromFour) {
  for (const int beats_per_bar : {3, 4}) {
    for (int upbeats = 0; upbeats < beats_per_bar; ++upbeats) {
      const Score score = broken_chords(beats_per_bar, 16, upbeats);
      const Metre metre = estimate_metre(score, even_beats(16 * beats_per_bar + upbeats));
      EXPECT_EQ(metre.beats_per_bar, beats_per_bar) << upbeats;
      EXPECT_EQ(metre.first_downbeat, upbeats % beats_per_bar);
    }
  }
}

TEST(Metre, LongNotesAloneTellThreeFromFour) {
  for (const int beats_per_bar : {3, 4}) {
    Score score;
    score.parts = {{"Flute", 73, false, {}}};
    for (int bar = 0; bar < 16; ++bar) {
      const double first = bar * beats_per_bar + 1;
      score.parts[0].notes.push_back(note_at(first, beats_per_bar - 1, 72));
      score.parts[0].notes.push_back(note_at(first + beats_per_bar - 1, 1, 72));
    }
    const Metre metre = estimate_metre(score, even_beats(16 * beats_per_bar + 1));
    EXPECT_EQ(metre.beats_per_bar, beats_per_bar);
    EXPECT_EQ(metre.first_downbeat, 1);
  }
}

TEST(Metre, UnevenPlayingAndWrongNotesChangeNothing) {
  for (const int beats_per_bar : {3, 4}) {
    core::Rng rng(11);
    Score score = broken_chords(beats_per_bar, 24, 1);
    std::vector<Note>& notes = score.parts[0].notes;
    for (Note& note : notes) {
      note.onset_s = std::max(0.0, note.onset_s + rng.normal(0.0, 0.02));
      note.offset_s = note.onset_s + rng.uniform(0.1, 0.3);
      if (rng.chance(0.1)) note.pitch_midi += rng.integer(-5, 5);
    }
    std::erase_if(notes, [&](const Note&) { return rng.chance(0.2); });
    const Metre metre = estimate_metre(score, even_beats(24 * beats_per_bar + 1));
    EXPECT_EQ(metre.beats_per_bar, beats_per_bar);
    EXPECT_EQ(metre.first_downbeat, 1);
  }
}

TEST(Metre, DrumsAloneAreFourFromTheLoudestBeat) {
  Score score;
  score.parts = {{"Drums", 0, true, {}}};
  for (int beat = 0; beat < 64; ++beat) {
    score.parts[0].notes.push_back(note_at(beat, 0.1, 42, 60));
    if (beat % 4 == 2) score.parts[0].notes.push_back(note_at(beat, 0.1, 36, 110));
  }
  const Metre metre = estimate_metre(score, even_beats(64));
  EXPECT_EQ(metre.beats_per_bar, 4);
  EXPECT_EQ(metre.first_downbeat, 2);
}

TEST(Metre, FewBeatsAreFour) {
  EXPECT_EQ(estimate_metre(broken_chords(3, 4, 0), even_beats(12)).beats_per_bar, 4);
}

TEST(Metre, NotesThatAreNoneAndNotesOutsideTheGridAreSurvived) {
  Score score = broken_chords(3, 16, 0);
  std::vector<Note>& notes = score.parts[0].notes;
  notes.push_back({std::nan(""), 1.0, 60, 64, 1.0});
  notes.push_back({1.0, 1e300, 60, 64, 1.0});
  notes.push_back({1.0, 9e6, 60, 64, 1.0});
  notes.push_back({5e6, 9e6, 60, 64, 1.0});
  notes.push_back({1.0, 2.0, -7, 64, 1.0});
  notes.push_back({1.0, 2.0, 400, 64, 1.0});
  EXPECT_EQ(estimate_metre(score, even_beats(48)).beats_per_bar, 3);
  EXPECT_EQ(estimate_metre(score, even_beats(2)).beats_per_bar, 4);
}

}  // namespace
}  // namespace divisi::score
