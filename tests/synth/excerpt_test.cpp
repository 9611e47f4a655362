#include "synth/excerpt.h"

#include <gtest/gtest.h>

#include <map>

#include "synth/instruments.h"

namespace divisi::synth {
namespace {

Score chorale() {
  Score score;
  for (const int base : {48, 60}) {
    Part part;
    for (int i = 0; i < 200; ++i) {
      part.notes.push_back({0.5 * i, 0.5 * i + 0.5, base + i % 12, 80});
    }
    score.parts.push_back(part);
  }
  score.duration_s = 100.0;
  return score;
}

TEST(Excerpt, LiesInsideTheClip) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    core::Rng rng(seed);
    ExcerptOptions options;
    options.duration_s = 12.0;
    std::vector<Part> parts = cut_excerpt(chorale(), options, rng);
    ASSERT_EQ(parts.size(), 2U);
    drift_tempo(parts, 0.05, rng);
    for (Part& part : parts) {
      humanise(part, draw_performance(true, rng), 12.0, rng);
      std::map<int, double> end_of_s;
      for (const Note& note : part.notes) {
        ASSERT_GE(note.onset_s, 0.0);
        ASSERT_LE(note.offset_s, 12.0);
        ASSERT_LT(note.onset_s, note.offset_s);
        ASSERT_GE(note.velocity, 1);
        ASSERT_LE(note.velocity, 127);
        ASSERT_GE(note.onset_s, end_of_s[note.pitch_midi]);
        end_of_s[note.pitch_midi] = note.offset_s;
      }
    }
  }
}

TEST(Excerpt, OfAlmostNothingIsEmpty) {
  core::Rng rng(1);
  EXPECT_TRUE(cut_excerpt(Score{}, {}, rng).empty());
  Score few;
  few.parts.push_back(Part{"", 0, false, {{0.0, 1.0, 60, 80}}});
  few.duration_s = 1.0;
  EXPECT_TRUE(cut_excerpt(few, {}, rng).empty());
}

TEST(Excerpt, LargestPolyphonyCountsChordsNotLegato) {
  Part part;
  EXPECT_EQ(largest_polyphony(part), 0);
  part.notes = {{0.0, 1.0, 60, 80}, {1.0, 2.0, 62, 80}, {1.99, 3.0, 64, 80}};
  EXPECT_EQ(largest_polyphony(part), 1);
  part.notes.push_back({1.0, 2.0, 67, 80});
  EXPECT_EQ(largest_polyphony(part), 2);
}

TEST(Excerpt, PedalHoldsNotesButNeverOverTheNextOfTheirPitch) {
  std::vector<Note> notes = {{0.0, 0.5, 60, 80}, {0.2, 0.6, 64, 80}, {1.0, 1.2, 60, 80}};
  hold_by_pedal(notes, {{0.1, 2.0}}, 5.0);
  EXPECT_LT(notes[0].offset_s, 1.0);
  EXPECT_DOUBLE_EQ(notes[1].offset_s, 2.0);
  EXPECT_DOUBLE_EQ(notes[2].offset_s, 2.0);
}

TEST(Instruments, AreDrawnOnlyWithinTheirRange) {
  core::Rng rng(1);
  for (int i = 0; i < 500; ++i) {
    const Instrument* instrument =
        draw_instrument(60, 72, i % 2 == 0 ? is_keyboard_like : is_any, rng);
    ASSERT_NE(instrument, nullptr);
    EXPECT_LE(instrument->lowest, 60);
    EXPECT_GE(instrument->highest, 72);
    if (i % 2 == 0) {
      EXPECT_TRUE(is_keyboard_like(*instrument));
    }
  }
  EXPECT_EQ(draw_instrument(0, 127, is_any, rng), nullptr);
}

}  // namespace
}  // namespace divisi::synth
