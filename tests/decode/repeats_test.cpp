// The same pitch struck again while it sounds.
#include <gtest/gtest.h>

#include "decode/decode_notes.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

TEST(Repeats, TouchingNotesAreTwo) {
  const auto notes =
      decode_notes(evidence_of({note(0.5, 1.0, 60, 90), note(1.0, 1.5, 60, 40)}, 80), {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NEAR(notes[0].offset_s, 1.0, 1e-3);
  EXPECT_NEAR(notes[1].onset_s, 1.0, 1e-3);
  EXPECT_LE(notes[0].offset_s, notes[1].onset_s);
  EXPECT_EQ(notes[0].velocity, 90);
  EXPECT_EQ(notes[1].velocity, 40);
}

TEST(Repeats, TouchingNotesAreTwoWithoutOffsetPeaks) {
  Evidence evidence = evidence_of({note(0.5, 1.0, 60), note(1.0, 1.5, 60)}, 80);
  scale(evidence.offset, 60, 0, 80, 0.0f);
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NEAR(notes[0].offset_s, 1.0, 1e-3);
}

TEST(Repeats, TwelveASecondAreAllFound) {
  std::vector<Note> played;
  for (int i = 0; i < 12; ++i) played.push_back(note(0.5 + 0.083 * i, 0.5 + 0.083 * (i + 1), 60));
  const auto notes = decode_notes(evidence_of(played, 100), {});
  ASSERT_EQ(notes.size(), played.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    EXPECT_NEAR(notes[i].onset_s, played[i].onset_s, 0.003);
  }
}

/// A held note, with a weak onset peak in its middle: another pitch's attack.
Evidence held_note_disturbed(float onset) {
  Evidence evidence = evidence_of({note(0.5, 2.0, 60)}, 110);
  write(evidence.onset, 60, 49, {0.5f * onset, onset, 0.5f * onset});
  return evidence;
}

TEST(Repeats, AWeakPeakInASteadyNoteIsNoRepeat) {
  const auto notes = decode_notes(held_note_disturbed(0.6f), {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].offset_s, 2.0, 1e-3);
}

TEST(Repeats, AStrongPeakIs) {
  const auto notes = decode_notes(held_note_disturbed(0.9f), {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NEAR(notes[1].onset_s, 50.0 * kHop, 1e-6);
}

TEST(Repeats, AStrongBumpOnAHighFloorIsNone) {
  Evidence evidence = held_note_disturbed(0.9f);
  for (std::size_t row = 26; row < 80; ++row) {
    const float distance =
        row < 50 ? 50.0f - static_cast<float>(row) : static_cast<float>(row) - 50.0f;
    evidence.onset.at(row, column_of(60)) = 0.75f - 0.002f * distance;
  }
  write(evidence.onset, 60, 50, {0.9f});
  EXPECT_EQ(decode_notes(evidence, {}).size(), 1U);
}

TEST(Repeats, AWeakPeakWithADipOfTheFramesIs) {
  Evidence evidence = held_note_disturbed(0.6f);
  write(evidence.frame, 60, 48, {0.7f, 0.7f});
  EXPECT_EQ(decode_notes(evidence, {}).size(), 2U);
}

TEST(Repeats, AWeakPeakBehindAnOffsetIs) {
  Evidence evidence = held_note_disturbed(0.6f);
  write(evidence.offset, 60, 47, {0.4f, 0.8f, 0.4f});
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NEAR(notes[0].offset_s, 48.0 * kHop, 1e-6);
  EXPECT_NEAR(notes[1].onset_s, 50.0 * kHop, 1e-6);
}

TEST(Repeats, AnOffsetOfTheNoteBeforeConfirmsNothing) {
  // The first note's offset lies shortly before the weak peak, but the second note began after it.
  Evidence evidence = evidence_of({note(0.5, 1.0, 60), note(1.0, 1.5, 60)}, 90);
  write(evidence.onset, 60, 46, {0.4f, 0.6f, 0.4f});
  ASSERT_EQ(decode_notes(evidence, {}).size(), 2U);
}

TEST(Repeats, AHoleOfTheFramesEndsTheNoteBefore) {
  Evidence evidence = evidence_of({note(0.5, 43.0 * kHop, 60), note(44.45 * kHop, 1.5, 60)}, 90);
  evidence.offset = {};
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_NEAR(notes[0].offset_s, 43.0 * kHop, 0.1 * kHop);
  EXPECT_NEAR(notes[1].onset_s, 44.45 * kHop, 1e-4);
}

TEST(Repeats, AnOffsetPeakBehindTheNextOnsetIsNotTheEnd) {
  Evidence evidence = evidence_of({note(0.5, 43.0 * kHop, 60), note(44.6 * kHop, 1.5, 60)}, 90);
  fill(evidence.offset, 60, 0, 90, 0.0f);
  write(evidence.offset, 60, 44, {0.5f, 0.9f, 0.4f});
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_LE(notes[0].offset_s, 44.6 * kHop);
  EXPECT_NEAR(notes[1].onset_s, 44.6 * kHop, 1e-4);
}

TEST(Repeats, TwoPeaksOfOneAttackAreOneNoteAtTheHigherOne) {
  Evidence evidence = evidence_of({note(0.5, 1.5, 60)}, 90);
  scale(evidence.onset, 60, 0, 90, 0.0f);
  write(evidence.onset, 60, 21, {0.7f, 0.2f, 0.95f, 0.3f});
  DecodeOptions options;
  options.min_note_s = 0.01;
  auto notes = decode_notes(evidence, options);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 23.0 * kHop, 0.3 * kHop);
  write(evidence.onset, 60, 21, {0.95f, 0.2f, 0.7f, 0.3f});
  notes = decode_notes(evidence, options);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 21.0 * kHop, 0.3 * kHop);
}

}  // namespace
}  // namespace divisi::decode
