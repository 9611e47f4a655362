#include "parts/part_sound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace divisi::parts {
namespace {

NoteTokens tokens_of(const std::vector<Note>& notes, const std::vector<float>& vector) {
  NoteTokens tokens{static_cast<int>(vector.size()), {}, {}};
  for (const Note& note : notes) tokens.add(note, vector.data());
  return tokens;
}

TEST(Registers, APitchIsSharedByTwoKnotsAndWholeBeyondTheOutermost) {
  for (const double pitch : {-5.0, 0.0, 36.0, 40.0, 52.0, 63.9, 76.0, 92.0, 127.0}) {
    const RegisterWeights weights = register_weights(pitch);
    EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1.0, 1e-12) << pitch;
    for (const double weight : weights) EXPECT_GE(weight, 0.0) << pitch;
  }
  EXPECT_DOUBLE_EQ(register_weights(0.0).front(), 1.0);
  EXPECT_DOUBLE_EQ(register_weights(127.0).back(), 1.0);
  EXPECT_DOUBLE_EQ(register_weights(58.0)[1], 0.5);
  EXPECT_DOUBLE_EQ(register_weights(58.0)[2], 0.5);
}

TEST(PartSound, OfNoNotesIsEmpty) {
  const PartSound sound = sound_of(NoteTokens{3, {}, {}});
  EXPECT_EQ(sound.note_count, 0U);
  EXPECT_EQ(sound.register_sums, std::vector<double>(kRegisterCount * 3, 0.0));
}

TEST(PartSound, OfOneNoteHasNoSpreadAndNobodyBeside) {
  const PartSound sound = sound_of(tokens_of({{1.0, 2.0, 64}}, {3.0F, 4.0F}));
  EXPECT_DOUBLE_EQ(sound.length_mean, 0.0);
  EXPECT_DOUBLE_EQ(sound.length_spread, 0.0);
  EXPECT_DOUBLE_EQ(sound.together, 0.0);
  EXPECT_DOUBLE_EQ(sound.chords, 0.0);
  EXPECT_DOUBLE_EQ(sound.pitch_spread_octaves, 0.0);
  EXPECT_DOUBLE_EQ(sound.register_sums[2 * 2], 0.5);  // 3 / (5 + 1), all of it at knot 2
  EXPECT_NEAR(sound.register_sums[2 * 2 + 1], 4.0 / 6.0, 1e-12);
}

TEST(PartSound, OfSilentVectorsAndNotesOfNoLengthIsFinite) {
  const std::vector<double> features =
      features_of(sound_of(tokens_of({{1.0, 1.0, 64}, {1.0, 1.0, 64}}, {0.0F, 0.0F})), false);
  EXPECT_EQ(features.size(), feature_count(2, false));
  for (const double feature : features) EXPECT_TRUE(std::isfinite(feature));
}

TEST(PartSound, HearsWhoPlaysChords) {
  const PartSound line = sound_of(tokens_of({{0, 1, 60}, {1, 2, 62}, {2, 3, 64}}, {1.0F}));
  const PartSound chord = sound_of(tokens_of({{0, 1, 60}, {0.01, 1, 64}, {0.02, 1, 67}}, {1.0F}));
  EXPECT_DOUBLE_EQ(line.together, 0.0);
  EXPECT_DOUBLE_EQ(line.chords, 0.0);
  EXPECT_NEAR(chord.together, std::log(3.0), 1e-12);
  EXPECT_NEAR(chord.chords, 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(line.pitch_spread_octaves, std::sqrt(8.0 / 3.0) / 12.0, 1e-12);
}

}  // namespace
}  // namespace divisi::parts
