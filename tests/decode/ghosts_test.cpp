#include "decode/ghosts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "decode/decode_notes.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

constexpr int kSource = 48;

/// A decaying note, and a faint copy of all its maps `interval` semitones above.
Evidence note_with_ghost(int interval, float onset, float frame) {
  Evidence evidence =
      evidence_of({note(1.0, 2.0, kSource), note(1.0, 2.0, kSource + interval)}, 120);
  for (std::size_t row = 43; row < 120; ++row) {
    const float decay = 1.0f - 0.006f * static_cast<float>(row - 43);
    evidence.frame.at(row, column_of(kSource)) *= decay;
    evidence.frame.at(row, column_of(kSource + interval)) *= decay;
  }
  scale(evidence.onset, kSource + interval, 0, 120, onset);
  scale(evidence.frame, kSource + interval, 0, 120, frame);
  return evidence;
}

TEST(Ghosts, FaintCopiesAtHarmonicsAreDropped) {
  for (const int interval : {12, 19, 24, 28}) {
    const auto notes = decode_notes(note_with_ghost(interval, 0.6f, 0.65f), {});
    ASSERT_EQ(notes.size(), 1U) << interval;
    EXPECT_EQ(notes[0].pitch_midi, kSource);
  }
}

TEST(Ghosts, AFaintOctaveBelowIsDropped) {
  DecodeOptions options;
  options.onset_threshold = options.frame_threshold = 0.3;
  const auto notes = decode_notes(note_with_ghost(-12, 0.4f, 0.5f), options);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].pitch_midi, kSource);
}

TEST(Ghosts, TheSameCopyElsewhereIsANote) {
  for (const int interval : {7, 11, 13, 16, 31}) {
    EXPECT_EQ(decode_notes(note_with_ghost(interval, 0.6f, 0.65f), {}).size(), 2U) << interval;
  }
}

TEST(Ghosts, AStrongOctaveIsPlayed) {
  for (const int interval : {12, 19, 24, 28, -12}) {
    EXPECT_EQ(decode_notes(note_with_ghost(interval, 0.9f, 0.9f), {}).size(), 2U) << interval;
  }
}

TEST(Ghosts, AFaintOctaveWithItsOwnAttackIsPlayed) {
  Evidence evidence = evidence_of({note(1.0, 2.0, kSource), note(1.1, 2.0, kSource + 12)}, 120);
  scale(evidence.onset, kSource + 12, 0, 120, 0.65f);
  scale(evidence.frame, kSource + 12, 0, 120, 0.65f);
  EXPECT_EQ(decode_notes(evidence, {}).size(), 2U);
}

TEST(Ghosts, AFaintOctaveWithItsOwnShapeIsPlayed) {
  Evidence evidence = note_with_ghost(12, 0.6f, 0.65f);
  fill(evidence.frame, kSource + 12, 49, 120, 0.0f);  // ends while the lower note rings on
  EXPECT_EQ(decode_notes(evidence, {}).size(), 2U);
}

TEST(Ghosts, AShortNoteIsRememberedForItsGhost) {
  const double later_s = 1.2 * kHop;
  Evidence evidence =
      evidence_of({note(1.0, 1.2, kSource), note(1.0 + later_s, 1.2 + later_s, kSource + 12)}, 120);
  scale(evidence.onset, kSource + 12, 0, 120, 0.65f);
  scale(evidence.frame, kSource + 12, 0, 120, 0.65f);
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].pitch_midi, kSource);
}

TEST(Ghosts, SoftStartsHaveGhostsToo) {
  Evidence evidence = note_with_ghost(12, 0.0f, 0.75f);
  scale(evidence.onset, kSource, 0, 120, 1.0f);
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].pitch_midi, kSource);
}

TEST(Ghosts, ANoteStruckOnAGhostIsFound) {
  Evidence evidence = note_with_ghost(12, 0.6f, 0.65f);
  write(evidence.onset, kSource + 12, 69, {0.3f, 0.6f, 0.3f});
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[1].pitch_midi, kSource + 12);
  EXPECT_NEAR(notes[1].onset_s, 70.0 * kHop, 1e-6);
}

TEST(Ghosts, CanBeSwitchedOff) {
  DecodeTuning tuning;
  tuning.ghost_keep = 0.0;
  EXPECT_EQ(decode_notes(note_with_ghost(12, 0.6f, 0.65f), {}, tuning).size(), 2U);
}

}  // namespace
}  // namespace divisi::decode
