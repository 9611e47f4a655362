#include "parts/note_patch.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace divisi::parts {
namespace {

/// 40 frames whose every cell says where it is: 1000 frame + 2 bin + map.
struct Numbered {
  models::InstrumentNetSpec spec;
  std::vector<float> cells;

  explicit Numbered(long first) {
    for (long t = first; t < first + 40; ++t)
      for (int i = 0; i < 576; ++i) cells.push_back(static_cast<float>(1000 * t + i));
  }
};

float at(const models::InstrumentNetSpec& spec, const std::vector<float>& patch, int frame,
         int number) {
  return patch[static_cast<std::size_t>(frame * spec.numbers() + number)];
}

TEST(NotePatch, HoldsThePartialsFromBeforeTheOnsetOn) {
  const Numbered world(100);
  std::vector<float> patch(patch_size(world.spec), -1.0f);
  fill_patch(world.spec, {world.cells.data(), 100, 40}, {}, {110, 114, 60}, patch.data());
  EXPECT_EQ(world.spec.numbers(), 16 * 3 * 2 + 1 + 13);
  // MIDI 60 owns bins 117 to 119, and the octave below is the first partial that is read.
  EXPECT_EQ(at(world.spec, patch, 0, 0), 1000.0f * 107 + 2 * (117 - 36));
  EXPECT_EQ(at(world.spec, patch, 0, 5), 1000.0f * 107 + 2 * (119 - 36) + 1);
  EXPECT_EQ(at(world.spec, patch, 3, 6), 1000.0f * 110 + 2 * 117) << "the onset, the fundamental";
  EXPECT_EQ(at(world.spec, patch, 23, 15 * 6), 1000.0f * 130 + 2 * (117 + 156));
}

TEST(NotePatch, SaysWhenTheNoteSounds) {
  const models::InstrumentNetSpec spec;
  std::vector<float> patch(patch_size(spec));
  const FrameGrid frames{0.02, 0.0};
  fill_patch(spec, {}, {}, place_of({0.2, 0.3, 60, 80}, frames), patch.data());
  for (int t = 0; t < spec.frames; ++t)
    EXPECT_EQ(at(spec, patch, t, 96), t >= 3 && t <= 8 ? 1.0f : 0.0f) << t;
}

TEST(NotePatch, WhatIsNotThereIsSilence) {
  const Numbered world(0);
  std::vector<float> patch(patch_size(world.spec), -1.0f);
  fill_patch(world.spec, {world.cells.data(), 0, 40}, {}, {1, 5, 21}, patch.data());
  EXPECT_EQ(at(world.spec, patch, 1, 6), 0.0f) << "before the first frame";
  EXPECT_EQ(at(world.spec, patch, 5, 0), 0.0f) << "below the lowest bin";
  EXPECT_NE(at(world.spec, patch, 5, 6), 0.0f);
  fill_patch(world.spec, {world.cells.data(), 0, 40}, {}, {30, 34, 108}, patch.data());
  EXPECT_EQ(at(world.spec, patch, 20, 0), 0.0f) << "after the last frame";
  EXPECT_EQ(at(world.spec, patch, 5, 15 * 6), 0.0f) << "above the highest bin";
  fill_patch(world.spec, {nullptr, 0, 0}, {}, {30, 34, 108}, patch.data());
  for (int t = 0; t < world.spec.frames; ++t) EXPECT_EQ(at(world.spec, patch, t, 40), 0.0f);
}

TEST(NotePatch, SaysHowHighTheNoteIs) {
  const models::InstrumentNetSpec spec;
  std::vector<float> patch(patch_size(spec));
  fill_patch(spec, {}, {}, {0, 4, 21 + 17}, patch.data());
  for (int t = 0; t < spec.frames; ++t) {
    EXPECT_FLOAT_EQ(at(spec, patch, t, 97 + 2), 1.0f) << "17 semitones above the lowest key";
    EXPECT_FLOAT_EQ(at(spec, patch, t, 97 + 1), std::exp(-0.98f));
  }
}

/// MIDI 60, and from the fourth frame on 67: its second partial is the third of the 60.
TEST(NotePatch, SaysWhereOtherNotesSound) {
  models::InstrumentNetSpec spec;
  spec.others = 1;
  const long first = 100;
  std::vector<std::uint8_t> sounding(40 * 88);
  for (std::size_t t = 0; t < 40; ++t) {
    sounding[t * 88 + 60 - 21] = 1;
    sounding[t * 88 + 67 - 21] = t >= 13 ? 1 : 0;
  }
  std::vector<float> patch(patch_size(spec));
  fill_patch(spec, {}, {sounding.data(), first, 40, 88}, {110, 120, 60}, patch.data());
  EXPECT_EQ(spec.numbers(), 16 * 3 * 2 + 1 + 13 + 16);
  const int others = 110;
  for (int t = 0; t < spec.frames; ++t) {
    const bool is_there = t >= 6;
    EXPECT_EQ(at(spec, patch, t, others + 1), 0.0f) << "the fundamental is its own";
    // Their octaves and fifths: 19 above 60 is 12 above 67, the second of it, and so on.
    EXPECT_FLOAT_EQ(at(spec, patch, t, others + 3), is_there ? 0.5f : 0.0f) << t;
  }
  // Beyond what is known nobody sounds.
  fill_patch(spec, {}, {sounding.data(), first, 40, 88}, {300, 310, 60}, patch.data());
  EXPECT_EQ(at(spec, patch, 10, others + 3), 0.0f);
}

}  // namespace
}  // namespace divisi::parts
