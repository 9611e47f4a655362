#include "parts/source.h"

#include <gtest/gtest.h>

#include "made_tokens.h"

namespace divisi::parts {
namespace {

TEST(PairModel, IsLinearBetweenKnotsAndConstantBeyond) {
  PairModel pairs;
  pairs.knots_semitones = {0.0, 4.0, 12.0};
  pairs.pitch_logits = {1.0, 0.0, -2.0};
  EXPECT_DOUBLE_EQ(pairs.pitch_logit(0.0), 1.0);
  EXPECT_DOUBLE_EQ(pairs.pitch_logit(1.0), 0.75);
  EXPECT_DOUBLE_EQ(pairs.pitch_logit(8.0), -1.0);
  EXPECT_DOUBLE_EQ(pairs.pitch_logit(12.0), -2.0);
  EXPECT_DOUBLE_EQ(pairs.pitch_logit(60.0), -2.0);
}

TEST(PairModel, TrustsLongVectors) {
  NoteTokens tokens;
  tokens.dimensions = 2;
  const float heard[] = {3.0F, 4.0F};
  const float silent[] = {0.0F, 0.0F};
  tokens.add({}, heard);
  tokens.add({}, silent);
  PairModel pairs;
  pairs.half_trust = 5.0;
  float out[2];
  pairs.trusted_vector(tokens, 0, out);
  EXPECT_FLOAT_EQ(out[0], 0.3F);
  EXPECT_FLOAT_EQ(out[1], 0.4F);
  pairs.half_trust = 0.0;
  pairs.trusted_vector(tokens, 1, out);
  EXPECT_EQ(out[0], 0.0F);
}

/// The sums say what the mean over all pairs of notes says.
TEST(SourceRuler, MeansAreThoseOverAllPairs) {
  PairModel pairs;
  pairs.knots_semitones = {0.0, 5.0, 20.0};
  pairs.pitch_logits = {0.5, -0.5, -3.0};
  const auto made =
      testing::make_notes({{{1.0F, 0.0F, 0.2F}, 50, 70}, {{0.0F, 1.0F, 0.1F}, 60, 90}}, 30, 0.5, 4);
  const SourceRuler ruler(pairs);
  std::vector<std::vector<float>> vectors(30, std::vector<float>(3));
  std::vector<Source> sources(2, Source(3));
  for (std::size_t n = 0; n < 30; ++n) {
    pairs.trusted_vector(made.tokens, n, vectors[n].data());
    ruler.add(sources[static_cast<std::size_t>(made.truth[n])], vectors[n].data(),
              made.tokens.notes[n].pitch_midi);
  }
  double sum = 0.0;
  int count = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t j = 0; j < 30; ++j) {
      if (made.truth[i] != 0 || made.truth[j] != 1) continue;
      sum += ruler.logit(vectors[i].data(), made.tokens.notes[i].pitch_midi, vectors[j].data(),
                         made.tokens.notes[j].pitch_midi, 3);
      ++count;
    }
  }
  EXPECT_NEAR(ruler.mean_logit(sources[0], sources[1]), sum / count, 1e-6);
  Source both = sources[0];
  ruler.merge(both, sources[1]);
  EXPECT_DOUBLE_EQ(both.count(), 30.0);
  for (std::size_t n = 0; n < 30; ++n) {
    if (made.truth[n] == 1) ruler.remove(both, vectors[n].data(), made.tokens.notes[n].pitch_midi);
  }
  EXPECT_NEAR(ruler.mean_logit(both, sources[1]), sum / count, 1e-6);
}

}  // namespace
}  // namespace divisi::parts
