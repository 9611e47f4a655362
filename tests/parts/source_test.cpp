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

TEST(PairModel, WithoutLogitsPositionsDoNotCount) {
  PairModel pairs;
  EXPECT_DOUBLE_EQ(pairs.position_logit(0.3), 0.0);
  pairs.knots_apart = {0.0, 0.5};
  pairs.position_logits = {1.0, -1.0};
  EXPECT_DOUBLE_EQ(pairs.position_logit(0.25), 0.0);
  EXPECT_DOUBLE_EQ(pairs.position_logit(2.0), -1.0);
}

TEST(PlacesOf, AreNowhereUnlessPositionsTellApart) {
  const auto made = testing::make_notes({{{1.0F}, 60, 61}}, 20, 0.0, 1);
  NoteTokens tokens = made.tokens;
  PairModel pairs;
  const std::vector<int> nowhere(20, kNowhere);
  EXPECT_EQ(places_of(tokens, pairs), nowhere);
  for (int n = 0; n < 20; ++n) tokens.positions.push_back(n % 2 == 0 ? -1.0F : 1.0F);
  EXPECT_EQ(places_of(tokens, pairs), nowhere) << "the model says nothing of positions";
  pairs.position_logits.assign(pairs.knots_apart.size(), 0.0);
  EXPECT_EQ(places_of(tokens, pairs)[0], 0);
  EXPECT_EQ(places_of(tokens, pairs)[1], 64);
  EXPECT_DOUBLE_EQ(distance_of(0, 64), 2.0);
  for (float& position : tokens.positions) position *= 0.05F;
  EXPECT_EQ(places_of(tokens, pairs), nowhere) << "a room does as much";
  NoteTokens none;
  EXPECT_TRUE(places_of(none, pairs).empty());
}

/// The sums say what the mean over all pairs of notes says.
TEST(SourceRuler, MeansAreThoseOverAllPairs) {
  PairModel pairs;
  pairs.knots_semitones = {0.0, 5.0, 20.0};
  pairs.pitch_logits = {0.5, -0.5, -3.0};
  const auto made =
      testing::make_notes({{{1.0F, 0.0F, 0.2F}, 50, 70}, {{0.0F, 1.0F, 0.1F}, 60, 90}}, 30, 0.5, 4);
  pairs.position_logits = {1.5, 0.5, 0.0, -0.5, -1.0, -2.0, -3.0};
  const SourceRuler ruler(pairs);
  std::vector<std::vector<float>> vectors(30, std::vector<float>(3));
  const auto note = [&](std::size_t n) {
    return ComparedNote{vectors[n].data(), made.tokens.notes[n].pitch_midi,
                        static_cast<int>(n * 7 % 65)};
  };
  std::vector<Source> sources(2, Source(3));
  for (std::size_t n = 0; n < 30; ++n) {
    pairs.trusted_vector(made.tokens, n, vectors[n].data());
    ruler.add(sources[static_cast<std::size_t>(made.truth[n])], note(n));
  }
  double sum = 0.0;
  int count = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t j = 0; j < 30; ++j) {
      if (made.truth[i] != 0 || made.truth[j] != 1) continue;
      sum += ruler.logit(note(i), note(j), 3);
      ++count;
    }
  }
  EXPECT_NEAR(ruler.mean_logit(sources[0], sources[1]), sum / count, 1e-6);
  Source both = sources[0];
  ruler.merge(both, sources[1]);
  EXPECT_DOUBLE_EQ(both.count(), 30.0);
  for (std::size_t n = 0; n < 30; ++n) {
    if (made.truth[n] == 1) ruler.remove(both, note(n));
  }
  EXPECT_NEAR(ruler.mean_logit(both, sources[1]), sum / count, 1e-6);
}

}  // namespace
}  // namespace divisi::parts
