#include "decode/drum_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/drums.h"
#include "core/rng.h"
#include "made_evidence.h"

namespace divisi::decode {
namespace {

const PitchGrid kDrums{.lowest_midi = 0, .pitch_count = 10};

/// What a network that is always right would say of hits, whose pitches are drums here.
struct MadeRows {
  Map2d hit, velocity, key;

  DrumRows rows(std::size_t first, std::size_t count) const {
    return {hit.row(first), velocity.row(first), key.row(first), count};
  }
};

MadeRows rows_of_hits(const std::vector<Note>& hits, std::size_t count) {
  const Evidence truth = rasterise(hits, kFrames, kDrums, count);
  Map2d keys(count, core::kDrumCount);
  for (const core::DrumFacts& drum : core::all_drums()) {
    for (std::size_t row = 0; row < count; ++row)
      keys.at(row, static_cast<std::size_t>(drum.drum)) = drum.keys.front() / 128.0f;
  }
  return {truth.onset, truth.velocity, keys};
}

Note hit(double onset_s, int drum, int velocity = 80) {
  return note(onset_s, onset_s + 0.05, drum, velocity);
}

std::vector<Note> decoded(const MadeRows& made, std::size_t push_rows, double end_s = 100.0) {
  DrumDecoder decoder(kFrames, {});
  for (std::size_t first = 0; first < made.hit.rows; first += push_rows) {
    decoder.push(made.rows(first, std::min(push_rows, made.hit.rows - first)));
  }
  return decoder.finish(end_s);
}

TEST(DrumDecoder, NothingGivesNothing) {
  EXPECT_TRUE(decoded(rows_of_hits({}, 0), 1).empty());
  EXPECT_TRUE(decoded(rows_of_hits({}, 1), 1).empty());
  EXPECT_TRUE(decoded(rows_of_hits({}, 50), 7).empty());
}

TEST(DrumDecoder, FindsHitsBetweenFramesWithKeyAndVelocity) {
  const std::vector<Note> hits =
      decoded(rows_of_hits({hit(0.5037, 0, 100), hit(0.5037, 2, 60), hit(0.9, 1, 30)}, 80), 9);
  ASSERT_EQ(hits.size(), 3u);
  EXPECT_NEAR(hits[0].onset_s, 0.5037, 0.002);
  EXPECT_EQ(hits[0].pitch_midi, 36);
  EXPECT_EQ(hits[0].velocity, 100);
  EXPECT_EQ(hits[1].pitch_midi, 42);
  EXPECT_EQ(hits[1].velocity, 60);
  EXPECT_NEAR(hits[2].onset_s, 0.9, 0.002);
  EXPECT_EQ(hits[2].pitch_midi, 38);
}

TEST(DrumDecoder, HitsAtBothEndsAreFound) {
  const double last_s = 39 * kHop;
  const std::vector<Note> hits = decoded(rows_of_hits({hit(0.0, 0), hit(last_s, 1)}, 40), 40);
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_NEAR(hits[0].onset_s, 0.0, 0.012);
  EXPECT_NEAR(hits[1].onset_s, last_s, 0.012);
}

TEST(DrumDecoder, EveryKeyComesOutAsItCameIn) {
  for (const core::DrumFacts& drum : core::all_drums()) {
    for (const int key : drum.keys) {
      const int number = static_cast<int>(drum.drum);
      MadeRows made = rows_of_hits({hit(0.5, number)}, 50);
      for (float& cell : made.key.cells) cell = static_cast<float>(key) / 128.0f;
      const std::vector<Note> hits = decoded(made, 50);
      ASSERT_EQ(hits.size(), 1u);
      EXPECT_EQ(hits[0].pitch_midi, key);
    }
  }
}

TEST(DrumDecoder, OfTwoHitsTooCloseTheMoreProbableStays) {
  MadeRows made = rows_of_hits({}, 40);
  made.hit.at(10, 0) = 0.7f;
  made.hit.at(11, 0) = 0.65f;
  made.hit.at(12, 0) = 0.9f;  // 46 ms after the first: the gap is 45 ms
  made.hit.at(13, 0) = 0.2f;
  const std::vector<Note> two = decoded(made, 40);
  ASSERT_EQ(two.size(), 1u);
  EXPECT_NEAR(two[0].confidence, 0.9, 1e-6);
}

TEST(DrumDecoder, DoesNotDependOnHowRowsAreCut) {
  core::Rng rng(5);
  MadeRows made = rows_of_hits({}, 400);
  for (Map2d* map : {&made.hit, &made.velocity, &made.key}) {
    for (float& cell : map->cells) cell = static_cast<float>(rng.uniform());
  }
  const std::vector<Note> whole = decoded(made, 400);
  ASSERT_GT(whole.size(), 50u);
  for (const std::size_t push_rows : {1u, 2u, 3u, 17u}) {
    const std::vector<Note> cut = decoded(made, push_rows);
    ASSERT_EQ(cut.size(), whole.size());
    for (std::size_t i = 0; i < cut.size(); ++i) {
      EXPECT_EQ(cut[i].onset_s, whole[i].onset_s);
      EXPECT_EQ(cut[i].pitch_midi, whole[i].pitch_midi);
      EXPECT_EQ(cut[i].velocity, whole[i].velocity);
    }
  }
}

TEST(DrumDecoder, NothingComesAfterTheEndAndNanIsNoHit) {
  MadeRows made = rows_of_hits({hit(0.5, 0), hit(0.8, 0)}, 60);
  for (std::size_t row = 0; row < 60; ++row) {
    made.hit.at(row, 1) = std::numeric_limits<float>::quiet_NaN();
  }
  const std::vector<Note> hits = decoded(made, 60, 0.7);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_NEAR(hits[0].onset_s, 0.5, 0.002);
}

Note believed(double onset_s, int key, double confidence) {
  Note made = hit(onset_s, key);
  made.confidence = confidence;
  return made;
}

TEST(Drumming, AFewDoubtfulHitsAreNoDrumming) {
  const DrumTuning tuning;
  std::vector<Note> hits;
  EXPECT_FALSE(is_drumming(hits, 30.0, tuning));
  for (int i = 0; i < 10; ++i) hits.push_back(believed(i, 36, 0.52));
  EXPECT_FALSE(is_drumming(hits, 30.0, tuning));
  for (int i = 0; i < 20; ++i) hits.push_back(believed(10 + i, 38, 0.95));
  EXPECT_TRUE(is_drumming(hits, 30.0, tuning));
  EXPECT_FALSE(is_drumming(hits, 3000.0, tuning)) << "so few in fifty minutes";
}

TEST(Drumming, TambourinesAloneAreNone) {
  std::vector<Note> hits;
  for (int i = 0; i < 100; ++i) hits.push_back(believed(0.3 * i, 54, 1.0));
  EXPECT_FALSE(is_drumming(hits, 30.0, DrumTuning()));
}

}  // namespace
}  // namespace divisi::decode
