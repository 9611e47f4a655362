// Notes that no onset peak announces: voices, bowed strings, winds.
#include <gtest/gtest.h>

#include "decode/decode_notes.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

Evidence without_onset(const std::vector<Note>& notes) {
  Evidence evidence = evidence_of(notes, 120);
  evidence.onset.cells.assign(evidence.onset.cells.size(), 0.0f);
  return evidence;
}

TEST(SoftStart, ALongConfidentRunIsANote) {
  const auto notes = decode_notes(without_onset({note(1.0, 2.0, 69, 70)}), {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 1.0, 0.003);
  EXPECT_NEAR(notes[0].offset_s, 2.0, 0.003);
  EXPECT_EQ(notes[0].pitch_midi, 69);
}

TEST(SoftStart, AShortRunIsNone) {
  EXPECT_TRUE(decode_notes(without_onset({note(1.0, 1.15, 69)}), {}).empty());
}

TEST(SoftStart, AFaintRunIsNone) {
  Evidence evidence = without_onset({note(1.0, 2.0, 69)});
  scale(evidence.frame, 69, 0, 120, 0.6f);
  EXPECT_TRUE(decode_notes(evidence, {}).empty());
}

TEST(SoftStart, ASwellBecomesANoteOnceItIsConfident) {
  Evidence evidence = evidence_of({}, 120);
  for (std::size_t row = 20; row < 100; ++row) {
    evidence.frame.at(row, column_of(60)) = 0.52f + 0.005f * static_cast<float>(row - 20);
  }
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 20.0 * kHop, kHop);
  EXPECT_NEAR(notes[0].offset_s, 99.5 * kHop, kHop);
}

TEST(SoftStart, ASwellKeepsItsPlaceInTheOrder) {
  Evidence evidence = evidence_of({note(0.6, 0.8, 72)}, 160);
  for (std::size_t row = 20; row < 150; ++row) {
    evidence.frame.at(row, column_of(60)) = 0.51f + 0.003f * static_cast<float>(row - 20);
  }
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0].pitch_midi, 60) << "recognised long after the other note has ended";
  EXPECT_EQ(notes[1].pitch_midi, 72);
}

TEST(SoftStart, ItIsLessSureThanAnAttack) {
  const std::vector<Note> played = {note(1.0, 2.0, 69)};
  EXPECT_LT(decode_notes(without_onset(played), {})[0].confidence,
            decode_notes(evidence_of(played, 120), {})[0].confidence);
}

TEST(SoftStart, AFaintOnsetPeakSaysWhere) {
  Evidence evidence = without_onset({note(1.0, 2.0, 69)});
  write(evidence.onset, 69, 43, {0.1f, 0.3f, 0.1f});
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 44.0 * kHop, 1e-6);
}

TEST(SoftStart, ATailOfAnEndedNoteIsNoNewOne) {
  // The frames linger above the threshold for a while after the note was taken to have ended.
  Evidence evidence = evidence_of({note(1.0, 1.5, 69)}, 120);
  fill(evidence.frame, 69, 66, 69, 0.9f);
  EXPECT_EQ(decode_notes(evidence, {}).size(), 1U);
}

TEST(SoftStart, CanBeSwitchedOff) {
  DecodeTuning tuning;
  tuning.soft_mean_frame = 1.1;
  EXPECT_TRUE(decode_notes(without_onset({note(1.0, 2.0, 69)}), {}, tuning).empty());
}

}  // namespace
}  // namespace divisi::decode
