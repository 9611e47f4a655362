#include "decode/decode_notes.h"

#include <gtest/gtest.h>

#include <limits>

#include "made_evidence.h"

namespace divisi::decode {
namespace {

TEST(DecodeNotes, NoFramesNoNotes) {
  EXPECT_TRUE(decode_notes(evidence_of({}, 0), {}).empty());
  Evidence bare;
  bare.frames = kFrames;
  EXPECT_TRUE(decode_notes(bare, {}).empty());
}

TEST(DecodeNotes, ZerosAreSilence) {
  EXPECT_TRUE(decode_notes(filled_evidence(1, 0.0f), {}).empty());
  EXPECT_TRUE(decode_notes(filled_evidence(300, 0.0f), {}).empty());
}

TEST(DecodeNotes, NanIsSilence) {
  EXPECT_TRUE(
      decode_notes(filled_evidence(300, std::numeric_limits<float>::quiet_NaN()), {}).empty());
}

TEST(DecodeNotes, OneFrameOfOnesIsOneNoteForEachPitch) {
  Evidence evidence = filled_evidence(1, 1.0f);
  DecodeOptions options;
  EXPECT_TRUE(decode_notes(evidence, options).empty()) << "a hop is shorter than min_note_s";
  options.min_note_s = 0.001;
  const auto notes = decode_notes(evidence, options);
  ASSERT_EQ(notes.size(), 88U);
  for (const Note& n : notes) {
    EXPECT_GE(n.onset_s, 0.0);
    EXPECT_LE(n.offset_s, evidence.duration_s);
  }
}

TEST(DecodeNotes, OnesEverywhereAreOneLongNoteForEachPitch) {
  for (const float value : {1.0f, 7.0f, std::numeric_limits<float>::infinity()}) {
    const Evidence evidence = filled_evidence(300, value);
    const auto notes = decode_notes(evidence, {});
    ASSERT_EQ(notes.size(), 88U);
    for (const Note& n : notes) {
      EXPECT_NEAR(n.onset_s, 0.0, kHop);
      EXPECT_NEAR(n.offset_s, 299.5 * kHop, 1e-9);
      EXPECT_EQ(n.velocity, 127);
      EXPECT_NEAR(n.confidence, 1.0, 1e-6);
    }
  }
}

TEST(DecodeNotes, OneNoteWithVelocityAndConfidence) {
  const auto notes = decode_notes(evidence_of({note(1.0, 2.0, 69, 99)}, 120), {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 1.0, 1e-4);
  EXPECT_NEAR(notes[0].offset_s, 2.0, 1e-4);
  EXPECT_EQ(notes[0].pitch_midi, 69);
  EXPECT_EQ(notes[0].velocity, 99);
  EXPECT_GT(notes[0].confidence, 0.9);
}

TEST(DecodeNotes, ConfidenceFollowsTheEvidence) {
  Evidence evidence = evidence_of({note(1.0, 2.0, 69)}, 120);
  const double sure = decode_notes(evidence, {})[0].confidence;
  scale(evidence.onset, 69, 0, 120, 0.7f);
  const double less = decode_notes(evidence, {})[0].confidence;
  scale(evidence.frame, 69, 0, 120, 0.7f);
  const double least = decode_notes(evidence, {})[0].confidence;
  EXPECT_LT(less, sure);
  EXPECT_LT(least, less);
  EXPECT_NEAR(least / sure, 0.7, 0.02) << "geometric mean of two values at 0.7";
}

TEST(DecodeNotes, AnOnsetWithoutFramesIsNoNote) {
  Evidence evidence = evidence_of({note(1.0, 2.0, 69)}, 120);
  scale(evidence.frame, 69, 0, 120, 0.0f);
  EXPECT_TRUE(decode_notes(evidence, {}).empty());
}

TEST(DecodeNotes, FramesMayFollowAnOnsetALittleLater) {
  Evidence evidence = evidence_of({}, 60);
  write(evidence.onset, 60, 9, {0.4f, 0.9f, 0.4f});
  fill(evidence.frame, 60, 13, 30, 0.9f);
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 10.0 * kHop, 1e-6);
  EXPECT_NEAR(notes[0].offset_s, 29.45 * kHop, 0.1 * kHop);
}

TEST(DecodeNotes, AShortDipIsBridged) {
  Evidence evidence = evidence_of({note(1.0, 2.0, 69)}, 120);
  write(evidence.frame, 69, 60, {0.35f, 0.3f});
  ASSERT_EQ(decode_notes(evidence, {}).size(), 1U);
  EXPECT_NEAR(decode_notes(evidence, {})[0].offset_s, 2.0, 1e-4);
}

TEST(DecodeNotes, ADeepDipEndsTheNote) {
  Evidence evidence = evidence_of({note(1.0, 2.0, 69)}, 120);
  write(evidence.frame, 69, 55, {0.0f});
  const auto notes = decode_notes(evidence, {});
  ASSERT_GE(notes.size(), 1U);
  EXPECT_NEAR(notes[0].offset_s, 54.5 * kHop, 1e-3);
}

TEST(DecodeNotes, ALongDipEndsTheNoteWhereItBegan) {
  Evidence evidence = evidence_of({note(1.0, 2.0, 69)}, 120);
  fill(evidence.frame, 69, 55, 60, 0.4f);
  const auto notes = decode_notes(evidence, {});
  ASSERT_GE(notes.size(), 1U);
  EXPECT_LT(notes[0].offset_s, 55.0 * kHop);
  EXPECT_GT(notes[0].offset_s, 54.0 * kHop);
}

TEST(DecodeNotes, AnOffsetPeakNearTheFallDecides) {
  Evidence evidence = evidence_of({}, 60);
  write(evidence.onset, 60, 9, {0.4f, 0.9f, 0.4f});
  fill(evidence.frame, 60, 10, 30, 0.9f);
  const double crossing_s = decode_notes(evidence, {})[0].offset_s;
  write(evidence.offset, 60, 27, {0.4f, 0.9f, 0.4f});
  const double peak_s = decode_notes(evidence, {})[0].offset_s;
  EXPECT_NEAR(crossing_s, 29.45 * kHop, 0.01 * kHop);
  EXPECT_NEAR(peak_s, 28.0 * kHop, 1e-6);
}

TEST(DecodeNotes, AnOffsetPeakWithoutAFallIsIgnored) {
  Evidence evidence = evidence_of({note(0.2, 1.0, 60)}, 60);
  write(evidence.offset, 60, 20, {0.4f, 0.9f, 0.4f});
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].offset_s, 1.0, 1e-4);
}

TEST(DecodeNotes, ShortNotesAreDroppedByOption) {
  const Evidence evidence = evidence_of({note(0.5, 0.58, 60), note(0.5, 0.9, 64)}, 60);
  DecodeOptions options;
  EXPECT_EQ(decode_notes(evidence, options).size(), 2U);
  options.min_note_s = 0.1;
  ASSERT_EQ(decode_notes(evidence, options).size(), 1U);
  EXPECT_EQ(decode_notes(evidence, options)[0].pitch_midi, 64);
}

TEST(DecodeNotes, ThresholdsHold) {
  Evidence evidence = evidence_of({note(0.5, 0.65, 60)}, 60);
  scale(evidence.onset, 60, 0, 60, 0.4f);
  EXPECT_TRUE(decode_notes(evidence, {}).empty()) << "too short to begin softly";
  DecodeOptions options;
  options.onset_threshold = 0.3;
  EXPECT_EQ(decode_notes(evidence, options).size(), 1U);
}

TEST(DecodeNotes, NothingLastsBeyondTheRecording) {
  Evidence evidence = evidence_of({note(0.5, 9.0, 60), note(1.36, 9.0, 64)}, 100);
  evidence.duration_s = 1.4;
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U) << "what is left of the second note is shorter than min_note_s";
  EXPECT_DOUBLE_EQ(notes[0].offset_s, 1.4);
}

TEST(DecodeNotes, ANoteMaySoundToTheVeryEnd) {
  Evidence evidence = evidence_of({note(0.5, 9.0, 60)}, 60);
  scale(evidence.frame, 60, 0, 60, 0.6f);
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_DOUBLE_EQ(notes[0].offset_s, 59.5 * kHop);
}

TEST(DecodeNotes, NothingBeginsBeforeTheRecording) {
  const auto notes = decode_notes(evidence_of({note(-0.3 * kHop, 0.5, 60)}, 60), {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_GE(notes[0].onset_s, 0.0);
  EXPECT_LT(notes[0].onset_s, 0.5 * kHop);
}

TEST(DecodeNotes, TheGridsOriginCounts) {
  const FrameGrid late{kHop, 100.0};
  Evidence evidence = rasterise({note(101.0, 101.5, 60)}, late, kPitches, 100);
  evidence.duration_s = 110.0;
  const auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NEAR(notes[0].onset_s, 101.0, 1e-4);
}

TEST(DecodeNotes, MapsMayBeAbsent) {
  Evidence evidence = evidence_of({note(0.5, 1.0, 60, 100)}, 60);
  evidence.velocity = {};
  evidence.offset = {};
  auto notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0].velocity, 64);
  EXPECT_NEAR(notes[0].offset_s, 1.0, 0.005);
  evidence.onset = {};
  notes = decode_notes(evidence, {});
  ASSERT_EQ(notes.size(), 1U) << "a long run of frames is a note";
  EXPECT_NEAR(notes[0].onset_s, 0.5, 0.005);
}

TEST(DecodeNotes, OrderIsOnsetThenPitch) {
  const auto notes = decode_notes(
      evidence_of({note(0.5, 3.0, 70), note(0.5, 0.9, 40), note(0.2, 2.0, 50), note(1.5, 2.0, 60)},
                  150),
      {});
  ASSERT_EQ(notes.size(), 4U);
  EXPECT_EQ(notes[0].pitch_midi, 50);
  EXPECT_EQ(notes[1].pitch_midi, 40);
  EXPECT_EQ(notes[2].pitch_midi, 70);
  EXPECT_EQ(notes[3].pitch_midi, 60);
}

TEST(DecodeNotesDeathTest, MapsOfOtherShapesAreAMistake) {
  Evidence evidence = evidence_of({}, 10);
  evidence.offset = Map2d(9, 88);
  EXPECT_DEATH(decode_notes(evidence, {}), "same frames");
  evidence.offset = Map2d(10, 87);
  EXPECT_DEATH(decode_notes(evidence, {}), "column for each pitch");
}

}  // namespace
}  // namespace divisi::decode
